import type { Allow, Known, Redirect, Refuse, Rewrite, Verdict } from '../model/decision.ts';
import { nobody } from '../model/identity.ts';
import type { Production } from '../model/production.ts';
import type { Reason } from '../model/reasons.ts';
import { readSafePath } from '../model/safe-path.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { isBelow, type SwitchedTarget } from '../reading/debug-switches.ts';
import { endingIn } from '../reading/file-endings.ts';
import { isAsset } from '../reading/file-name-globs.ts';
import type { RefusedInProduction } from '../reading/route-facts.ts';
import { isRestricted } from './is-restricted.ts';
import { masked, plainObligations } from './obligations.ts';
import { modeInForce, type Snapshot, visitorStanding } from './snapshot.ts';
import { refusal } from './verdicts.ts';

/** What production mode asks of a request before anything else is decided about it. */
export interface ProductionQuestion {
  readonly snapshot: Snapshot;
  readonly production: Production;
  readonly request: CanonicalRequest;
  readonly known: Known;
  readonly monotonicMs: number;
}

/**
 * Step 6 of the order: routes and calls that production mode shuts, and debug switches. Null: it has nothing against the
 * request as it is.
 */
export function decideProduction(question: ProductionQuestion): Verdict | null {
  const { production, request, known } = question;
  const { callsInProduction } = request.facts;
  const refused = request.facts.refusedInProduction ?? refusedByEnding(question) ?? refusedByPath(question);
  if (refused?.for === 'everybody') return refuse(question, refused.source);
  if (callsInProduction.length > 0 && (request.raw.method !== 'OPTIONS' || request.hasBody)) {
    if (known.body === undefined && request.hasBody) return { kind: 'need', what: 'body' };
    if (known.body?.isLetThrough !== true)
      return refuse(question, 'a call that production mode shuts' satisfies Reason);
  }
  const all = request.switched('all');
  const { forward } = request.target;
  if (refused === null && all.rewritten === forward) return null;
  const ofEverybody = request.switched('everybody');
  // Whoever asks, the same is taken out: nobody need be asked who he is.
  if (refused === null && all.rewritten === ofEverybody.rewritten) return withTarget(question, all);
  if (known.identity === undefined) return { kind: 'need', what: 'identity' };
  if (!isRestricted(production.restricted, known.identity ?? nobody)) {
    return ofEverybody.rewritten === forward ? null : withTarget(question, ofEverybody);
  }
  return refused === null ? withTarget(question, all) : refuse(question, refused.source);
}

/** Whether errors are masked is said by who asks; of pictures and styles nobody is asked, and they hold none. */
export function maskedFor(allow: Allow, { production, request, known }: ProductionQuestion): Verdict {
  if (!isAsset(request.target.path)) {
    if (known.identity === undefined) return { kind: 'need', what: 'identity' };
    if (!isRestricted(production.restricted, known.identity ?? nobody)) return allow;
  }
  return { ...allow, obligations: masked(allow.obligations) };
}

/** Under any reading, and whatever follows the name: some servers serve a file for the path below it, too. */
function refusedByEnding({ production, request }: ProductionQuestion): RefusedInProduction | null {
  const { refusedExtensions } = production;
  const ending = refusedExtensions.length === 0 ? null : endingIn(request.target, refusedExtensions);
  return ending === null ? null : { for: 'restricted', source: `*.${ending}` };
}

/** A debug path in a spelling that cannot be taken off as it came. */
function refusedByPath({ production, request }: ProductionQuestion): RefusedInProduction | null {
  const { path, exact, folded } = request.target;
  for (const candidate of production.switches) {
    if (candidate.in !== 'path' || isBelow(path, candidate.name)) continue;
    const name = candidate.name.toLowerCase();
    const isHit = [...exact, ...folded].some((reading) => isBelow(reading.toLowerCase(), name));
    if (isHit) return { for: candidate.for, source: candidate.name };
  }
  return null;
}

/** Sends on, or sends its reader to, a target without what turns debugging on. */
function withTarget(
  { snapshot, request, monotonicMs }: ProductionQuestion,
  { rewritten, plain, asks }: SwitchedTarget,
): Redirect | Rewrite {
  const base = {
    rule: { id: 'production', detail: 'a debug switch' satisfies Reason },
    epoch: snapshot.switch.epoch,
    mode: modeInForce(snapshot, monotonicMs),
    standing: visitorStanding,
    obligations: plainObligations,
  } as const;
  // Whoever navigates gets an address without it, which can be kept and passed on; scripts and sockets would not follow.
  const isPage = request.raw.method === 'GET' && request.isNavigation && !request.raw.upgrade;
  if (asks && isPage && readSafePath(plain) !== null) {
    return { ...base, kind: 'redirect', location: plain };
  }
  return { ...base, kind: 'rewrite', target: rewritten };
}

function refuse({ snapshot, monotonicMs }: ProductionQuestion, detail: string): Refuse {
  return refusal(snapshot, {
    rule: { id: 'production', detail },
    status: 404,
    code: 'PORTCULLIS_PRODUCTION_REFUSED',
    effective: { mode: modeInForce(snapshot, monotonicMs), areas: [] },
    access: 'read',
  });
}
