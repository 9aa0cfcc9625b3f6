import { type Answer, applicationErrorAnswer } from '../answer/index.ts';
import type { RawRequest } from '../model/request.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { contextOf } from './answer-judgement.ts';
import type { Gate } from './gate.ts';
import type { Judgement } from './judge.ts';
import { systemClock } from './system-clock.ts';
import { type ErrorStory, fieldOf, namesOf, tellError } from './tell-error.ts';
import type { View } from './view.ts';

/** An error that a framework was handed instead of an answer. */
export interface CaughtError {
  readonly error: unknown;
  readonly raw: RawRequest;
  /** How this gate let the request in; null: it was never asked, so nobody knows who the reader is. */
  readonly judgement: Judgement | null;
  /** What the host would answer where the error says nothing. */
  readonly status: number;
  /** The host knows the error for one that is written for people, such as its own validation. */
  readonly isMeant: boolean;
}

/**
 * `free`: production mode has nothing against it. `meant`: it is written for people; what stands in `answer` is its message.
 * `masked`: it is kept, and `answer` tells the incident.
 */
export type ErrorAnswer =
  | { readonly kind: 'free' }
  | { readonly kind: 'meant' | 'masked'; readonly answer: Answer };

const longestMessage = 2_000;

/** What a restricted reader gets to see of an error. Never throws: what goes wrong here tells nothing either. */
export function answerError(gate: Gate, caught: CaughtError): ErrorAnswer {
  try {
    const view = gate.view();
    if (!isKept(view, caught.judgement)) return { kind: 'free' };
    const story = tellError(caught.error);
    const isMeant = isMeantForPeople(caught, view);
    return isMeant && story.message !== null
      ? { kind: 'meant', answer: answerOf(view, caught, { message: story.message }) }
      : { kind: 'masked', answer: answerOf(view, caught, { incident: report(gate, view, caught, story) }) };
  } catch {
    return { kind: 'masked', answer: plainAnswer };
  }
}

/** Whoever was let in before production mode came on, or past the gate, cannot be told apart from those it restricts. */
function isKept({ snapshot }: View, judgement: Judgement | null): boolean {
  if (snapshot.production === null) return false;
  if (judgement === null || judgement.view.snapshot.production === null) return true;
  const { decision } = judgement;
  return decision.kind !== 'allow' || decision.obligations.mask;
}

/**
 * What its author has written for people: `expose` of http-errors, Koa and Express says so, and the policy. A status of 400
 * to 499 alone does not: clients of other services (axios, AWS, Stripe) put the status that they got on errors whose
 * messages name hosts, accounts and keys.
 */
function isMeantForPeople({ error, isMeant }: CaughtError, { snapshot }: View): boolean {
  if (isMeant || fieldOf(error, 'expose') === true) return true;
  const business = snapshot.production?.errors.business ?? [];
  const code = fieldOf(error, 'code');
  return [...namesOf(error), code].some((name) => typeof name === 'string' && business.includes(name));
}

function report(gate: Gate, view: View, caught: CaughtError, { name, message, text }: ErrorStory): string {
  const { raw, judgement, error } = caught;
  const { client } = judgement?.request ?? new CanonicalRequest(view.snapshot.compiled, raw);
  const identity = judgement?.known.identity ?? null;
  const found = {
    method: raw.method,
    target: raw.target,
    status: statusOf(caught),
    channel: 'exception',
    name,
    message,
    original: text,
    subject: identity?.subject ?? null,
    role: identity?.role ?? 'visitor',
    clientAddress: client.address,
  } as const;
  return gate.reportError(found, error);
}

function answerOf(
  view: View,
  caught: CaughtError,
  { message = null, incident = '' }: { readonly message?: string | null; readonly incident?: string },
): Answer {
  const request = new CanonicalRequest(view.snapshot.compiled, caught.raw);
  return applicationErrorAnswer({
    ...contextOf({ request, view }, systemClock),
    reference: incident,
    status: statusOf(caught),
    mode: view.snapshot.mode,
    message: message === null ? null : message.slice(0, longestMessage),
    text: view.snapshot.production?.text ?? {},
    extra: headersOf(caught.error, message !== null),
  });
}

/** As frameworks read it (finalhandler, Fastify): of the error itself, else what was set before it was thrown. */
function statusOf({ error, status }: CaughtError): number {
  for (const own of [fieldOf(error, 'status'), fieldOf(error, 'statusCode'), status]) {
    if (typeof own === 'number' && Number.isInteger(own) && own >= 400 && own <= 599) return own;
  }
  return 500;
}

/** Said of the status, whatever the body is. */
const ofStatus: ReadonlySet<string> = new Set(['retry-after', 'www-authenticate', 'allow']);

/** What http-errors carries to be sent along. */
function headersOf(error: unknown, isMeant: boolean): readonly (readonly [string, string])[] {
  const headers = fieldOf(error, 'headers');
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) => {
    const folded = name.toLowerCase();
    const isSent = isMeant
      ? /^[a-z][\w-]*$/.test(folded) && !/^(?:content-|transfer-|connection$|set-cookie$)/.test(folded)
      : ofStatus.has(folded);
    const text = typeof value === 'number' ? String(value) : value;
    return isSent && typeof text === 'string' && /^[\t\x20-\x7e]*$/.test(text) ? [[name, text] as const] : [];
  });
}

const plainAnswer: Answer = {
  status: 500,
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
  ],
  body: 'An unexpected error occurred.\n',
};
