import {
  type AuditRecord,
  type Gate,
  type HeldDecision,
  PortcullisError,
  type ServerStore,
  type StoredHeldRequest,
  webhookName,
} from '@portcullis/gate';
import type { Seal } from '../../sealing/seal.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { decideAll } from '../../webhooks/decide-all.ts';
import { type HeldContent, openContent } from '../../webhooks/held-content.ts';
import { everyHeader, hideCredentials } from '../../webhooks/hide-credentials.ts';
import type { SecretsOf } from '../../webhooks/secrets-of.ts';
import { actorOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { WebhookDecisionBody, webhookRoutes } from '../api/webhook-routes.ts';
import { holdsScope } from '../holds-scope.ts';
import { nameOfCaller } from '../name-of-caller.ts';

export interface WebhookHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'switch' | 'held'>;
  readonly seal: Seal;
  readonly secretsOf: SecretsOf;
  /** What was decided is carried out now. */
  readonly wake: () => void;
}

const shownBytes = 65_536;

interface CountedDecision {
  readonly webhook: string;
  readonly state: 'waiting' | 'failed';
  readonly count: number;
}

export function createWebhookHandlers(options: WebhookHandlersOptions): Handlers<typeof webhookRoutes> {
  const { gate, store, seal, secretsOf, wake } = options;
  const { site } = gate;
  const now = async () => (await store.switch.read(site)).now;

  return {
    list: async (context) => {
      const rules = new Map(
        gate.view().snapshot.compiled.policy.webhooks.map((webhook) => [webhookName(webhook), webhook]),
      );
      const standing = new Map((await store.held.standing(site)).map((one) => [one.webhook, one]));
      const names = [...rules.keys(), ...[...standing.keys()].filter((name) => !rules.has(name))];
      const webhooks = names.map((name) => {
        const rule = rules.get(name);
        const { webhook: _, ...sums } = standing.get(name) ?? { webhook: name, ...nothingHeld };
        return {
          name,
          provider: rule?.provider ?? null,
          during: rule?.during ?? null,
          isVerified: rule?.signature != null,
          lacksSecret: rule !== undefined && rule.secretFrom.length > 0 && secretsOf(rule).length === 0,
          why: rule?.why ?? '',
          most: rule?.limits.held ?? null,
          ...sums,
        };
      });
      return context.json({ now: await now(), webhooks }, 200);
    },

    held: async (context) => {
      const { limit = 100, ...query } = context.req.valid('query');
      const { webhook, state, after } = query;
      if (webhook !== undefined) await expectKnown(webhook);
      const held = await store.held.list(site, {
        limit,
        ...(webhook !== undefined && { webhook }),
        ...(state !== undefined && { state }),
        ...(after !== undefined && { after }),
      });
      return context.json({ now: await now(), held: held.map(shownHeld) }, 200);
    },

    read: async (context) => {
      const { id } = context.req.valid('param');
      const { actor } = context.req.valid('query');
      const { caller } = context.var;
      const found = await store.held.find(site, id);
      if (found === null) throw noSuchHeld(id);
      // First the record, then what it says: what cannot be recorded is not shown.
      await gate.audit.write({
        kind: 'webhook.read',
        actor: actorOnRecord(actor === undefined ? nameOfCaller(caller) : actorOf(caller, actor)),
        data: { webhook: found.webhook, delivery: id },
      });
      const content = await openContent(seal, id, found.sealed);
      // Who changes nothing gets nothing by which he could: the call could be sent again.
      const isMasked = !holdsScope(caller, 'switch');
      return context.json(
        { held: shownHeld(found), content: content === null ? null : shownContent(content, { isMasked }) },
        200,
      );
    },

    decide: async (context) => {
      const body = context.req.valid('json');
      const actor = actorOnRecord(actorOf(context.var.caller, body.actor));
      if ('webhook' in body) await expectKnown(body.webhook);
      if ('state' in body && body.count !== undefined) await expectCount({ ...body, count: body.count });
      const changed =
        'state' in body
          ? await decideAll({ gate, store: { held: store.held, now } }, { ...body, actor })
          : await decideOne(body, actor);
      if (changed === 0) throw nothingDecided(await whyNot(body));
      wake();
      return context.json({ changed }, 200);
    },
  };

  /** About one webhook that is held, or about the delivery of all of one. */
  async function decideOne(
    body: Exclude<WebhookDecisionBody, { readonly state: unknown }>,
    actor: string,
  ): Promise<number> {
    const { decision, reason } = body;
    const data = {
      ...{ decision, reason },
      ...('id' in body ? { delivery: body.id } : { webhook: body.webhook }),
    };
    const decided = (record: AuditRecord): HeldDecision =>
      'id' in body
        ? { kind: body.decision, which: { id: body.id }, record }
        : { kind: body.decision, webhook: body.webhook, by: actor, reason, record };
    return gate.audit.writeWith({ kind: 'webhooks.decided', actor, data }, async (record) => {
      const done = await store.held.decide(site, decided(record));
      return { result: done, stored: done > 0 };
    });
  }

  /** To pause what is called otherwise would pause nothing. */
  async function expectKnown(webhook: string): Promise<void> {
    const ruled = gate.view().snapshot.compiled.policy.webhooks.map(webhookName);
    if (ruled.includes(webhook)) return;
    const ever = (await store.held.standing(site)).map((one) => one.webhook);
    if (ever.includes(webhook)) return;
    const known = [...new Set([...ruled, ...ever])].map((name) => JSON.stringify(name));
    throw new PortcullisError(
      'PORTCULLIS_NOT_FOUND',
      `No webhook is called ${JSON.stringify(webhook)}. ${known.length === 0 ? 'The policy names none.' : `Known here: ${known.join(', ')}.`}`,
    );
  }

  /** Somebody decided about as many as he saw; of those that wait about the first so many, since more may come all the time. */
  async function expectCount({ webhook, state, count }: CountedDecision): Promise<void> {
    const standing = (await store.held.standing(site)).find((one) => one.webhook === webhook);
    const found = standing?.[state] ?? 0;
    if (state === 'waiting' ? found < count : found !== count)
      throw nothingDecided(`${found} of ${webhook} ${found === 1 ? 'is' : 'are'} ${state}, not ${count}`);
  }

  async function whyNot(
    body: { readonly decision: string } & ({ readonly id: string } | { readonly webhook: string }),
  ): Promise<string> {
    if (!('id' in body)) {
      if (body.decision === 'pause') return `${body.webhook} is paused already`;
      if (body.decision === 'resume') return `${body.webhook} is not paused`;
      return `there is nothing of ${body.webhook} for which that could be decided now`;
    }
    const found = await store.held.find(site, body.id);
    if (found === null) throw noSuchHeld(body.id);
    if (found.endedAt !== null) return `it was ${found.state} already`;
    if (found.leaseUntil !== null) return 'it is on its way to the application';
    return body.decision === 'skip'
      ? 'it was not tried yet, or holds up nobody'
      : 'it waits for its route to open, or for those before it, and is delivered by itself then';
  }
}

