import { createRoute, z } from '@hono/zod-openapi';
import { type AuditKind, isMode, type Mode } from '@portcullis/gate';
import { unseenInNames } from '../../operators/unseen-in-names.ts';
import { why } from '../../sentences/said.ts';
import { needs } from './access.ts';
import { answers, gives, jsonBody, mode, moment, siteParameter, under } from './parts.ts';
import { settingsSchema } from './policy-routes.ts';
import { switchSchema } from './switch-schemas.ts';

// What gates inside an application ask for: the port `GateStore`, and no more. Each with the scope `gate`, which no role has.

/** What is shown to whoever turns on, beside what servers say: nothing in it may look like a line, or a word, of theirs. */
function seen(most: number) {
  return z
    .string()
    .max(most)
    .refine(
      (text) => text.search(unseenInNames) === -1,
      'expected a text without control characters and others that nobody sees',
    );
}

/** As long as `status --remove` takes it. */
const name = seen(128);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');
/** Fields of later versions are left out, not refused: applications are brought up to date when they are. */
const areaModes = z
  .custom<Readonly<Record<string, Mode>>>(isAreaModes, 'expected at most 1,000 areas with their modes')
  .openapi({
    type: 'object',
    additionalProperties: { type: 'string', enum: ['open', 'read-only', 'closed'] },
  });

function isAreaModes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= 1_000 &&
    entries.every(([area, its]) => area.length <= 256 && typeof its === 'string' && isMode(its))
  );
}

/** Whoever is silent for longer than a minute is not there, whatever he says of himself. */
const longestLeaseMs = 60_000;

const reportSchema = z
  .object({
    id: name,
    version: seen(64),
    host: seen(253),
    processId: z.int(),
    epoch: z.int(),
    policyDigest: digest,
    secretDigest: digest.optional(),
    effectiveMode: mode,
    effectiveAreas: areaModes,
    why,
    onStoreLost: z.enum(['keep', 'read-only', 'closed']),
    leaseMs: z.int().min(1).max(longestLeaseMs),
    clockOffsetMs: z.number(),
    writesInFlight: z.array(z.object({ method: seen(64), path: seen(16_384), ageMs: z.number() })).max(10),
    writesInFlightCount: z.int().min(0),
    runningWritesCount: z.int().min(0).optional(),
    breakGlassSeen: seen(128).nullable(),
    startedAt: moment,
    /** Processes of an application report to servers alone. */
    takesProcesses: z.literal(false).optional(),
  })
  .openapi('GateReport');

const recordSchema = z
  .strictObject({
    chain: name,
    sequence: z.int(),
    at: moment,
    kind: z.string().max(64) as unknown as z.ZodType<AuditKind>,
    actor: z.string().max(4_096),
    data: z.string().max(131_072),
    previousHash: z.string().max(64),
    hash: z.string().max(64),
  })
  .openapi('GateRecord');

const sealSchema = z
  .strictObject({
    chain: name,
    sequence: z.int(),
    hash: z.string().max(64),
    at: moment,
    signature: z.string().max(64),
  })
  .openapi('GateSeal');

const passSchema = z
  .object({
    id: z.string(),
    site: z.string(),
    subject: z.string(),
    scope: z.enum(['read', 'write']),
    isTest: z.boolean(),
    /** SHA-256 of the token, by which a gate knows one that is shown to it. */
    tokenHash: z.string(),
    windowId: z.string().nullable(),
    createdAt: moment,
    createdBy: z.string(),
    expiresAt: moment,
    redeemedAt: moment.nullable(),
    revokedAt: moment.nullable(),
  })
  .openapi('GatePass');

const chainQuery = z.object({ chain: name });

