import {
  type ClaimedRequest,
  type DeliveryOutcome,
  type Gate,
  type Judgement,
  RunningJudgement,
  type Snapshot,
  type Webhook,
} from '@portcullis/gate';
import { isOutdated } from '../front/outdated.ts';
import type { Seal } from '../sealing/seal.ts';
import { type DeliverySite, deliveryHeaders } from './delivery-request.ts';
import { type HeldContent, openContent } from './held-content.ts';
import { createHeldKeys } from './held-keys.ts';
import { failedOf, outcomeOf } from './outcome-of.ts';
import type { SecretsOf } from './secrets-of.ts';
import type { DeliverySender } from './send-delivery.ts';

export interface OrderDeliverer {
  /**
   * Delivers requests of one order, one after the other, up to the first that does not arrive. Tells what came of each; what
   * nothing is told of was not tried. Never rejects.
   */
  deliver(claimed: readonly ClaimedRequest[], turn: DeliveryTurn): Promise<readonly DeliveryOutcome[]>;
}

export interface DeliveryTurn {
  /** Does it when one more of this webhook may go; null: none may any more. */
  go(webhook: string, work: () => Promise<DeliveryOutcome>): Promise<DeliveryOutcome | null>;
  /** The store's clock. */
  storeNow(): number;
  /** The route of this webhook was not open, by what was in force when it was judged. */
  onShut(webhook: string, snapshot: Snapshot): void;
  /** The application takes no connections. */
  onUnreachable(): void;
  onReached(): void;
}

export interface OrderDelivererOptions {
  readonly gate: Gate;
  readonly site: DeliverySite;
  readonly sender: DeliverySender;
  readonly seal: Seal;
  readonly secretsOf: SecretsOf;
  /** By name; what no rule names any more is delivered by the rules of none. */
  readonly webhooks: ReadonlyMap<string, Webhook>;
  /** Whether a server that is alive could decrypt what this one cannot. Never rejects. */
  readonly isSecretElsewhere: () => Promise<boolean>;
  readonly onFailed: (claimed: ClaimedRequest, problem: string) => void;
  /** The application had it and did not take it; it is tried again. */
  readonly onDelayed: (claimed: ClaimedRequest, problem: string) => void;
}

/** What an application answers to a signature that it does not know. */
const notHis: ReadonlySet<number> = new Set([401, 403]);

/** Meanwhile the other one may have it. */
const elsewhereMs = 15_000;

interface DeliveryRule
  extends Pick<Webhook, 'signature' | 'signAgain' | 'attempts' | 'whenFailed' | 'secretFrom'> {
  readonly limits: Pick<Webhook['limits'], 'ageHours' | 'whenOld'>;
}

const withoutRule: DeliveryRule = {
  signature: null,
  signAgain: false,
  attempts: 10,
  whenFailed: 'wait',
  limits: { ageHours: 168, whenOld: 'ask' },
  secretFrom: [],
};

