import { type ApiKey, controlScopes } from '@portcullis/gate';
import { json, list, nullable, object, oneOf, type Shape, text, whole } from './shape.ts';

const scopes = list(oneOf(controlScopes));

const fields = {
  id: text,
  site: text,
  name: text,
  tokenHash: text,
  createdAt: whole,
  createdBy: text,
  expiresAt: nullable(whole),
  revokedAt: nullable(whole),
  lastUsedAt: nullable(whole),
};

/** As a row of an SQL database. */
export const apiKeyShape: Shape<ApiKey> = object<ApiKey>({ ...fields, scopes: json(scopes) });

/** As a key is kept in JSON. */
export const writtenApiKeyShape: Shape<ApiKey> = object<ApiKey>({ ...fields, scopes });
