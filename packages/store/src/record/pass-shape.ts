import type { Pass } from '@portcullis/gate';
import { nullable, object, oneOf, type Shape, text, whole } from './shape.ts';

export const passShape: Shape<Pass> = object<Pass>({
  id: text,
  site: text,
  subject: text,
  scope: oneOf(['read', 'write']),
  tokenHash: text,
  windowId: nullable(text),
  createdAt: whole,
  createdBy: text,
  expiresAt: whole,
  redeemedAt: nullable(whole),
  revokedAt: nullable(whole),
});
