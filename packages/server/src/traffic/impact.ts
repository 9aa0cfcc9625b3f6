import type { Gate, Identity, Judgement, RawRequest, View } from '@portcullis/gate';
import { createBreather } from './breathe.ts';
import type { KeptDecision } from './kept-decision.ts';
import { routeTemplate } from './route-template.ts';

/** What of the recent traffic would be refused. */
export interface Impact {
  /** When the oldest request came that was judged again. */
  readonly since: number;
  /** How many were judged again: those of the sample that is kept. */
  readonly requests: number;
  readonly refused: number;
  /** How many their bodies decide about, which are not kept: neither refused nor let through here. */
  readonly unknown: number;
  readonly routes: readonly ImpactOnRoute[];
}

export interface ImpactOnRoute {
  readonly method: string;
  readonly route: string;
  readonly refused: number;
  readonly of: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const mostRoutes = 50;

/**
 * Judges kept requests again by the state to be. It knows of each what the first decision knew: not its query, its headers
 * or its body, and of an open site's requests not who sent them.
 */
export async function impactOf(
  gate: Pick<Gate, 'judge'>,
  view: View,
  { kept, now }: { readonly kept: readonly KeptDecision[]; readonly now: number },
): Promise<Impact> {
  const routes = new Map<string, Mutable<ImpactOnRoute>>();
  const breather = createBreather();
  let since = now;
  let requests = 0;
  let refused = 0;
  let unknown = 0;
  for (const decision of kept) {
    // What no server could read is refused in every mode.
    if (decision.access === null || decision.rule.id === 'framing') continue;
    await breather.pause();
    const judgement = await gate.judge(rawRequestOf(decision), {
      view,
      known: { identity: identityOf(decision), confirmed: true },
    });
    requests += 1;
    since = Math.min(since, decision.at);
    const isUnknown = hangsOnBody(judgement, decision);
    const isRefused =
      judgement.decision.kind === 'refuse' && !isUnknown && !isReadByItsBody(judgement, decision);
    if (isUnknown) unknown += 1;
    if (isRefused) refused += 1;
    const route = routeTemplate({ path: decision.path, malformed: null });
    const key = `${decision.method} ${route}`;
    const counted = routes.get(key) ?? { method: decision.method, route, refused: 0, of: 0 };
    counted.of += 1;
    if (isRefused) counted.refused += 1;
    routes.set(key, counted);
  }
  return {
    since,
    requests,
    refused,
    unknown,
    routes: [...routes.values()]
      .filter((route) => route.refused > 0)
      .sort((one, other) => other.refused - one.refused || other.of - one.of)
      .slice(0, mostRoutes),
  };
}

function rawRequestOf({ method, path, host, clientAddress, isUpgrade }: KeptDecision): RawRequest {
  return {
    method,
    // Records end what they cut with a sign that no target may hold.
    target: encodeURI(path.replaceAll('…', '').toWellFormed()).replaceAll('%25', '%'),
    headers: ['Host', host ?? 'localhost', 'Accept', 'text/html'],
    peer: clientAddress,
    httpVersion: '1.1',
    secure: false,
    upgrade: isUpgrade,
  };
}

/** As the first decision knew him. */
function identityOf({ standing }: KeptDecision): Identity | null {
  const { role, subject, byPass, scope } = standing;
  if (subject === null) return null;
  if (byPass !== undefined) {
    return { role, subject, via: 'pass', pass: { id: '', subject, scope: byPass, breakGlass: false } };
  }
  // Whoever wrote by a session and a pass did so by both: the pass is the path.
  const pass = scope === 'write' ? { id: '', subject, scope, breakGlass: false } : null;
  return { role, subject, via: 'callback', pass };
}

/** A rule judges it by its calls, and nobody looked at those when it came. */
function hangsOnBody(judgement: Judgement, { rule }: KeptDecision): boolean {
  const wasLookedAt = rule.id !== 'nothing-governed' && rule.id !== 'open';
  return !wasLookedAt && mayReadByItsBody(judgement);
}

function isReadByItsBody(judgement: Judgement, { access }: KeptDecision): boolean {
  return (
    access === 'read' &&
    mayReadByItsBody(judgement) &&
    judgement.decision.kind === 'refuse' &&
    judgement.decision.mode === 'read-only'
  );
}

function mayReadByItsBody({ request, decision }: Judgement): boolean {
  if (decision.kind !== 'refuse' || decision.mode !== 'read-only') return false;
  return !/^(?:GET|HEAD)$/.test(request.raw.method) && request.facts.calls.length > 0;
}
