import {
  createSnapshot,
  type Decision,
  decide,
  describeEffectiveRule,
  type Gate,
  type Identity,
  type Mode,
  type Own,
  type RawRequest,
  readRequest,
  type Snapshot,
} from '@portcullis/gate';
import type { z } from 'zod';
import type { explainSchema } from './control-schema.ts';
import { missingFor } from './missing-for.ts';

export interface Explanation {
  readonly method: string;
  readonly target: string;
  readonly host: string | null;
  readonly clientAddress: string | null;
  readonly access: string;
  /** Every way a server may read the path. */
  readonly readings: readonly string[];
  readonly mode: Mode;
  readonly decision: Decision | Own;
  /** What this caller would need to get through; null where nothing helps or nothing is missing. */
  readonly missing: string | null;
  readonly effectiveRule: string;
}

/** Runs the very loop that requests go through; nothing is counted and nothing goes on record. */
export async function explainRequest(
  gate: Gate,
  input: z.output<typeof explainSchema>,
): Promise<Explanation> {
  const view = gate.view();
  const snapshot = input.mode === null ? view.snapshot : inMode(view.snapshot, input.mode);
  const raw = rawRequestFrom(input);
  const request = readRequest(snapshot.compiled, raw);
  const decision =
    input.as === null
      ? (await gate.judge(raw, { view: { ...view, snapshot } })).decision
      : assumed(
          decideAs(snapshot, request, {
            role: input.as.role,
            subject: input.as.subject,
            via: 'callback',
            pass: null,
          }),
        );
  return {
    method: raw.method,
    target: request.target.forward,
    host: request.host,
    clientAddress: request.client.address,
    access: request.target.malformed === null ? request.access : 'unknown',
    readings: request.target.exact,
    mode: snapshot.mode,
    decision,
    missing: decision.kind === 'own' ? null : missingFor(decision, snapshot.compiled.policy),
    effectiveRule: describeEffectiveRule({
      mode: snapshot.mode,
      areas: snapshot.areas,
      policy: snapshot.compiled.policy,
    }),
  };
}

function decideAs(
  snapshot: Snapshot,
  request: ReturnType<typeof readRequest>,
  identity: Identity,
): Decision | Own {
  const verdict = decide(
    snapshot,
    request,
    { identity, body: { digest: '', overrides: [], calls: null }, confirmed: false },
    performance.now(),
  );
  if (verdict.kind === 'need') throw new Error(`explain lacks ${verdict.what}`);
  return verdict;
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

/** `GET https://admin.example.com/orders?x=1`, `GET /orders` or `GET wss://shop.example.com/live`; the target's own bytes are kept. */
function rawRequestFrom({ method, url, headers, address }: z.output<typeof explainSchema>): RawRequest {
  const absolute = /^(https?|wss?):\/\/([^/?#]+)(.*)$/i.exec(url);
  const [, scheme = 'http', host = 'localhost', rest = url] = absolute ?? [];
  const target = rest === '' ? '/' : rest;
  const hasAccept = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'accept');
  return {
    method,
    target,
    headers: ['Host', host, ...(hasAccept ? [] : ['Accept', 'text/html']), ...headers],
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
