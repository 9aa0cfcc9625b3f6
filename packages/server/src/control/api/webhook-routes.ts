import { createRoute, z } from '@hono/zod-openapi';
import { needs } from './access.ts';
import { answers, idParameter, jsonBody, moment, reason, shellName, siteParameter, under } from './parts.ts';

const heldState = z.enum(['waiting', 'failed', 'delivered', 'dropped']).openapi('HeldState');
const name = z.string().min(1).max(2_000);

const webhookSchema = z
  .object({
    /** How its rule is known, such as `POST /webhooks/stripe`. */
    name: z.string(),
    /** Null = no rule names it any more; what is held of it is delivered all the same. */
    provider: z.string().nullable(),
    during: z.enum(['hold', 'refuse', 'allow']).nullable(),
    /** Whether only what is signed with a known secret is held. */
    isVerified: z.boolean(),
    /** Its secret is named and not in the environment of this server. */
    lacksSecret: z.boolean(),
    why: z.string(),
    waiting: z.int(),
    failed: z.int(),
    /** On their way to the application now. */
    onItsWay: z.int(),
    bytes: z.int(),
    oldestAt: moment.nullable(),
    delivered: z.int(),
    dropped: z.int(),
    duplicates: z.int(),
    paused: z.object({ at: moment, by: z.string(), reason: z.string() }).nullable(),
    /** What of its limits there is room for. */
    most: z.int().nullable(),
  })
  .openapi('Webhook');

const heldSchema = z
  .object({
    id: z.string(),
    webhook: z.string(),
    sequence: z.int(),
    state: heldState,
    isVerified: z.boolean(),
    bytes: z.int(),
    receivedAt: moment,
    /** Others of its order are before it. */
    isBehind: z.boolean(),
    /** It holds up nobody. */
    isSkipped: z.boolean(),
    attempts: z.int(),
    dueAt: moment,
    /** On its way to the application until then at most. */
    leaseUntil: moment.nullable(),
    lastAttempt: z
      .object({ at: moment, status: z.int().nullable(), problem: z.string().nullable() })
      .nullable(),
    endedAt: moment.nullable(),
  })
  .openapi('HeldWebhook');

const contentSchema = z
  .object({
    method: z.string(),
    target: z.string(),
    /** Null = hidden. */
    headers: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
    /** What its sender proves himself by is hidden, in headers and target: only those who may `switch` see it. */
    isMasked: z.boolean(),
    /** As text where it is UTF-8, otherwise base64. Cut where it is long. */
    body: z.string(),
    encoding: z.enum(['text', 'base64']),
    isCut: z.boolean(),
  })
  .openapi('HeldContent');

const deciding = z
  .union([
    z.strictObject({
      /** `replay`: tried at once, a failed one from its first attempt. `skip`: a failed one holds up nobody any more. */
      decision: z.enum(['replay', 'skip', 'drop']),
      id: z.string().min(1).max(128),
      reason,
      actor: shellName,
    }),
    z.strictObject({
      decision: z.enum(['replay', 'skip', 'drop']),
      webhook: name,
      state: z.enum(['waiting', 'failed']),
      /** How many they are: where there are others by now, nothing is decided. */
      count: z.int().min(1).optional(),
      reason,
      actor: shellName,
    }),
    z.strictObject({ decision: z.enum(['pause', 'resume']), webhook: name, reason, actor: shellName }),
  ])
  .openapi('WebhookDecision');

export type WebhookDecisionBody = z.output<typeof deciding>;

export const webhookRoutes = {
  list: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/webhooks'),
      summary: 'Every webhook of the policy, and what is held of it',
      request: { params: siteParameter },
      responses: answers(z.object({ now: moment, webhooks: z.array(webhookSchema) })),
    }),
  },
  held: {
    access: needs('read'),
    route: createRoute({
      method: 'get',
      path: under('/webhooks/held'),
      summary: 'What was held, in the order of acceptance, without what it says',
      request: {
        params: siteParameter,
        query: z.object({
          webhook: name.optional(),
          state: heldState.optional(),
          after: z.coerce.number().int().min(0).optional(),
          limit: z.coerce.number().int().min(1).max(500).optional(),
        }),
      },
      responses: answers(z.object({ now: moment, held: z.array(heldSchema) })),
    }),
  },
  read: {
    access: needs('audit', { recent: true }),
    route: createRoute({
      method: 'get',
      path: under('/webhooks/held/{id}'),
      summary: 'One held webhook with what its sender said; goes on record',
      request: { params: idParameter, query: z.object({ actor: shellName }) },
      responses: answers(
        z.object({
          held: heldSchema,
          /** Null = it cannot be decrypted: its secret was rotated out. */
          content: contentSchema.nullable(),
        }),
      ),
    }),
  },
  decide: {
    access: needs('switch', { recent: true }),
    route: createRoute({
      method: 'post',
      path: under('/webhooks/decide'),
      summary: 'Decide what becomes of held webhooks',
      request: { params: siteParameter, ...jsonBody(deciding) },
      responses: answers(z.object({ changed: z.int() })),
    }),
  },
};