export function createOrderDeliverer(options: OrderDelivererOptions): OrderDeliverer {
  const { gate, site, sender, seal, secretsOf, webhooks, isSecretElsewhere, onFailed, onDelayed } = options;
  const keys = createHeldKeys(gate.site);

  async function deliverOne(claimed: ClaimedRequest, turn: DeliveryTurn): Promise<DeliveryOutcome> {
    const { id, by } = claimed;
    const rule = ruleOf(claimed);
    const fail = (problem: string): DeliveryOutcome => {
      onFailed(claimed, problem);
      return failedOf(claimed, rule, { at: 0, status: null, problem });
    };
    const ageHours = (turn.storeNow() - claimed.receivedAt) / 3_600_000;
    if (rule.limits.whenOld === 'ask' && ageHours > rule.limits.ageHours && !claimed.isDecided) {
      return fail(`it is older than ${rule.limits.ageHours} hours`);
    }
    const content = await openContent(seal, id, claimed.sealed);
    if (content === null) {
      if (!(await isSecretElsewhere())) {
        return fail('it cannot be decrypted: it was sealed with a secret that is not here');
      }
      const problem = 'it cannot be decrypted here: another server of this site has another secret';
      const dueAt = turn.storeNow() + elsewhereMs;
      return { id, by, kind: 'later', dueAt, counts: false, attempt: { at: 0, status: null, problem } };
    }
    const judgement = await judge(content);
    const { decision, view } = judgement;
    // Whether its route is open is not known.
    if (decision.kind === 'refuse' && decision.rule.id === 'failure') {
      throw new Error(`it could not be judged (${decision.rule.detail})`);
    }
    if (decision.kind !== 'allow') {
      turn.onShut(claimed.webhook, view.snapshot);
      return { id, by, kind: 'given-back', attempt: null };
    }
    const running = new RunningJudgement(judgement);
    // First counted, then looked at once more: a window that opens now waits for it, or it does not go.
    gate.begin(running);
    try {
      if (isOutdated(judgement, gate)) return { id, by, kind: 'given-back', attempt: null };
      const proof = await gate.deliveryProof(
        {
          delivery: id,
          webhook: claimed.webhook,
          receivedAt: claimed.receivedAt,
          isVerified: claimed.isVerified,
        },
        content.body,
      );
      const headers = deliveryHeaders(site, {
        id,
        content,
        request: judgement.request,
        // What nobody verified may carry a signature of long ago: it is not made young again.
        webhook: claimed.isVerified ? rule : null,
        secrets: secretsOf(rule),
        proof,
        attempt: claimed.attempts + 1,
        refusals: notHis.has(claimed.lastAttempt?.status ?? 0) ? claimed.attempts : 0,
        nowMs: Date.now(),
      });
      if (isOutdated(judgement, gate)) return { id, by, kind: 'given-back', attempt: null };
      const { method, body } = content;
      const sent = await sender.send({ method, target: judgement.request.forward, headers, body });
      if (sent.kind === 'unreachable') turn.onUnreachable();
      else turn.onReached();
      const outcome = outcomeOf({
        claimed,
        rule,
        sent,
        nowMs: turn.storeNow(),
        jitter: Math.random(),
      });
      const problem = outcome.attempt?.problem ?? '';
      if (outcome.kind === 'failed') onFailed(claimed, problem);
      else if (outcome.kind === 'later' && outcome.counts !== false) onDelayed(claimed, problem);
      return outcome;
    } finally {
      gate.end(running);
    }
  }

  /** What names no order is in one with all others of its route that name none. */
  function ruleOf({ webhook, orderKey }: ClaimedRequest): DeliveryRule {
    const rule = webhooks.get(webhook);
    if (rule === undefined) return withoutRule;
    return orderKey === keys.ofRoute(webhook) ? { ...rule, whenFailed: rule.whenFailedWithoutKey } : rule;
  }

  async function judge({ body, ...head }: HeldContent): Promise<Judgement> {
    return gate.judge(
      { ...head, upgrade: false },
      {
        view: gate.view(),
        known: { webhook: 'delivery' },
        body: { read: (limit) => Promise.resolve(body.length > limit ? null : body) },
      },
    );
  }

  function lost(claimed: ClaimedRequest, error: unknown, turn: DeliveryTurn): DeliveryOutcome {
    return outcomeOf({
      claimed,
      rule: ruleOf(claimed),
      sent: { kind: 'lost', problem: error instanceof Error ? error.message : String(error) },
      nowMs: turn.storeNow(),
      jitter: 0,
    });
  }

  return {
    async deliver(claimed, turn) {
      const outcomes: DeliveryOutcome[] = [];
      for (const one of claimed) {
        const outcome = await turn.go(one.webhook, () =>
          deliverOne(one, turn).catch((error: unknown) => lost(one, error, turn)),
        );
        if (outcome === null) break;
        outcomes.push(outcome);
        if (outcome.kind !== 'delivered' && outcome.isSkipped !== true) break;
      }
      return outcomes;
    },
  };
}
