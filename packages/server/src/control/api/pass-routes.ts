import { createRoute, z } from '@hono/zod-openapi';
import { passLongestTtlMs } from '@portcullis/gate';
import { letInByOrNull, saidSchema } from '../../sentences/said.ts';
import { needs } from './access.ts';
import {
  answers,
  creates,
  idParameter,
  jsonBody,
  mode,
  moment,
  role,
  shellName,
  siteParameter,
  under,
} from './parts.ts';

/** The longest e-mail address; with every character of three bytes it still fits a cookie. */
const longestSubjectBytes = 320;

export const subject = z
  .string()
  .trim()
  .min(1)
  .max(256)
  // As in every place where subjects are read: control characters and the like are no part of a name.
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'expected a name without control characters')
  .refine((text) => Buffer.byteLength(text) <= longestSubjectBytes, {
    error: ({ input }) =>
      `expected at most ${longestSubjectBytes} bytes of UTF-8, got ${Buffer.byteLength(String(input))}: the pass must fit a cookie`,
  });

/** Where its holder reaches the gate, for the link of a pass: `https://admin.example.com`. */
export const linkOrigin = z
  .url({ protocol: /^https?$/, error: 'expected an origin such as https://admin.example.com' })
  .refine((text) => /^https?:\/\/[^/?#@\\]+\/?$/i.test(text), 'expected an origin without path or query')
  .transform((text) => new URL(text).origin);

/** Shorter, it ends before its holder has the link. */
const passShortestTtlMs = 60_000;

const passSchema = z
  .object({
    id: z.string(),
    site: z.string(),
    subject: z.string(),
    scope: z.enum(['read', 'write']),
    /** For a test run: the jobs of what its holder does run while others are held. */
    isTest: z.boolean(),
    /** The first eight letters of the hash of its token. */
    fingerprint: z.string(),
    windowId: z.string().nullable(),
    createdAt: moment,
    createdBy: z.string(),
    expiresAt: moment,
    redeemedAt: moment.nullable(),
    revokedAt: moment.nullable(),
  })
  .openapi('Pass');

const createPassSchema = z
  .strictObject({
    subject,
    scope: z.enum(['read', 'write']),
    /** With the scope `write` alone. */
    isTest: z.boolean().default(false),
    ttlMs: z
      .int()
      .min(passShortestTtlMs)
      .max(passLongestTtlMs, `expected at most ${passLongestTtlMs / 3_600_000} h`),
    /** Where its link leads; null = where the pass can do what it is for. */
    url: linkOrigin.nullable().default(null),
    actor: shellName,
  })
  .refine(({ scope, isTest }) => !isTest || scope === 'write', {
    path: ['isTest'],
    error: 'expected the scope write: who tries what a window has changed writes',
  })
  .openapi('CreatePass');

export type CreatePassBody = z.input<typeof createPassSchema>;

export const passRoutes = {
  list: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/passes'),
      summary: 'Passes, newest first',
      request: {
        params: siteParameter,
        query: z.object({
          /** `good`: neither expired nor revoked. @default all */
          state: z.enum(['good', 'ended']).optional(),
          /** Part of the subject. */
          search: z.string().max(256).optional(),
          skip: z.coerce.number().int().min(0).max(1_000_000).optional(),
          limit: z.coerce.number().int().min(1).max(1_000).optional(),
        }),
      },
      responses: answers(z.object({ passes: z.array(passSchema), total: z.int(), now: moment })),
    }),
  },
  create: {
    access: needs('passes', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/passes'),
      summary: 'Make a pass; its link is shown once',
      request: {
        params: siteParameter,
        ...jsonBody(createPassSchema),
      },
      responses: creates(
        z
          .object({
            pass: passSchema,
            link: z.string(),
            isFromThisMachine: z.boolean(),
            /** With nothing but the pass its holder may change things where the link leads. */
            writesThere: z.boolean(),
            /** The second credentials that the policy knows: `through admin.example.com`. */
            pathsToWrite: z.array(z.string()),
            pathsToWriteSaid: z.array(saidSchema),
          })
          .openapi('CreatedPass'),
      ),
    }),
  },
  revoke: {
    access: needs('passes'),
    route: createRoute({
      method: 'post',
      path: under('/passes/{id}/revoke'),
      summary: 'End a pass and every session made with it',
      request: { params: idParameter, ...jsonBody(z.strictObject({ actor: shellName })) },
      responses: answers(z.object({ revoked: z.string() })),
    }),
  },
  activity: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/passes/{id}/activity'),
      summary: 'Who redeemed a pass and what was done with it, newest first',
      request: { params: idParameter },
      responses: answers(
        z.object({
          pass: passSchema,
          entries: z.array(
            z.object({ at: moment, kind: z.string(), actor: z.string(), what: z.string(), count: z.int() }),
          ),
        }),
      ),
    }),
  },
};

const reachSchema = z.enum(['none', 'read', 'write']);
/** In the mode in force, and in the strictest. */
const rightsSchema = z.object({ now: reachSchema, closed: reachSchema }).nullable();

/** Each person on each path, as the gate itself decides it. */
const whoGetsInSchema = z.object({
  /** Of the site itself; areas may have another. */
  mode,
  paths: z.array(
    z.object({
      kind: z.enum(['anywhere', 'network', 'host', 'own-pass', 'this-machine']),
      names: z.array(z.string()),
    }),
  ),
  people: z.array(
    z.object({
      kind: z.enum(['admin', 'support', 'allowed', 'write-pass', 'read-pass', 'break-glass', 'visitor']),
      /** One for each path; null = nobody comes that way. */
      rights: z.array(rightsSchema),
      /** From the caller's own address; null = that is not known. */
      here: rightsSchema,
    }),
  ),
});

/** Who gets in while the site is not open, and by what. */
const insidersSchema = z
  .object({
    roles: z.array(
      z.object({
        role,
        mayWrite: z.boolean(),
        /** Without a trusted path. */
        mayWriteAlone: z.boolean(),
        /** Where the role comes from: `probe /api/me`, `JWT of https://…`. */
        from: z.array(z.string()),
        fromSaid: z.array(saidSchema),
      }),
    ),
    networks: z.array(z.object({ name: z.string(), cidr: z.string() })),
    adminHosts: z.array(z.string()),
    proxies: z.array(z.string()),
    addressHeader: z.string(),
    allowedSubjects: z.array(z.string()),
    allowedWrite: z.boolean(),
    whoGetsIn: whoGetsInSchema,
    /** Where the server sees the caller, and which of the networks that is in. */
    you: z.object({ address: z.string().nullable(), network: z.string().nullable() }),
    /** Insiders who came through this server lately, newest first. */
    inside: z.array(
      z.object({
        subject: z.string(),
        role,
        by: z.string(),
        bySaid: letInByOrNull,
        reads: z.int(),
        writes: z.int(),
        firstAt: moment,
        lastAt: moment,
        address: z.string().nullable(),
      }),
    ),
    /** Newest first. */
    breakGlass: z.array(
      z.object({
        at: moment,
        kind: z.string(),
        actor: z.string(),
        what: z.string(),
        /** Null = the record cannot be read; `what` is all that stands there. */
        whatSaid: saidSchema.nullable(),
      }),
    ),
  })
  .openapi('Insiders');

export const insiderRoutes = {
  insiders: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/insiders'),
      summary: 'Who gets in: roles and where they come from, trusted paths, who is inside, break-glass',
      request: { params: siteParameter },
      responses: answers(insidersSchema),
    }),
  },
};
