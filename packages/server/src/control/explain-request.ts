import {
  accessOf,
  type BodyReader,
  type CallReading,
  createSnapshot,
  type Decision,
  type Gate,
  type Identity,
  knownMethods,
  type Mode,
  nearestWord,
  type Own,
  PortcullisError,
  type RawRequest,
  type Role,
  routesHit,
  type Snapshot,
} from '@portcullis/gate';
import type { z } from 'zod';
import { inEnglish } from '../sentences/in-english.ts';
import { reasonSaid } from '../sentences/reason-said.ts';
import { ruleSaid } from '../sentences/rule-said.ts';
import type { Said } from '../sentences/said.ts';
import type { explainSchema } from './api/traffic-routes.ts';
import { missingFor } from './missing-for.ts';
import { shownRule } from './shown-rule.ts';

export interface Explanation {
  readonly method: string;
  readonly target: string;
  /** The method that was meant, perhaps, where this one is unknown and so counts as a write; null = none is near. */
  readonly nearMethod: string | null;
  readonly host: string | null;
  readonly clientAddress: string | null;
  readonly access: string;
  /** What the calls in the body would do; null where no rule speaks of calls, or none was asked. */
  readonly calls: (CallReading & { readonly whySaid?: Said | null }) | null;
  /** The policy's routes that some reading hits. */
  readonly routes: readonly ExplainedRoute[];
  /** Whether a rule judges this route by its body, and none was given. */
  readonly lacksBody: boolean;
  /** Every way a server may read the path. */
  readonly readings: readonly string[];
  readonly mode: Mode;
  /** Its rule has `detailSaid` beside `detail`. */
  readonly decision: Decision | Own;
  /** What this caller would need to get through; null where nothing helps or nothing is missing. */
  readonly missing: string | null;
  readonly missingSaid: Said | null;
  readonly effectiveRule: string;
  readonly effectiveRuleSaid: Said;
}

export interface ExplainedRoute {
  /** As the policy has it, with the host where it names one. */
  readonly match: string;
  readonly says: readonly string[];
  readonly saysSaid: readonly Said[];
  readonly why: string;
}

/** Runs the very loop that requests go through; nothing is counted and nothing goes on record. */
export async function explainRequest(
  gate: Gate,
  input: z.output<typeof explainSchema>,
): Promise<Explanation> {
  requireRequest(input);
  const view = gate.view();
  const snapshot = input.mode === null ? view.snapshot : inMode(view.snapshot, input.mode);
  const raw = rawRequestFrom(input);
  const judgement = await gate.judge(raw, {
    view: { ...view, snapshot },
    body: bodyOf(input.body ?? ''),
    // Never asked for: looking at a confirmation would use it up.
    known: { confirmed: false, ...(input.as !== null && { identity: identityOf(input.as) }) },
  });
  const { request, known } = judgement;
  const decision = input.as === null ? judgement.decision : assumed(judgement.decision);
  const { policy } = snapshot.compiled;
  const missing = decision.kind === 'own' ? null : missingFor(decision, policy);
  const rule = ruleSaid({ mode: snapshot.mode, areas: snapshot.areas, policy });
  return {
    method: raw.method,
    target: request.target.forward,
    nearMethod: knownMethods.includes(raw.method) ? null : nearestWord(raw.method, knownMethods),
    host: request.host,
    clientAddress: request.client.address,
    access: request.target.malformed === null ? accessOf(request, known.body) : 'unknown',
    calls: callsSaid(known.body?.calls ?? null),
    routes: routesHit(request).map(explained),
    lacksBody: input.body === null && !/^(?:GET|HEAD)$/.test(raw.method) && request.facts.calls.length > 0,
    readings: request.target.exact,
    mode: snapshot.mode,
    decision: withDetailSaid(decision),
    missing: missing && inEnglish(missing),
    missingSaid: missing,
    effectiveRule: inEnglish(rule),
    effectiveRuleSaid: rule,
  };
}

function callsSaid(calls: CallReading | null): Explanation['calls'] {
  return calls?.access === 'write' ? { ...calls, whySaid: reasonSaid(calls.why) } : calls;
}

function withDetailSaid(decision: Decision | Own): Decision | Own {
  if (decision.kind === 'own') return decision;
  return { ...decision, rule: shownRule(decision.rule) };
}

function explained(route: Route): ExplainedRoute {
  const says = saysOf(route);
  return { match: matchOf(route), says: says.map(inEnglish), saysSaid: says, why: route.why };
}

type Route = ReturnType<typeof routesHit>[number];

