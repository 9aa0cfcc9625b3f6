import type { Allow, Known, Rule, Standing, Verdict } from '../model/decision.ts';
import { reservedPrefix } from '../model/header.ts';
import { type Identity, nobody } from '../model/identity.ts';
import type { Access } from '../model/request.ts';
import { type Webhook, webhookName } from '../model/webhook.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { isReadMethod } from '../reading/read-method.ts';
import { anyMethod } from '../reading/route-facts.ts';
import {
  accessOf,
  holdsForBody,
  isDeclaredOperation,
  lacksDocumentsOnly,
  mayBeDeclaredOperation,
  mayBeTakenForAnother,
  needsBody,
  notLookedAt,
} from './body-access.ts';
import { type BypassResult, bypassOf, mayFinish } from './bypass.ts';
import { decideProduction, maskedFor } from './decide-production.ts';
import { type EffectiveMode, effectiveMode, strictestMode } from './effective-mode.ts';
import { masked, pageObligations, plainObligations, privateObligations } from './obligations.ts';
import { modeInForce, modeOfLostLease, type Snapshot } from './snapshot.ts';
import { declaredMessagesOf, socketDetail } from './socket-messages.ts';
import {
  confirmation,
  hold,
  malformedRefusal,
  methodRefusal,
  ownRoute,
  refusal,
  standingOf,
  webhookRule,
} from './verdicts.ts';

import { writeDetail } from './write-detail.ts';

export { refusalOfFailure } from './verdicts.ts';

const openRule: Rule = Object.freeze({ id: 'open', detail: '' });
const readRule: Rule = Object.freeze({ id: 'read-only-read', detail: '' });
const preflightRule: Rule = Object.freeze({ id: 'preflight', detail: '' });
const closedRule: Rule = Object.freeze({ id: 'closed', detail: '' });

/**
 * What to do with a request. Pure; never throws for any request. The order is the product's promise:
 * framing, own routes, nothing governed, malformed, health, production mode, mode, open, protected, exceptions, webhooks, reads,
 * bypass,
 * refuse.
 */
export function decide(
  snapshot: Snapshot,
  request: CanonicalRequest,
  known: Known,
  monotonicMs: number,
): Verdict {
  const { method } = request.raw;
  if (method === 'CONNECT' || method === 'TRACE') return methodRefusal(snapshot, method);
  if (request.framing !== null) return malformedRefusal(snapshot, 'framing', request.framing);
  if (request.forward.startsWith(reservedPrefix)) return ownRoute(request.forward);

  if (!snapshot.governing && modeOfLostLease(snapshot, monotonicMs) === null) {
    return snapshot.waiting.size === 0 ? snapshot.ungoverned : decideWaiting(snapshot, request, known);
  }

  if (request.malformed !== null) return malformedRefusal(snapshot, 'malformed-target', request.malformed);
  const { policy, health } = snapshot.compiled;
  if (policy.strictTargets && request.target.encodedSeparator) {
    return malformedRefusal(snapshot, 'malformed-target', 'an encoded slash, refused by strictTargets');
  }
  if (isHealthCheck(request, health)) return allowHealth(snapshot, request, monotonicMs);
  const { production } = snapshot;
  if (production === null) return decideByBody(snapshot, request, known, monotonicMs);
  const question = { snapshot, production, request, known, monotonicMs };
  const shut = decideProduction(question);
  if (shut !== null) return shut;
  const verdict = decideByBody(snapshot, request, known, monotonicMs);
  return verdict.kind === 'allow' ? maskedFor(verdict, question) : verdict;
}

/** Nothing is governed, but webhooks are delivered that were held: a new one does not overtake those before it. */
function decideWaiting(snapshot: Snapshot, request: CanonicalRequest, known: Known): Verdict {
  if (request.malformed !== null) return snapshot.ungoverned;
  const { webhook } = request.facts;
  if (webhook === null || !isBehind(snapshot, webhook, request, known)) return snapshot.ungoverned;
  return hold(snapshot, { webhook, effective: { mode: 'open', areas: [] }, onlyBehind: true });
}

