import { createRoute, z } from '@hono/zod-openapi';
import { saidSchema, why } from '../../sentences/said.ts';
import { anybody, needs } from './access.ts';
import {
  answers,
  areas,
  gives,
  idParameter,
  jsonBody,
  localizedText,
  mode,
  moment,
  reason,
  shellName,
  siteParameter,
  under,
} from './parts.ts';
import { enforcementSchema, switchSchema } from './switch-schemas.ts';

const inForceSchema = z
  .object({
    instance: z.string(),
    mode,
    areas,
    why,
    override: z
      .object({
        mode,
        reason: z.string(),
        actor: z.string(),
        createdAt: moment,
        expiresAt: moment,
      })
      .nullable(),
    breakGlassPasses: z.array(z.string()),
    breakGlassDamaged: z.string().nullable(),
    origin: z.string(),
  })
  .openapi('InForce');

const runningJob = z
  .object({
    name: z.string(),
    id: z.string().nullable(),
    since: z.number().nullable(),
    by: z.string().nullable(),
  })
  .openapi('RunningJob');

export const phase = z.enum([
  'announce',
  'freeze',
  'drain',
  'guards',
  'watch',
  'checks',
  'open-guards',
  'open-mode',
  'resume-workers',
]);

const part = {
  name: z.string(),
  state: z.enum(['running', 'stopping', 'stopped', 'left', 'starting']),
  problem: z.string().nullable(),
};

const seenWrite = z
  .object({
    table: z.string(),
    kind: z.enum(['approved', 'bookkeeping', 'past-guard', 'unsure', 'open']),
    what: z.enum(['rows', 'replaced', 'born', 'gone', 'unknown']),
    rows: z.number(),
    at: z.number(),
    /** One = he; several = one of them; none = his session was gone. */
    by: z.array(
      z.object({
        role: z.string().nullable(),
        application: z.string(),
        pid: z.int().nullable(),
        statement: z.string().nullable(),
      }),
    ),
    line: z.string(),
  })
  .openapi('SeenWrite');

const watchSchema = z
  .object({
    /** Since when no write to what is closed is missed. */
    since: z.number().nullable(),
    tables: z.int(),
    lastWrite: z.union([seenWrite, z.null()]),
    /** Nobody was allowed to. */
    alarms: z.array(seenWrite),
    writes: z.array(seenWrite),
    wroteBeforeClosing: z.array(seenWrite),
    refusedCount: z.number().nullable(),
    refused: z.array(
      z.object({
        role: z.string(),
        application: z.string(),
        table: z.string().nullable(),
        at: z.number(),
      }),
    ),
    sessions: z.array(
      z.object({
        role: z.string().nullable(),
        application: z.string(),
        address: z.string().nullable(),
        pids: z.array(z.int()),
        since: z.number().nullable(),
        /** Null = the configuration names no clients. */
        isDeclared: z.boolean().nullable(),
      }),
    ),
    notWatched: z.array(z.string()),
    transactionIds: z.number().nullable(),
    walBytes: z.number().nullable(),
  })
  .openapi('DatabaseWatch');

const stillnessSchema = z
  .object({
    /** Since when nothing unapproved can be written, as far as anything was declared. */
    since: moment.nullable(),
    direction: z.enum(['on', 'off']).nullable(),
    phase: phase.nullable(),
    phaseSince: moment.nullable(),
    /** Another process that carries it out. */
    conductedBy: z.string().nullable(),
    databases: z.array(
      z
        .object({
          ...part,
          guard: z.enum(['not-installed', 'open', 'closing', 'closed', 'torn']).nullable(),
          /** Closed alone; empty = all. */
          tables: z.array(z.string()),
          bookkeeping: z.array(z.string()),
          /** Schemas of stores of Portcullis in it, which stay writable. */
          leftOut: z.array(z.string()),
          transactions: z.array(z.string()),
          holes: z.array(z.string()),
          givenUp: z.string().nullable(),
          watch: z.union([watchSchema, z.null()]),
        })
        .openapi('DatabaseStatus'),
    ),
    workers: z.array(
      z
        .object({
          ...part,
          inHand: z.int().nullable(),
          waiting: z.int().nullable(),
          jobs: z.array(runningJob),
          disobeying: z.array(runningJob),
          /** Of the application, which have joined; null = it is not made of such. */
          processes: z
            .array(
              z.object({
                id: z.string(),
                /** Null = what it says is of a version that this server does not understand; so with the two below. */
                host: z.string().nullable(),
                processId: z.int().nullable(),
                /** The instance that it reported to last. */
                server: z.string(),
                joinedAt: moment,
                obeys: z.enum(['running', 'paused']).nullable(),
                /** It has said nothing for 3 s, or 5 s where it reports to another server; one that is known to have ended can be forgotten. */
                isSilent: z.boolean(),
                problems: z.array(z.string()),
              }),
            )
            .nullable(),
        })
        .openapi('WorkerStatus'),
    ),
    /** Nothing is on its way: what is missing still, time alone does not bring. */
    isSettled: z.boolean(),
    missing: z.array(z.string()),
    /** Those of them that name somebody or something in the way. */
    named: z.array(z.string()),
    /** What the window leaves running by what was declared. */
    limits: z.array(z.string()),
    setback: z
      .object({
        kind: z.enum(['not-opened', 'rolled-back', 'left-behind']),
        at: moment,
        phase,
        details: z.array(z.string()),
      })
      .nullable(),
    /** What somebody may decide of the phase that waits. */
    decisions: z.array(z.enum(['go-on', 'cut', 'roll-back', 'try-again'])),
  })
  .openapi('Stillness');

