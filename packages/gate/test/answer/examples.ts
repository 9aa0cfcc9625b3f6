import type { AnswerContext, AnswerRequest } from '../../src/answer/index.ts';
import type { Confirm, Refuse } from '../../src/model/decision.ts';
import { parsePolicy } from '../../src/model/parse-policy.ts';
import type { Policy, PolicyInput } from '../../src/model/policy.ts';
import { type Switch, untouchedSwitch } from '../../src/model/switch.ts';

/** Friday, 12 June 2026, 11:35 UTC: 13:35 in Berlin. */
export const exampleNow: number = Date.UTC(2026, 5, 12, 11, 35);
export const minuteMs = 60_000;

export function examplePolicy(input: PolicyInput = {}): Policy {
  return parsePolicy({
    areas: {
      checkout: { title: { en: 'Checkout', de: 'Die Kasse' }, routes: ['/checkout/**'] },
      uploads: { title: { en: 'Uploads' }, routes: ['/uploads/**'] },
    },
    signIn: { page: '/login', routes: ['POST /login'] },
    ...input,
    page: {
      brand: 'Juniper & Oak',
      timeZone: 'Europe/Berlin',
      contact: { email: 'help@shop.example' },
      ...input.page,
    },
  });
}

/** A read-only window since half an hour, with an end between 14:00 and 14:30 in Berlin. */
export function exampleSwitch(change: Partial<Switch> = {}): Switch {
  return {
    ...untouchedSwitch('shop'),
    epoch: 7,
    windowId: 'w1',
    mode: 'read-only',
    reason: 'Repair lost line items',
    actor: { kind: 'operator', name: 'who changed the message since' },
    since: exampleNow - 30 * minuteMs,
    setBy: { kind: 'shell', name: 'jane' },
    expected: {
      earliest: exampleNow + 25 * minuteMs,
      latest: exampleNow + 55 * minuteMs,
      nextUpdateAt: null,
    },
    ...change,
  };
}

/** A browser that shows a page. */
export const browserHeaders: readonly string[] = [
  'Host',
  'shop.example',
  'Accept',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Sec-Fetch-Dest',
  'document',
  'Sec-Fetch-Mode',
  'navigate',
];

export function browserRequest(
  change: Partial<AnswerRequest> = {},
  more: readonly string[] = [],
): AnswerRequest {
  return {
    method: 'GET',
    target: '/orders/1043?secret=hunter2',
    headers: [...browserHeaders, ...more],
    https: true,
    ...change,
  };
}

export function programRequest(
  change: Partial<AnswerRequest> = {},
  more: readonly string[] = [],
): AnswerRequest {
  return {
    method: 'GET',
    target: '/api/orders',
    headers: ['Host', 'shop.example', 'Accept', 'application/json', ...more],
    https: true,
    ...change,
  };
}

export function exampleContext(change: Partial<AnswerContext> = {}): AnswerContext {
  return {
    request: browserRequest(),
    switch: exampleSwitch(),
    policy: examplePolicy(),
    reference: 'K7Q2-9FMX',
    nowMs: exampleNow,
    jitter: 0,
    ...change,
  };
}

const base = {
  epoch: 7,
  standing: { role: 'visitor', subject: null, scope: 'none' },
  obligations: { banner: null, privateCaching: false, decisionHeader: false, mask: false },
} as const;

/** A write that a read-only site refused. */
export function refusedWrite(change: Partial<Refuse> = {}): Refuse {
  return {
    ...base,
    kind: 'refuse',
    rule: { id: 'read-only-write', detail: 'POST /checkout' },
    mode: 'read-only',
    status: 503,
    code: 'PORTCULLIS_READ_ONLY',
    areas: [],
    access: 'write',
    ...change,
  };
}

/** A page view that a closed site refused. */
export function refusedView(change: Partial<Refuse> = {}): Refuse {
  return refusedWrite({
    rule: { id: 'closed', detail: 'closed' },
    mode: 'closed',
    code: 'PORTCULLIS_CLOSED',
    access: 'read',
    ...change,
  });
}

export function confirmedWrite(change: Partial<Confirm> = {}): Confirm {
  return {
    ...base,
    kind: 'confirm',
    rule: { id: 'sensitive', detail: 'POST /orders/:id/refund' },
    mode: 'read-only',
    standing: { role: 'admin', subject: 'jane@shop.example', scope: 'write' },
    bodyDigest: 'aa'.repeat(32),
    ...change,
  };
}

export function headerOf(
  answer: { headers: readonly (readonly [string, string])[] },
  name: string,
): string | null {
  const found = answer.headers.filter(([candidate]) => candidate.toLowerCase() === name.toLowerCase());
  return found.length === 1 ? (found[0]?.[1] ?? null) : null;
}