function isBehind(snapshot: Snapshot, webhook: Webhook, { raw }: CanonicalRequest, known: Known): boolean {
  return (
    known.webhook === undefined &&
    webhook.during === 'hold' &&
    !raw.upgrade &&
    snapshot.waiting.has(webhookName(webhook))
  );
}

/** Asked for the body where the application may take the request for another method because of it. */
function decideByBody(
  snapshot: Snapshot,
  request: CanonicalRequest,
  known: Known,
  monotonicMs: number,
): Verdict {
  const verdict = decideTakenFor(snapshot, request, known, monotonicMs);
  if (verdict.kind !== 'allow' || !mayBeTakenForAnother(request)) return verdict;
  // Nothing is refused for its method then; production mode has its own word.
  if (!snapshot.window && modeOfLostLease(snapshot, monotonicMs) === null) return verdict;
  if (known.body?.overrides?.length === 0) return verdict;
  const strictest = decideTakenFor(snapshot, request.takenFor([anyMethod]), known, monotonicMs);
  if (strictest.kind === 'allow') return verdict;
  if (known.body === undefined) return { kind: 'need', what: 'body' };
  const asked = known.body?.overrides ?? null;
  if (asked === null) return strictest;
  return decideTakenFor(snapshot, request.takenFor(asked), known, monotonicMs);
}

function decideTakenFor(
  snapshot: Snapshot,
  request: CanonicalRequest,
  known: Known,
  monotonicMs: number,
): Verdict {
  if (request.operations.length > 0) return decideOperation(snapshot, request, known, monotonicMs);
  const effective = effectiveMode(snapshot, request, monotonicMs);
  return decideByMode(snapshot, request, { known, effective, access: null });
}

/**
 * It is run whatever the path is: no area and no exception of the path says anything about it, only a rule that lists
 * its own name does.
 */
function decideOperation(
  snapshot: Snapshot,
  request: CanonicalRequest,
  known: Known,
  monotonicMs: number,
): Verdict {
  const strictest = strictestMode(snapshot, monotonicMs);
  if (strictest.mode !== 'open' && mayBeDeclaredOperation(request) && known.body === undefined) {
    return { kind: 'need', what: 'body' };
  }
  if (strictest.mode === 'open' || isDeclaredOperation(request, known.body ?? null)) {
    const effective = effectiveMode(snapshot, request, monotonicMs);
    return decideByMode(snapshot, request, { known, effective, access: null });
  }
  return decideByMode(snapshot, request.loosenedByNothing(), { known, effective: strictest, access: null });
}

/**
 * Exact targets only, the query included: a front controller takes `/up?rest_route=/wp/v2/users` for a page. And nothing
 * that an app may take for another method.
 */
function isHealthCheck(
  { raw, target, overrides, operations, hasBody }: CanonicalRequest,
  health: ReadonlySet<string>,
): boolean {
  return (
    (raw.method === 'GET' || raw.method === 'HEAD') &&
    health.has(target.forward) &&
    overrides.length === 0 &&
    operations.length === 0 &&
    !hasBody &&
    !raw.upgrade
  );
}

function allowHealth(snapshot: Snapshot, request: CanonicalRequest, monotonicMs: number): Allow {
  const { ungoverned, production } = snapshot;
  return {
    ...ungoverned,
    rule: { id: 'health', detail: request.target.forward },
    mode: modeInForce(snapshot, monotonicMs),
    // Nobody is asked who he is: a probe of a load balancer needs no trace, and whoever guesses the path gets none.
    obligations: production === null ? ungoverned.obligations : masked(ungoverned.obligations),
  };
}

interface Circumstances {
  readonly known: Known;
  readonly effective: EffectiveMode;
  /** Null where nobody looks: the mode is open there. */
  readonly access: Access | null;
}

