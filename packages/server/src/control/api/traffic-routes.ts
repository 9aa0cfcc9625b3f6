import { createRoute, z } from '@hono/zod-openapi';
import { letInByOrNull, saidSchema } from '../../sentences/said.ts';
import { needs } from './access.ts';
import { answers, gives, jsonBody, mode, moment, role, siteParameter, under } from './parts.ts';

const standing = z.object({
  role,
  subject: z.string().nullable(),
  scope: z.enum(['none', 'read', 'write']),
  byPass: z.enum(['read', 'write']).optional(),
});

const rule = z.object({ id: z.string(), detail: z.string(), detailSaid: saidSchema.nullable() });

/** One request and what was decided. */
const decisionSchema = z
  .object({
    /** Grows by one with each request that the server decided; gaps are requests that were left out of the sample. */
    number: z.int(),
    at: moment,
    method: z.string(),
    /** As on record: without its query. */
    path: z.string(),
    host: z.string().nullable(),
    clientAddress: z.string().nullable(),
    kind: z.enum(['allow', 'refuse', 'confirm', 'hold', 'redirect', 'rewrite']),
    access: z.enum(['read', 'write', 'unknown']).nullable(),
    rule,
    mode,
    role,
    subject: z.string().nullable(),
    /** What a refused visitor reads to support. */
    reference: z.string().nullable(),
  })
  .openapi('TrafficDecision');

const trafficSchema = z
  .object({
    now: moment,
    /** When this server began to count. */
    since: moment,
    /** The last 60 minutes, oldest first, each by its beginning; exact. */
    minutes: z.array(
      z.object({
        at: moment,
        allowed: z.int(),
        refused: z.int(),
        /** By production mode, which is no window. */
        shut: z.int(),
        bypassed: z.int(),
        confirm: z.int(),
      }),
    ),
    /** Of the last 60 minutes, most often first. */
    topRefused: z.array(
      z.object({
        method: z.string(),
        route: z.string(),
        rule: z.string(),
        count: z.int(),
        lastAt: moment,
        reference: z.string().nullable(),
      }),
    ),
    recentBypasses: z.array(
      z.object({
        at: moment,
        subject: z.string(),
        role,
        method: z.string(),
        path: z.string(),
        by: z.string(),
        bySaid: letInByOrNull,
        isWrite: z.boolean(),
      }),
    ),
    /** Routes that were asked to write and that no rule of the policy names, most often first. */
    unnamedWrites: z.array(
      z.object({
        method: z.string(),
        route: z.string(),
        count: z.int(),
        firstAt: moment,
        lastAt: moment,
        /** A rule that would name it, for the policy. */
        suggestion: z.string(),
      }),
    ),
    /** More routes came than are kept apart; these were counted together. */
    others: z.int(),
  })
  .openapi('Traffic');

/** What would happen to a request, and by which rule. */
export const explanationSchema = z
  .object({
    method: z.string(),
    target: z.string(),
    nearMethod: z.string().nullable(),
    host: z.string().nullable(),
    clientAddress: z.string().nullable(),
    access: z.string(),
    calls: z
      .object({
        access: z.string(),
        names: z.array(z.string()),
        why: z.string().optional(),
        whySaid: saidSchema.nullable().optional(),
      })
      .nullable(),
    routes: z.array(
      z.object({
        match: z.string(),
        says: z.array(z.string()),
        saysSaid: z.array(saidSchema),
        why: z.string(),
      }),
    ),
    lacksBody: z.boolean(),
    readings: z.array(z.string()),
    mode,
    decision: z.looseObject({ kind: z.string() }),
    missing: z.string().nullable(),
    missingSaid: saidSchema.nullable(),
    effectiveRule: z.string(),
    effectiveRuleSaid: saidSchema,
  })
  .openapi('Explanation');

/** More is not read for a decision either. */
const bodyMostCharacters = 1_048_576;

