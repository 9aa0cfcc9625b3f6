import type {
  Allow,
  Known,
  Obligations,
  Refuse,
  Rule,
  RuleId,
  Standing,
  Verdict,
} from '../model/decision.ts';
import { reservedPrefix } from '../model/header.ts';
import { nobody } from '../model/identity.ts';
import type { Mode } from '../model/mode.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { framingProblem } from '../reading/framing-problem.ts';
import { type BypassResult, bypassOf } from './bypass.ts';
import { type EffectiveMode, effectiveMode } from './effective-mode.ts';
import { modeOfLostLease, type Snapshot } from './snapshot.ts';

const noObligations: Obligations = Object.freeze({
  banner: null,
  privateCaching: false,
  decisionHeader: false,
});
const visitorStanding: Standing = Object.freeze({ role: 'visitor', subject: null, scope: 'none' });
const nothingGoverned: Rule = Object.freeze({ id: 'nothing-governed', detail: '' });

/**
 * What to do with a request. Pure; never throws for any request. The order is the product's promise
 * (docs/decision.md): framing, own routes, nothing governed, malformed target, health, mode, protected,
 * open, exceptions, reads, bypass, refuse. Production mode and webhooks have their places and are filled by
 * later releases; until then the policy parser refuses their rules.
 */
export function decide(
  snapshot: Snapshot,
  request: CanonicalRequest,
  known: Known,
  monotonicMs: number,
): Verdict {
  const { raw } = request;
  const framing = framingProblem(raw);
  if (framing !== null) return refuseMalformed(snapshot, { id: 'framing', detail: framing });
  if (raw.method === 'CONNECT' || raw.method === 'TRACE') {
    return refuse(
      snapshot,
      { id: 'framing', detail: raw.method },
      { status: 405, code: 'PORTCULLIS_METHOD_REFUSED' },
    );
  }
  if (raw.target.startsWith(reservedPrefix)) return own(raw.target);

  if (!snapshot.governing && modeOfLostLease(snapshot, monotonicMs) === null) return allowUnread(snapshot);

  const { target } = request;
  if (target.malformed !== null)
    return refuseMalformed(snapshot, { id: 'malformed-target', detail: target.malformed });
  if (snapshot.compiled.policy.strictTargets && target.encodedSeparator) {
    return refuseMalformed(snapshot, {
      id: 'malformed-target',
      detail: 'an encoded slash, refused by strictTargets',
    });
  }
  // Absolute-form was reduced to its path: own routes are own routes in that form too.
  if (target.forward.startsWith(reservedPrefix)) return own(target.forward);

  const isPlainRead = raw.method === 'GET' || raw.method === 'HEAD';
  if (isPlainRead && snapshot.compiled.health.has(target.path)) {
    return allow(snapshot, snapshot.mode, { rule: { id: 'health', detail: target.path } });
  }
  return decideByMode(snapshot, request, { known, effective: effectiveMode(snapshot, request, monotonicMs) });
}

interface Circumstances {
  readonly known: Known;
  readonly effective: EffectiveMode;
}

function decideByMode(snapshot: Snapshot, request: CanonicalRequest, circumstances: Circumstances): Verdict {
  const { facts, access } = request;
  const { mode } = circumstances.effective;
  if (mode === 'open') {
    return allowSeen(snapshot, request, {
      ...circumstances,
      rule: { id: 'open', detail: '' },
      approved: false,
    });
  }
  if (facts.protectedBy !== null) {
    return bypassOrRefuse(snapshot, request, {
      ...circumstances,
      rule: { id: 'protected', detail: facts.protectedBy },
    });
  }
  if (facts.exception !== null) {
    const rule: Rule = { id: facts.exception.kind, detail: facts.exception.source };
    return allowSeen(snapshot, request, { ...circumstances, rule, approved: access !== 'read' });
  }
  if (mode === 'read-only' && access === 'read') {
    return allowSeen(snapshot, request, { ...circumstances, rule: readRule(request), approved: false });
  }
  const rule: Rule =
    mode === 'closed'
      ? { id: 'closed', detail: '' }
      : { id: 'read-only-write', detail: writeDetail(request) };
  return bypassOrRefuse(snapshot, request, { ...circumstances, rule });
}

