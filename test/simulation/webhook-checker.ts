import type { HeldState } from '@portcullis/gate';
import type { Answered, Reached } from './application.ts';

/** One call of a provider: the so manieth of its key. */
export interface WebhookCall {
  readonly key: string;
  readonly number: number;
}

/** Its signature covers every byte; nothing in between may change one. */
export function bodyOf({ key, number }: WebhookCall): string {
  return JSON.stringify({ key, number, filling: `${key}-${number} `.repeat(8) });
}

export function signatureOf({ key, number }: WebhookCall): string {
  return `sha256=${key}.${number}.${bodyOf({ key, number }).length}`;
}

export interface WebhookChecker {
  readonly violations: string[];
  /** A provider was told that it need not send it again. `heldAs`: null = the application has taken it. */
  acknowledged(call: WebhookCall, by: { readonly heldAs: string | null; readonly sentAtMs: number }): void;
  /** A delivery leaves a gate. */
  sent(delivery: Reached): void;
  reached(reached: Answered, via: LiveKnowledge): void;
  /** `replace` makes the store hold something else than it did. */
  whileReplaced(replace: () => void): void;
  /** Whether all that was acknowledged has arrived, but for a key that the application never takes. */
  isComplete(): boolean;
  /** To be told once everything works again and time enough has passed. */
  judgeEnd(): void;
  readonly counts: { acknowledged: number; delivered: number; repeated: number; forwarded: number };
}

/** What a gate could know of what is held, when something came to it. */
export interface LiveKnowledge {
  /** The store's state that it had looked at was of that moment. */
  readonly ofMs: number;
  /** It was disturbed until a moment ago, is of a version that holds nothing, or somebody with a shell forced it open. */
  readonly isBlind: boolean;
  /** Since when it is among those that the store knows of: a store that was put back has forgotten who was there. */
  readonly countedSinceMs: number;
}

export interface WebhookCheckerOptions {
  readonly nowMs: () => number;
  /** What the store says now of what is held by this name. */
  readonly heldState: (heldAs: string) => HeldState | null;
}

interface Acknowledged {
  readonly call: WebhookCall;
  /** All names that it was held by. */
  readonly names: Set<string>;
  /** Since when the store holds it: from before it was acknowledged, or it came back with an older copy. */
  sinceMs: number;
}

/** Whoever was given a delivery has that long to send it: the lease of the replay. */
const deliveryLeaseMs = 17_500;
/** Within this time every gate that follows the store has looked at it. */
const lookMs = 2_000;
export const poisonKey = 'poison';

export function createWebhookChecker({ nowMs, heldState }: WebhookCheckerOptions): WebhookChecker {
  const violations: string[] = [];
  const acknowledged = new Map<string, Acknowledged>();
  const arrived = new Set<string>();
  /** Arrived, and answered with 200. */
  const taken = new Set<string>();
  let replacedAtMs = Number.NEGATIVE_INFINITY;
  const counts = { acknowledged: 0, delivered: 0, repeated: 0, forwarded: 0 };

  const nameOf = ({ key, number }: WebhookCall) => `${key} ${number}`;

  function broken(what: string): void {
    violations.push(`${Math.round(nowMs())} ms: I2: ${what}`);
  }

  function isStored({ names }: Acknowledged): boolean {
    return [...names].some((heldAs) => heldState(heldAs) !== null);
  }

  /** Acknowledged, not taken by the application, and in the store: what is not there was lost with it. */
  function owed(): readonly Acknowledged[] {
    return [...acknowledged.values()].filter((one) => !taken.has(nameOf(one.call)) && isStored(one));
  }

  /** What the one that arrived has overtaken. */
  function overtakenBy(call: WebhookCall, mayOvertake: (one: Acknowledged) => boolean): string | null {
    for (let number = 1; number < call.number; number += 1) {
      const name = nameOf({ key: call.key, number });
      const before = acknowledged.get(name);
      if (before === undefined || taken.has(name) || !isStored(before) || mayOvertake(before)) continue;
      return name;
    }
    return null;
  }

  return {
    violations,
    counts,
    acknowledged(call, { heldAs, sentAtMs }) {
      counts.acknowledged += 1;
      const name = nameOf(call);
      const known = acknowledged.get(name) ?? { call, names: new Set<string>(), sinceMs: nowMs() };
      acknowledged.set(name, known);
      for (const other of known.names) {
        if (heldAs === null || other === heldAs || heldState(other) === null) continue;
        // A copy of the store that came back may hold what was held again meanwhile.
        if (heldState(other) !== 'delivered' && replacedAtMs === Number.NEGATIVE_INFINITY)
          broken(`${name} is held twice`);
      }
      if (heldAs !== null) known.names.add(heldAs);
      if (taken.has(name)) return;
      if (heldAs === null) broken(`${name} was acknowledged, neither held nor taken by the application`);
      // The store may have lost it before the answer came.
      else if (heldState(heldAs) === null && sentAtMs > replacedAtMs) {
        broken(`${name} was acknowledged, and the store does not hold it`);
      }
    },
    sent({ request, heldAs }) {
      if (heldAs === null) broken(`${request} is delivered without its name`);
      else if (heldState(heldAs) === 'delivered' && nowMs() - replacedAtMs > deliveryLeaseMs)
        broken(`${request} is delivered, and it was before`);
    },
    reached({ request, body, signature, isDelivery, status }, { ofMs, isBlind, countedSinceMs }) {
      const [key = '', number = ''] = request.split(' ');
      const call = { key, number: Number(number) };
      if (isDelivery) counts.delivered += 1;
      else counts.forwarded += 1;
      if (body !== bodyOf(call)) broken(`${request} arrived with other bytes`);
      if (signature !== signatureOf(call)) broken(`${request} arrived with another signature`);
      if (status === 200) taken.add(request);
      if (arrived.has(request)) {
        counts.repeated += 1;
        return;
      }
      arrived.add(request);
      const name = overtakenBy(call, ({ sinceMs }) => {
        const hasComeBack = sinceMs === replacedAtMs;
        if (isDelivery) return hasComeBack && nowMs() - sinceMs < deliveryLeaseMs;
        // Whoever has looked since it was stored knows it, however disturbed.
        if (ofMs >= sinceMs) return false;
        return isBlind || countedSinceMs > sinceMs || (hasComeBack && nowMs() - sinceMs < lookMs);
      });
      if (name === null) return;
      const how = isDelivery ? 'as a delivery' : 'by itself';
      broken(`${request} arrived ${how} before ${name} was taken, which was acknowledged before it was sent`);
    },
    whileReplaced(replace) {
      const gone = [...acknowledged.values()].filter((one) => !isStored(one));
      replace();
      replacedAtMs = nowMs();
      for (const one of gone) if (isStored(one)) one.sinceMs = replacedAtMs;
    },
    isComplete: () => owed().every(({ call: { key } }) => key === poisonKey),
    judgeEnd() {
      for (const { call } of owed()) {
        if (call.key !== poisonKey) broken(`${nameOf(call)} was acknowledged and never arrived`);
      }
      if (replacedAtMs !== Number.NEGATIVE_INFINITY) return;
      for (const [name, one] of acknowledged) {
        if (!taken.has(name) && !isStored(one))
          broken(`${name} was acknowledged, and the store lost it by itself`);
      }
    },
  };
}
