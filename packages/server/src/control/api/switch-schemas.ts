import { z } from '@hono/zod-openapi';
import { saidSchema, why } from '../../sentences/said.ts';
import { actor, areas, localizedText, mode, moment } from './parts.ts';

// What stands in the store, and how far each instance enforces it.

const noticeSchema = z
  .object({
    message: localizedText,
    paused: localizedText,
    stillWorks: localizedText,
    button: z.object({ label: localizedText, url: z.string() }).nullable(),
    contact: z.object({
      email: z.string().optional(),
      phone: z.string().optional(),
      url: z.string().optional(),
    }),
  })
  .openapi('Notice');

export const switchSchema = z
  .object({
    site: z.string(),
    epoch: z.int(),
    windowId: z.string().nullable(),
    mode,
    areas,
    notice: noticeSchema,
    reason: z.string(),
    /** Who changed it last, if only what is said of it. */
    actor,
    since: moment,
    /** Who made it govern as it does, at `since`. */
    setBy: actor,
    /** Null while no window is open, and where nobody remembers. */
    opened: z.object({ by: actor, at: moment }).nullable(),
    expected: z.object({ earliest: moment, latest: moment, nextUpdateAt: moment.nullable() }).nullable(),
    expires: z.object({ at: moment, then: z.literal('open') }).nullable(),
    production: z.boolean(),
    /** Workers whose running jobs are let in until they have ended. */
    draining: z.array(z.string()),
  })
  .openapi('Switch');

const instanceSchema = z
  .object({
    id: z.string(),
    version: z.string(),
    host: z.string(),
    processId: z.int(),
    epoch: z.int(),
    policyDigest: z.string(),
    secretDigest: z.string().optional(),
    effectiveMode: mode,
    effectiveAreas: areas,
    why,
    onStoreLost: z.enum(['keep', 'read-only', 'closed']),
    leaseMs: z.int(),
    clockOffsetMs: z.number(),
    writesInFlight: z.array(z.object({ method: z.string(), path: z.string(), ageMs: z.number() })),
    writesInFlightCount: z.int(),
    /** In open areas, too: of an instance that stops by itself without its store. Absent = not known. */
    runningWritesCount: z.int().optional(),
    breakGlassSeen: z.string().nullable(),
    startedAt: moment,
    /** Processes of the application report to it. Absent = it is of a version that does not say. */
    takesProcesses: z.boolean().optional(),
    seenAt: moment,
    now: moment,
  })
  .openapi('Instance');

export const enforcementSchema = z
  .object({
    enforced: z.boolean(),
    epoch: z.int(),
    instances: z.array(
      z
        .object({
          instance: instanceSchema,
          state: z.enum([
            'enforcing',
            'behind',
            'looser',
            'other-secret',
            'other-policy',
            'draining',
            'silent',
            'fenced',
            'contested',
          ]),
          lagMs: z.number(),
          detail: z.string(),
          detailSaid: saidSchema,
        })
        .openapi('InstanceStanding'),
    ),
    writesInFlight: z.int(),
    missing: z.array(z.string()),
  })
  .openapi('Enforcement');