/** Insiders pass by what they may do; sensitive writes are confirmed; everybody else is refused by `rule`. */
function bypassOrRefuse(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { known, effective, rule }: Circumstances & { readonly rule: Rule },
): Verdict {
  if (known.identity === undefined) return { kind: 'need', what: 'identity' };
  const identity = known.identity ?? nobody;
  const bypass = bypassOf(request, identity);
  const reading = request.access === 'read';
  if (bypass.scope === 'none' || (!reading && bypass.scope !== 'write')) {
    const code = effective.mode === 'closed' ? 'PORTCULLIS_CLOSED' : 'PORTCULLIS_READ_ONLY';
    return {
      ...refuse(snapshot, rule, { status: 503, code }),
      mode: effective.mode,
      areas: effective.areas,
      access: reading ? 'read' : 'write',
      standing: { role: identity.role, subject: identity.subject, scope: bypass.scope },
    };
  }
  const { sensitiveBy } = request.facts;
  if (!reading && sensitiveBy !== null) {
    if (known.body === undefined) return { kind: 'need', what: 'body' };
    if (known.body === null) {
      return refuse(
        snapshot,
        { id: 'sensitive', detail: sensitiveBy },
        { status: 413, code: 'PORTCULLIS_BODY_TOO_LARGE' },
      );
    }
    if (!known.body.confirmed) {
      return {
        kind: 'confirm',
        rule: { id: 'sensitive', detail: sensitiveBy },
        epoch: snapshot.switch.epoch,
        mode: effective.mode,
        standing: standingOf(identity, bypass),
        obligations: noObligations,
        bodyDigest: known.body.digest,
      };
    }
  }
  return allowInsider(snapshot, request, { effective, standing: standingOf(identity, bypass), bypass });
}

function allowInsider(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { effective, standing, bypass }: { effective: EffectiveMode; standing: Standing; bypass: BypassResult },
): Allow {
  return {
    kind: 'allow',
    rule: { id: 'bypass', detail: bypass.by },
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing,
    approved: request.access !== 'read',
    obligations: obligationsFor(snapshot, request, true),
  };
}

/** Allowed for everybody; insiders are recognised on pages so that the app and the banner can tell them. */
function allowSeen(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { known, effective, rule, approved }: Circumstances & { readonly rule: Rule; readonly approved: boolean },
): Verdict {
  const seen = request.isNavigation;
  if (seen && known.identity === undefined) return { kind: 'need', what: 'identity' };
  const identity = (seen ? known.identity : null) ?? nobody;
  const bypass = bypassOf(request, identity);
  return {
    kind: 'allow',
    rule,
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing: standingOf(identity, bypass),
    approved,
    obligations: obligationsFor(snapshot, request, bypass.scope !== 'none'),
  };
}

function obligationsFor(snapshot: Snapshot, request: CanonicalRequest, insider: boolean): Obligations {
  const { banners } = snapshot.compiled.policy;
  const wanted = insider ? banners.insiders : banners.visitors;
  const method = request.raw.method;
  const page = request.isNavigation && (method === 'GET' || method === 'POST');
  return {
    banner: wanted && page ? (insider ? 'insider' : 'visitor') : null,
    privateCaching: request.isNavigation,
    decisionHeader: true,
  };
}

function readRule(request: CanonicalRequest): Rule {
  const preflight = request.raw.method === 'OPTIONS';
  return preflight ? { id: 'preflight', detail: '' } : { id: 'read-only-read', detail: '' };
}

function writeDetail(request: CanonicalRequest): string {
  if (request.facts.declaredWrite) return 'declared as a write';
  return request.access === 'unknown' ? 'unknown method' : request.raw.method;
}

function standingOf(
  identity: { role: Standing['role']; subject: string | null },
  bypass: BypassResult,
): Standing {
  if (identity.role === 'visitor' && identity.subject === null) return visitorStanding;
  return { role: identity.role, subject: identity.subject, scope: bypass.scope };
}

/** The one decision of an open site's requests: made once per snapshot, because nothing in it varies. */
const openDecisions = new WeakMap<Snapshot, Allow>();

function allowUnread(snapshot: Snapshot): Allow {
  const known = openDecisions.get(snapshot);
  if (known) return known;
  const decision = Object.freeze(allow(snapshot, 'open', { rule: nothingGoverned }));
  openDecisions.set(snapshot, decision);
  return decision;
}

function allow(snapshot: Snapshot, mode: Mode, { rule }: { rule: Rule }): Allow {
  return {
    kind: 'allow',
    rule,
    epoch: snapshot.switch.epoch,
    mode,
    standing: visitorStanding,
    approved: false,
    obligations: noObligations,
  };
}

function own(target: string): Verdict {
  const query = target.indexOf('?');
  return { kind: 'own', route: target.slice(reservedPrefix.length, query === -1 ? undefined : query) };
}

function refuseMalformed(snapshot: Snapshot, rule: Rule): Refuse {
  return refuse(snapshot, rule, { status: 400, code: 'PORTCULLIS_MALFORMED_REQUEST' });
}

function refuse(snapshot: Snapshot, rule: Rule, { status, code }: Pick<Refuse, 'status' | 'code'>): Refuse {
  return {
    kind: 'refuse',
    rule,
    epoch: snapshot.switch.epoch,
    mode: snapshot.mode,
    standing: visitorStanding,
    obligations: noObligations,
    status,
    code,
    areas: [],
    access: 'write',
  };
}

/** The decision when deciding itself failed: errors deny. */
export function refusalOfFailure(snapshot: Snapshot, detail: string): Refuse {
  const id: RuleId = 'failure';
  return refuse(snapshot, { id, detail }, { status: 503, code: 'PORTCULLIS_DECISION_FAILED' });
}