function decideByMode(snapshot: Snapshot, request: CanonicalRequest, circumstances: Circumstances): Verdict {
  const { known } = circumstances;
  const { mode } = circumstances.effective;
  const { facts } = request;
  const { webhook } = facts;
  if (mode === 'open') {
    return webhook !== null && isBehind(snapshot, webhook, request, known)
      ? hold(snapshot, { webhook, effective: circumstances.effective, onlyBehind: true })
      : allowSeen(snapshot, request, { ...circumstances, rule: openRule });
  }
  if (request.hasBody && isReadMethod(request.raw.method)) {
    // An app that ignores it may take it for the next request, or for form fields that override the method.
    return malformedRefusal(snapshot, 'framing', `${request.raw.method} with a body while the switch is on`);
  }
  // Read for another reason, a confirmation, a body changes nothing here.
  const body = needsBody(request) ? known.body : notLookedAt;
  if (body === undefined) return { kind: 'need', what: 'body' };
  const access = accessOf(request, body);
  const judged = { ...circumstances, access };
  if (facts.protectedBy !== null) {
    const rule: Rule = { id: 'protected', detail: facts.protectedBy };
    return bypassOrRefuse(snapshot, request, { ...judged, rule });
  }
  // An exception lets one write in, not a socket that carries as many as its client likes.
  const { exception } = facts;
  const isLetIn = exception !== null && !request.raw.upgrade && holdsForBody(exception, request, body);
  if (isLetIn && (!exception.listedOnly || access === 'read')) {
    const rule: Rule = { id: exception.kind, detail: exception.source };
    // An operation, or a listed call, has no other way of being let in: within an exception it is the write that is.
    const isWrite =
      request.operations.length > 0 || (exception.listedOnly && !isReadMethod(request.raw.method));
    return allowSeen(snapshot, request, { ...judged, access: isWrite ? 'write' : access, rule });
  }
  if (webhook !== null && !request.raw.upgrade)
    return decideWebhook(snapshot, request, { ...judged, webhook });
  if (mode === 'read-only' && access === 'read') {
    const rule = readRuleOf(request);
    // Who may write sends what he likes: whether it is one of them must be known before the first message.
    return declaredMessagesOf(request) === null
      ? allowSeen(snapshot, request, { ...judged, rule })
      : allowSocket(snapshot, request, { ...judged, rule });
  }
  const rule: Rule =
    mode === 'closed' ? closedRule : { id: 'read-only-write', detail: writeDetail(request, body) };
  return bypassOrRefuse(snapshot, request, { ...judged, rule });
}

/** Another system calls, which neither reads a page nor signs in: alike in read-only and closed. */
function decideWebhook(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { webhook, ...judged }: Circumstances & { readonly webhook: Webhook },
): Verdict {
  const { known, effective } = judged;
  const rule = webhookRule(webhook);
  if (webhook.during === 'allow' || (webhook.during === 'hold' && known.webhook === 'test-run')) {
    return allowSeen(snapshot, request, { ...judged, rule });
  }
  // One that was held waits on when its route is not open any more.
  if (webhook.during === 'hold') return hold(snapshot, { webhook, effective, onlyBehind: false });
  return refusal(snapshot, {
    rule,
    status: 503,
    code: effective.mode === 'closed' ? 'PORTCULLIS_CLOSED' : 'PORTCULLIS_READ_ONLY',
    effective,
  });
}

function readRuleOf(request: CanonicalRequest): Rule {
  if (request.raw.upgrade) return { id: 'read-only-read', detail: socketDetail(request) };
  return request.raw.method === 'OPTIONS' ? preflightRule : readRule;
}

function allowSocket(
  snapshot: Snapshot,
  request: CanonicalRequest,
  circumstances: Circumstances & { readonly rule: Rule },
): Verdict {
  const { identity } = circumstances.known;
  if (identity === undefined) return { kind: 'need', what: 'identity' };
  return bypassOf(request, identity ?? nobody).scope === 'write'
    ? bypassOrRefuse(snapshot, request, circumstances)
    : allowSeen(snapshot, request, circumstances);
}