const nothingHeld = {
  waiting: 0,
  failed: 0,
  onItsWay: 0,
  bytes: 0,
  oldestAt: null,
  delivered: 0,
  dropped: 0,
  duplicates: 0,
  paused: null,
} as const;

function shownHeld(held: StoredHeldRequest) {
  const { id, webhook, sequence, state, isVerified, bytes, receivedAt, isBehind, isSkipped } = held;
  const { attempts, dueAt, leaseUntil, lastAttempt, endedAt } = held;
  return {
    ...{ id, webhook, sequence, state, isVerified, bytes, receivedAt, isBehind, isSkipped },
    ...{ attempts, dueAt, leaseUntil, lastAttempt, endedAt },
  };
}

function shownContent(content: HeldContent, { isMasked }: { readonly isMasked: boolean }) {
  const { method, body } = content;
  const shown = body.subarray(0, shownBytes);
  const text = textOf(shown, body.length > shownBytes);
  const { target, headers } = isMasked
    ? hideCredentials(content)
    : { target: content.target, headers: everyHeader(content.headers) };
  return {
    method,
    target,
    headers: [...headers],
    isMasked,
    body: text ?? Buffer.from(shown).toString('base64'),
    encoding: text === null ? ('base64' as const) : ('text' as const),
    isCut: body.length > shownBytes,
  };
}

/** Null: no text. What was cut off may have been cut within a character. */
function textOf(bytes: Uint8Array, isCut: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return null;
  }
}

function noSuchHeld(id: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_FOUND',
    `No held webhook has the id ${JSON.stringify(id)}. The ids are in: portcullis webhooks held. What was delivered or dropped is forgotten after some days (replay.keepDays).`,
  );
}

function nothingDecided(why: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_NOT_DECIDABLE', `Nothing was changed: ${why}.`, { values: { why } });
}