/** The policy's routes that some reading of a request hits, as the policy has them. */
export function namesOfRoutes(request: Parameters<typeof routesHit>[0]): string[] {
  return routesHit(request).map(matchOf);
}

function matchOf({ pattern }: Route): string {
  return pattern.host === null ? pattern.source : `${pattern.source} on ${pattern.host}`;
}

/** What a rule says of its routes. */
export function saysOf({ access, calls, socket, ...marks }: Route): Said[] {
  return [
    ...(access === null ? [] : [{ code: 'route-declared', values: { access } } as const]),
    ...(calls === null ? [] : [{ code: 'route-calls', values: { protocol: calls.protocol } } as const]),
    ...(socket === null ? [] : [{ code: 'route-socket', values: {} } as const]),
    ...(marks.exception === 'never' ? [{ code: 'route-never-exception', values: {} } as const] : []),
    ...(['exception', 'protected', 'sensitive'] as const)
      .filter((mark) => marks[mark] === true)
      .map((mark) => ({ code: `route-${mark}`, values: {} }) as const),
  ];
}

function identityOf({ role, subject }: { readonly role: Role; readonly subject: string }): Identity {
  return { role, subject, via: 'callback', pass: null };
}

function bodyOf(text: string): BodyReader {
  const bytes = new TextEncoder().encode(text);
  return { read: async (limitBytes) => (bytes.length > limitBytes ? null : bytes) };
}

/** No identity source named this caller: the rule must not say that one did. */
function assumed(decision: Decision | Own): Decision | Own {
  if (decision.kind === 'own' || decision.rule.id !== 'bypass') return decision;
  const detail = decision.rule.detail.replace(/^callback\b/, `assumed ${decision.standing.role}`);
  return { ...decision, rule: { ...decision.rule, detail } };
}

/** The snapshot as it would be in that mode. */
export function inMode(snapshot: Snapshot, mode: Mode): Snapshot {
  return createSnapshot({
    switch: { ...snapshot.switch, mode, areas: {} },
    compiled: snapshot.compiled,
    leaseUntilMs: Number.POSITIVE_INFINITY,
  });
}

/** What no client could send would be explained as if somebody had been refused. Throws PORTCULLIS_USAGE. */
function requireRequest(request: Pick<z.output<typeof explainSchema>, 'method' | 'url'>): void {
  const problem = problemOfRequest(request);
  if (problem !== null) throw new PortcullisError('PORTCULLIS_USAGE', inEnglish(problem));
}

/** Why no client could send it; null when one could. */
export function problemOfRequest({
  method,
  url,
}: Pick<z.output<typeof explainSchema>, 'method' | 'url'>): Said | null {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) return { code: 'request-method', values: { method } };
  if (/^(?:\/|(?:https?|wss?):\/\/[^/?#])/i.test(url) || url === '*' || method === 'CONNECT') return null;
  const meant = /^[\w.~%-]+(?:[/?]|$)/.test(url) ? `/${url}` : null;
  return { code: 'request-url', values: { url, meant } };
}

/** `GET https://admin.example.com/orders?x=1`, `GET /orders` or `GET wss://shop.example.com/live`; the target's own bytes are kept. */
export function rawRequestFrom({
  method,
  url,
  headers,
  address,
  body,
}: Pick<z.output<typeof explainSchema>, 'method' | 'url' | 'headers' | 'address' | 'body'>): RawRequest {
  const absolute = /^(https?|wss?):\/\/([^/?#]+)(.*)$/i.exec(url);
  const [, scheme = 'http', host = 'localhost', rest = url] = absolute ?? [];
  const target = rest === '' ? '/' : rest;
  const hasNo = (wanted: string) =>
    !headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === wanted);
  const length = body === null ? 0 : new TextEncoder().encode(body).length;
  return {
    method,
    target,
    headers: [
      ...['Host', host],
      ...(hasNo('accept') ? ['Accept', 'text/html'] : []),
      ...(body !== null && hasNo('content-length') ? ['Content-Length', String(length)] : []),
      ...headers,
    ],
    peer: address,
    httpVersion: '1.1',
    secure: /^(?:https|wss)$/i.test(scheme),
    upgrade: /^ws/i.test(scheme) || asksForWebSocket(headers),
  };
}

/** In a flat list. */
function asksForWebSocket(headers: readonly string[]): boolean {
  return headers.some(
    (name, index) =>
      index % 2 === 0 &&
      name.toLowerCase() === 'upgrade' &&
      headers[index + 1]?.trim().toLowerCase() === 'websocket',
  );
}