/** Insiders pass by what they may do; sensitive writes are confirmed; everybody else is refused by `rule`. */
function bypassOrRefuse(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { known, effective, access, rule }: Circumstances & { readonly rule: Rule },
): Verdict {
  if (known.identity === undefined) return { kind: 'need', what: 'identity' };
  const identity = known.identity ?? nobody;
  const bypass = bypassOf(request, identity);
  if (bypass.scope !== 'write' && mayFinish(snapshot, request, identity)) {
    return allowWorker(snapshot, { effective, access, identity });
  }
  const standing = standingOf(identity, bypass);
  const isRead = access === 'read';
  if (bypass.scope === 'none' || (!isRead && bypass.scope !== 'write')) {
    return refusal(snapshot, {
      rule,
      status: 503,
      code: effective.mode === 'closed' ? 'PORTCULLIS_CLOSED' : 'PORTCULLIS_READ_ONLY',
      effective,
      access: isRead ? 'read' : 'write',
      standing,
      asksForDocuments: rule.id === 'read-only-write' && lacksDocumentsOnly(request, known.body ?? null),
    });
  }
  const { sensitiveBy } = request.facts;
  if (!isRead && sensitiveBy !== null) {
    if (known.body === undefined) return { kind: 'need', what: 'body' };
    if (known.body === null) {
      return refusal(snapshot, {
        rule: { id: 'sensitive', detail: sensitiveBy },
        status: 413,
        code: 'PORTCULLIS_BODY_TOO_LARGE',
        effective,
        standing,
      });
    }
    if (known.confirmed === undefined) return { kind: 'need', what: 'confirmation' };
    if (!known.confirmed) {
      // Who says that it was not confirmed has the digest; no body has the empty one, so nothing confirms by it.
      const bodyDigest = known.body.digest ?? '';
      return confirmation(snapshot, { sensitiveBy, effective, standing, bodyDigest });
    }
  }
  const mayWrite = bypass.scope === 'write' && sensitiveBy === null;
  return allowInsider(snapshot, request, {
    effective,
    access: mayWrite && declaredMessagesOf(request) !== null ? 'write' : access,
    standing,
    bypass,
  });
}

function allowInsider(
  snapshot: Snapshot,
  request: CanonicalRequest,
  {
    effective,
    access,
    standing,
    bypass,
  }: Omit<Circumstances, 'known'> & { readonly standing: Standing; readonly bypass: BypassResult },
): Allow {
  return {
    kind: 'allow',
    rule: { id: 'bypass', detail: bypass.by },
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing,
    approved: access !== 'read',
    access,
    // Nobody else may see it now: not even an image of it belongs in a shared cache.
    obligations: request.isNavigation
      ? pageObligations(snapshot, request, { isInsider: true, mode: effective.mode })
      : privateObligations,
  };
}

/**
 * A job that had begun before the window ends as it began; nothing of it is asked to be confirmed. What it writes is waited for like
 * any write that was let in before: it is nobody's leave to write on.
 */
function allowWorker(
  snapshot: Snapshot,
  {
    effective,
    access,
    identity,
  }: Pick<Circumstances, 'effective' | 'access'> & { readonly identity: Identity },
): Allow {
  const subject = identity.subject ?? `worker ${identity.worker}`;
  return {
    kind: 'allow',
    rule: { id: 'worker', detail: identity.worker ?? '' },
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing: { role: identity.role === 'visitor' ? 'allowed' : identity.role, subject, scope: 'write' },
    approved: false,
    access,
    obligations: privateObligations,
  };
}

/** Allowed for everybody; insiders are recognised on pages so that the app and the banner can tell them. */
function allowSeen(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { known, effective, access, rule }: Circumstances & { readonly rule: Rule },
): Verdict {
  const isSeen = request.isNavigation && (snapshot.window || effective.mode !== 'open');
  if (isSeen && known.identity === undefined) return { kind: 'need', what: 'identity' };
  const identity = (isSeen ? known.identity : null) ?? nobody;
  const bypass = bypassOf(request, identity);
  const isException = rule.id === 'exception' || rule.id === 'sign-in' || rule.id === 'webhook';
  const isWrite = access !== 'read';
  return {
    kind: 'allow',
    rule,
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing: standingOf(identity, bypass),
    approved: isException && isWrite,
    access,
    obligations: isSeen
      ? pageObligations(snapshot, request, { isInsider: bypass.scope !== 'none', mode: effective.mode })
      : plainObligations,
  };
}