export const explainSchema = z
  .strictObject({
    method: z.string().min(1).max(64),
    /** A path, or a URL whose host counts. */
    url: z.string().min(1).max(16_384),
    /** Names and values by turns. */
    headers: z.array(z.string().max(8_192)).max(40).default([]),
    address: z.union([z.ipv4(), z.ipv6()], 'expected an IP address').nullable().default(null),
    /** The content of the request; null = none. */
    body: z.string().max(bodyMostCharacters).nullable().default(null),
    /** Judge as if identity had named this caller; null = look at the headers. */
    as: z
      .strictObject({ role, subject: z.string().min(1) })
      .nullable()
      .default(null),
    /** Judge as if the site were in this mode. */
    mode: mode.nullable().default(null),
  })
  .openapi('Explain');

export type ExplainBody = z.input<typeof explainSchema>;

export const trafficRoutes = {
  traffic: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/traffic'),
      summary: 'Refused requests per minute, top refused routes, recent bypasses, writes that no rule names',
      request: { params: siteParameter },
      responses: answers(trafficSchema),
    }),
  },
  decisions: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/decisions'),
      summary: 'The newest decisions of this server, newest first',
      request: {
        params: siteParameter,
        query: z.object({
          kind: z.enum(['allow', 'refuse', 'confirm', 'bypass']).optional(),
          /** Part of path, method, subject, rule or reference. */
          search: z.string().max(256).optional(),
          limit: z.coerce.number().int().min(1).max(1_000).optional(),
        }),
      },
      responses: answers(z.object({ decisions: z.array(decisionSchema), total: z.int() })),
    }),
  },
  reference: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/references/{reference}'),
      summary: 'A refusal by the reference that a visitor reads to support',
      request: {
        params: siteParameter.extend({
          reference: z
            .string()
            .max(64)
            .openapi({ param: { name: 'reference', in: 'path' } }),
        }),
      },
      responses: answers(
        z
          .object({
            reference: z.string(),
            at: moment,
            method: z.string(),
            path: z.string(),
            host: z.string().nullable(),
            clientAddress: z.string().nullable(),
            decision: z.object({ kind: z.string(), rule, epoch: z.int(), mode, standing }),
            missing: z.string().nullable(),
            missingSaid: saidSchema.nullable(),
          })
          .openapi('RecordedDecision'),
      ),
    }),
  },
  explain: {
    access: needs('read'),
    route: createRoute({
      method: 'post',
      path: under('/explain'),
      summary: 'What would happen to a request, by the very decision that requests go through',
      request: { params: siteParameter, ...jsonBody(explainSchema) },
      responses: answers(explanationSchema),
    }),
  },
  ledger: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/ledger'),
      summary: 'Refused writes of one window by route and actor, most often first',
      request: {
        params: siteParameter,
        query: z.object({
          /** @default the newest window that has any */
          window: z.string().max(128).optional(),
          skip: z.coerce.number().int().min(0).max(1_000_000).optional(),
          limit: z.coerce.number().int().min(1).max(1_000).optional(),
        }),
      },
      responses: answers(
        z
          .object({
            windowId: z.string().nullable(),
            windows: z.array(
              z.object({
                windowId: z.string(),
                entries: z.int(),
                refused: z.int(),
                firstAt: moment,
                lastAt: moment,
              }),
            ),
            entries: z.array(
              z
                .object({
                  method: z.string(),
                  route: z.string(),
                  actor: z.string(),
                  rule: z.string(),
                  count: z.int(),
                  firstAt: moment,
                  lastAt: moment,
                  reference: z.string().nullable(),
                })
                .openapi('LedgerEntry'),
            ),
          })
          .openapi('Ledger'),
      ),
    }),
  },
  exportLedger: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/ledger/export'),
      summary: 'The ledger of a window as a file',
      request: {
        params: siteParameter,
        query: z.object({ window: z.string().max(128).optional(), format: z.enum(['csv', 'jsonl']) }),
      },
      responses: gives('text/csv', 'CSV, safe in a spreadsheet; or a line of JSON for each'),
    }),
  },
};
