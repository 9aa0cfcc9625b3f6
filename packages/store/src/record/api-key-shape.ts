import { type ApiKey, controlScopes } from '@portcullis/gate';
import { json, list, nullable, object, oneOf, type Shape, text, whole } from './shape.ts';

export const apiKeyShape: Shape<ApiKey> = object<ApiKey>({
  id: text,
  site: text,
  name: text,
  tokenHash: text,
  scopes: json(list(oneOf(controlScopes))),
  createdAt: whole,
  createdBy: text,
  expiresAt: nullable(whole),
  revokedAt: nullable(whole),
  lastUsedAt: nullable(whole),
});