const statusSchema = z
  .object({
    site: z.string(),
    switch: switchSchema,
    inForce: inForceSchema,
    now: moment,
    enforcement: enforcementSchema,
    /** The best word that is true: `still`, `enforced`, `enforced (HTTP only)`, `not yet enforced`, `open`. */
    word: z.string(),
    effectiveRule: z.string(),
    effectiveRuleSaid: saidSchema,
    warnings: z.array(z.string()),
    /** Null = a warning of the configuration, which is for the author of its file. */
    warningsSaid: z.array(saidSchema.nullable()),
    upstream: z.string(),
    instance: z.string(),
    /** How people reach the site. */
    publicUrl: z.string(),
    /** The areas that the policy knows. */
    areas: z.array(z.object({ name: z.string(), title: localizedText })),
    /** Passes that may write and have not ended, redeemed or not. */
    writePasses: z.object({
      count: z.int(),
      /** The five at most that are good for longest. */
      longest: z.array(z.object({ id: z.string(), subject: z.string(), expiresAt: moment })),
    }),
    /** How the site calls itself. */
    brand: z.string(),
    /** What the configuration says of the application; null = no preset. */
    preset: z.string().nullable(),
    /** Databases and workers that stop with the site; null = none is declared. */
    stillness: z.union([stillnessSchema, z.null()]),
    /** Webhooks that are held, and those that could not be delivered; null = the store does not say. */
    webhooks: z.object({ waiting: z.int(), failed: z.int() }).nullable(),
  })
  .openapi('Status');

export const statusRoutes = {
  status: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/status'),
      summary: 'Which mode, who did it, is it enforced, what still writes',
      request: { params: siteParameter },
      responses: answers(statusSchema),
    }),
  },
  inForce: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/in-force'),
      summary: 'What the instance that answers enforces, and why; needs no store',
      request: { params: siteParameter },
      responses: answers(inForceSchema),
    }),
  },
  /** Server-sent events `status`, `traffic` and `decisions`; see docs/control-api.md. */
  events: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/events'),
      summary: 'What changes, as server-sent events: status, traffic, decisions',
      request: {
        params: siteParameter,
        query: z.object({
          /** Which events: `status,traffic,decisions`. */
          only: z.string().max(64).optional(),
        }),
      },
      responses: gives('text/event-stream', 'Events until the client leaves'),
    }),
  },
  removeInstance: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/instances/{id}/remove'),
      summary: 'Take an instance off the list that will not come back',
      request: {
        params: idParameter,
        ...jsonBody(z.strictObject({ reason, actor: shellName, anyway: z.boolean().default(false) })),
      },
      responses: answers(z.object({ removed: z.string() })),
    }),
  },
};

export const serverRoutes = {
  health: {
    access: anybody,
    route: createRoute({
      method: 'get',
      path: '/health',
      summary: 'Whether the server lives',
      responses: answers(z.object({ status: z.literal('ok'), mode })),
    }),
  },
  metrics: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: '/metrics',
      summary: 'Metrics in the text format of Prometheus',
      responses: gives('text/plain', 'Metrics'),
    }),
  },
};
