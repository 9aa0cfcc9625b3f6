import type { Answered } from './application.ts';

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
  acknowledged(call: WebhookCall): void;
  /** `isBlind`: it came through a gate that cannot know what is held: it is cut off, forced open, or of an older version. */
  reached(reached: Answered, isBlind: boolean): void;
  /** The store has lost what it had committed after that moment. */
  storeLost(sinceMs: number): void;
  /** Whether all that was acknowledged has arrived, but for a key that the application never takes. */
  isComplete(): boolean;
  /** To be told once everything works again and time enough has passed. */
  judgeEnd(): void;
  readonly counts: { acknowledged: number; delivered: number; repeated: number; forwarded: number };
}

const latestAcknowledgementMs = 2_600;
export const poisonKey = 'poison';

export function createWebhookChecker(nowMs: () => number): WebhookChecker {
  const violations: string[] = [];
  /** By name, with the moment. */
  const acknowledged = new Map<string, { readonly call: WebhookCall; readonly atMs: number }>();
  const arrived = new Set<string>();
  /** Arrived, and answered with 200. */
  const taken = new Set<string>();
  const lost = new Set<string>();
  let lastLossMs = Number.NEGATIVE_INFINITY;
  const counts = { acknowledged: 0, delivered: 0, repeated: 0, forwarded: 0 };

  const nameOf = ({ key, number }: WebhookCall) => `${key} ${number}`;

  function missing(): readonly string[] {
    return [...acknowledged]
      .filter(([name, { call }]) => call.key !== poisonKey && !taken.has(name) && !lost.has(name))
      .map(([name]) => name);
  }

  return {
    violations,
    counts,
    acknowledged(call) {
      acknowledged.set(nameOf(call), { call, atMs: nowMs() });
      counts.acknowledged += 1;
      // It was stored before the store lost it: a gate that is shut alone acknowledges two seconds later.
      if (nowMs() - lastLossMs < latestAcknowledgementMs) lost.add(nameOf(call));
    },
    reached({ request, body, signature, isDelivery, status }, isBlind) {
      const [key = '', number = ''] = request.split(' ');
      const call = { key, number: Number(number) };
      if (isDelivery) counts.delivered += 1;
      else counts.forwarded += 1;
      if (body !== bodyOf(call)) violations.push(`I2: ${request} arrived with other bytes`);
      if (signature !== signatureOf(call)) violations.push(`I2: ${request} arrived with another signature`);
      if (status === 200) taken.add(request);
      if (arrived.has(request)) {
        counts.repeated += 1;
        return;
      }
      arrived.add(request);
      for (let before = 1; before < call.number && !isBlind; before += 1) {
        const name = nameOf({ key, number: before });
        if (acknowledged.has(name) && !arrived.has(name) && !lost.has(name)) {
          violations.push(
            `${Math.round(nowMs())} ms: I2: ${request} arrived ${isDelivery ? 'as a delivery' : 'by itself'} before ${name}, which was acknowledged before it was sent`,
          );
        }
      }
    },
    storeLost(sinceMs) {
      lastLossMs = nowMs();
      for (const [name, { atMs }] of acknowledged) if (atMs > sinceMs) lost.add(name);
    },
    isComplete: () => missing().length === 0,
    judgeEnd() {
      for (const name of missing()) {
        violations.push(`I2: ${name} was acknowledged and never arrived`);
      }
    },
  };
}
