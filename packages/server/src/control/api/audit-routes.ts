import { createRoute, z } from '@hono/zod-openapi';
import { letInByOrNull, saidSchema } from '../../sentences/said.ts';
import { needs } from './access.ts';
import { answers, gives, jsonBody, moment, siteParameter, under } from './parts.ts';

const auditRecordSchema = z
  .object({
    chain: z.string(),
    sequence: z.int(),
    at: moment,
    kind: z.string(),
    actor: z.string(),
    /** JSON text. */
    data: z.string(),
    /** By what an insider was let through; null for other records, and where it cannot be read. */
    bySaid: letInByOrNull,
    previousHash: z.string(),
    hash: z.string(),
  })
  .openapi('AuditRecord');

const filter = {
  kind: z.string().max(64).optional(),
  /** Kinds to leave out, with commas between them. */
  without: z.string().max(1_024).optional(),
  actor: z.string().max(256).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  /** Part of kind, actor or data. */
  search: z.string().max(256).optional(),
};

const verificationSchema = z
  .object({
    records: z.int(),
    chains: z.int(),
    seals: z.int(),
    /** Empty = nothing was edited, removed or put in. */
    findings: z.array(
      z.object({ chain: z.string(), sequence: z.int(), problem: z.string(), problemSaid: saidSchema }),
    ),
  })
  .openapi('AuditVerification');

export const auditRoutes = {
  list: {
    access: needs('audit'),
    route: createRoute({
      method: 'get',
      path: under('/audit'),
      summary: 'What is on record, newest first',
      request: {
        params: siteParameter,
        query: z.object({
          ...filter,
          /** `next` of the page before. */
          before: z.string().max(256).optional(),
          limit: z.coerce.number().int().min(1).max(1_000).optional(),
        }),
      },
      responses: answers(
        z.object({
          records: z.array(auditRecordSchema),
          /** Where the next page begins; null = there is none. */
          next: z.string().nullable(),
          /** How far back a search has looked; a page may be short and have a next one. */
          searchedTo: moment.nullable(),
          /** Kinds that may be asked for. */
          kinds: z.array(z.string()),
        }),
      ),
    }),
  },
  verify: {
    access: needs('audit'),
    route: createRoute({
      method: 'post',
      path: under('/audit/verify'),
      summary:
        'Check every record, chain and seal; ends when whoever asked closes the connection and nobody else waits',
      request: { params: siteParameter, ...jsonBody(z.strictObject({})) },
      responses: answers(verificationSchema),
    }),
  },
  verification: {
    access: needs('audit'),
    route: createRoute({
      method: 'get',
      path: under('/audit/verification'),
      summary: 'How far the check is that runs',
      request: { params: siteParameter },
      responses: answers(
        z
          .object({
            /** Null = none does. */
            running: z
              .object({
                checked: z.int(),
                /** By the heads of the chains; fewer are there when records were removed. */
                total: z.int(),
                elapsedMs: z.int(),
              })
              .nullable(),
          })
          .openapi('RunningVerification'),
      ),
    }),
  },
  export: {
    access: needs('audit'),
    route: createRoute({
      method: 'get',
      path: under('/audit/export'),
      summary: 'Records as a file, newest first',
      request: {
        params: siteParameter,
        query: z.object({ ...filter, format: z.enum(['csv', 'jsonl']) }),
      },
      responses: gives('text/csv', 'CSV, safe in a spreadsheet; or a line of JSON for each'),
    }),
  },
};
