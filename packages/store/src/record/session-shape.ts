import type { OperatorSession } from '@portcullis/gate';
import { nullable, object, oneOf, type Shape, text, whole } from './shape.ts';

export const sessionShape: Shape<OperatorSession> = object<OperatorSession>({
  tokenHash: text,
  id: text,
  site: text,
  operatorId: text,
  stage: oneOf(['code-needed', 'signed-in']),
  createdAt: whole,
  confirmedAt: whole,
  seenAt: whole,
  expiresAt: whole,
  address: nullable(text),
  userAgent: text,
});
