import { z } from '@hono/zod-openapi';
import { controlScopes, type ErrorCode, errorRegistry } from '@portcullis/gate';
import { unseenInNames } from '../../operators/unseen-in-names.ts';
import type { Unchanged } from '../../sentences/unchanged.ts';

// What routes of the control API are made of.

/** Every route of a site lies below it; a router parameter in the notation of OpenAPI. */
export function under<Path extends string>(path: Path): `/v1/sites/{site}${Path}` {
  return `/v1/sites/{site}${path}`;
}

export const siteParameter = z.object({
  site: z.string().openapi({ param: { name: 'site', in: 'path' }, example: 'shop' }),
});

export const idParameter = siteParameter.extend({
  id: z
    .string()
    .min(1)
    .max(128)
    .openapi({ param: { name: 'id', in: 'path' } }),
});

type ServedCode = {
  [Code in ErrorCode]: (typeof errorRegistry)[Code]['status'] extends 0 ? never : Code;
}[ErrorCode];

const servedCodes = Object.entries(errorRegistry)
  .filter(([, { status }]) => status !== 0)
  .map(([code]) => code as ServedCode);

/** An error, as RFC 9457 says: `type` is `urn:portcullis:error:CODE`. */
const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** What was expected, what came, what to do. */
    detail: z.string(),
    /** A code of docs/errors.md; absent when the server itself failed. */
    code: z.enum(servedCodes).optional(),
    /** What belongs into the words of this code, for clients that word it themselves. */
    values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    /** Seconds after which the same may work. */
    retryAfterSeconds: z.int().optional(),
  })
  .openapi('Problem');

const problems = {
  description: 'What was wrong, with a code of docs/errors.md',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** 200 with a document, everything else a problem. */
export function answers<Schema extends z.ZodType>(schema: Schema, description = 'Done') {
  return { 200: json(schema, description), default: problems };
}

/** 201 with what was made. */
export function creates<Schema extends z.ZodType>(schema: Schema, description = 'Made') {
  return { 201: json(schema, description), default: problems };
}

function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  // Handlers give what they may not change themselves; the schema is for the document alone.
  const given = schema as unknown as z.ZodType<Unchanged<z.output<Schema>>>;
  return { description, content: { 'application/json': { schema: given } } };
}

/** 200 with something else than JSON. */
export function gives<Type extends string>(type: Type, description: string) {
  return { 200: { description, content: { [type]: { schema: z.string() } } }, default: problems };
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

/** Milliseconds since 1970 on the store's clock. */
export const moment = z.int().openapi({ description: 'Milliseconds since 1970', example: 1_763_700_000_000 });

export const mode = z.enum(['open', 'read-only', 'closed']).openapi('Mode');
export const areas = z.record(z.string(), mode).openapi({ description: 'Areas whose mode differs, by name' });
export const role = z.enum(['admin', 'support', 'allowed', 'visitor']).openapi('Role');
export const scope = z.enum(controlScopes).openapi('ControlScope');
export const operatorRole = z.enum(['viewer', 'support', 'operator', 'owner']).openapi('OperatorRole');

export const actor = z
  .object({ kind: z.enum(['operator', 'key', 'shell', 'schedule', 'system']), name: z.string() })
  .openapi('Actor');

export const reason = z.string().trim().min(1, 'expected a reason').max(500);

/** A new one, of an operator or a key. */
export const newName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .refine(
    (text) => text.search(unseenInNames) === -1,
    'expected a name without control characters and others that nobody sees',
  );

/** Language tag → text. */
export const localizedText = z.record(z.string(), z.string()).openapi('LocalizedText');

/** Who does it, for callers with a shell on the host. Whoever signed in, or holds a key, is known and must not say it. */
export const shellName = z.string().min(1).max(128).optional();