export const gateRoutes = {
  version: {
    access: needs('gate'),
    route: createRoute({
      method: 'get',
      path: under('/gate/version'),
      summary: 'Which state of which store this is: what gates poll',
      request: { params: siteParameter },
      responses: answers(
        z.object({ lineage: z.string(), epoch: z.int(), windowId: z.string().nullable(), since: moment }),
      ),
    }),
  },
  state: {
    access: needs('gate'),
    route: createRoute({
      method: 'get',
      path: under('/gate/state'),
      summary: 'The switch, and the passes that are good',
      request: { params: siteParameter },
      responses: answers(
        z.object({ lineage: z.string(), now: moment, switch: switchSchema, passes: z.array(passSchema) }),
      ),
    }),
  },
  settings: {
    access: needs('gate'),
    route: createRoute({
      method: 'get',
      path: under('/gate/settings'),
      summary: 'How pages look, as operators set it; null = nobody has',
      request: { params: siteParameter },
      responses: answers(z.object({ settings: settingsSchema.nullable() })),
    }),
  },
  events: {
    access: needs('gate'),
    route: createRoute({
      method: 'get',
      path: under('/gate/events'),
      summary: 'Server-sent events `epoch`: hints to look at once, which may be lost',
      request: { params: siteParameter },
      responses: gives('text/event-stream', 'Events until the client leaves'),
    }),
  },
  report: {
    access: needs('gate'),
    route: createRoute({
      method: 'post',
      path: under('/gate/report'),
      summary: 'An instance of this key says what it enforces, and renews its lease',
      request: { params: siteParameter, ...jsonBody(reportSchema) },
      responses: answers(z.object({ now: moment })),
    }),
  },
  leave: {
    access: needs('gate'),
    route: createRoute({
      method: 'post',
      path: under('/gate/leave'),
      summary: 'An instance of this key ends: nobody waits for it any more',
      request: { params: siteParameter, ...jsonBody(z.strictObject({ id: name })) },
      responses: answers(z.object({ left: z.boolean() })),
    }),
  },
  redeem: {
    access: needs('gate'),
    route: createRoute({
      method: 'post',
      path: under('/gate/redeem'),
      summary: 'Uses a pass up that was shown to the gate; null = it cannot be used',
      request: {
        params: siteParameter,
        ...jsonBody(z.strictObject({ tokenHash: z.string().max(64), record: recordSchema })),
      },
      responses: answers(z.object({ pass: passSchema.nullable() })),
    }),
  },
  claim: {
    access: needs('gate'),
    route: createRoute({
      method: 'post',
      path: under('/gate/claim'),
      summary: 'Uses the confirmation of a write up, once over all instances',
      request: {
        params: siteParameter,
        ...jsonBody(
          z.strictObject({
            key: z
              .string()
              .regex(/^confirmation:[0-9a-f]{32}$/, 'expected confirmation: and 32 hexadecimal digits'),
            expiresAt: moment,
          }),
        ),
      },
      responses: answers(z.object({ claimed: z.boolean() })),
    }),
  },
  append: {
    access: needs('gate'),
    route: createRoute({
      method: 'post',
      path: under('/gate/audit/append'),
      summary: 'Records of a chain of this key, all or none',
      request: {
        params: siteParameter,
        // A gate writes a thousand at once, and what did not fit.
        ...jsonBody(z.strictObject({ records: z.array(recordSchema).max(2_000) })),
      },
      responses: answers(z.object({ appended: z.int() })),
    }),
  },
  seal: {
    access: needs('gate'),
    route: createRoute({
      method: 'post',
      path: under('/gate/audit/seal'),
      summary: 'The head of a chain of this key, sealed',
      request: { params: siteParameter, ...jsonBody(sealSchema) },
      responses: answers(z.object({ sealed: z.literal(true) })),
    }),
  },
  head: {
    access: needs('gate'),
    route: createRoute({
      method: 'get',
      path: under('/gate/audit/head'),
      summary: 'The newest record of a chain of this key; null = there is none',
      request: { params: siteParameter, query: chainQuery },
      responses: answers(z.object({ head: recordSchema.nullable() })),
    }),
  },
  chains: {
    access: needs('gate'),
    route: createRoute({
      method: 'get',
      path: under('/gate/audit/chains'),
      summary: 'The chains that this key began',
      request: { params: siteParameter },
      responses: answers(z.object({ chains: z.array(z.string()) })),
    }),
  },
};
