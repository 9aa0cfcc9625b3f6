import {
  type BodyReader,
  createSnapshot,
  type Decision,
  type Gate,
  type Pass,
  type Policy,
  type RawRequest,
  type Store,
  type Switch,
  type SwitchRequest,
  type View,
} from '@portcullis/gate';
import { inEnglish } from '../sentences/in-english.ts';
import type { Said } from '../sentences/said.ts';
import type { Arrival } from './arrival.ts';
import { namesNobody, trustedPaths } from './paths-to-write.ts';
import { findSignInForm, type SignInForm } from './sign-in-form.ts';

/** One way in that was tried. */
export interface WayIn {
  readonly way: 'sign-in' | 'credentials' | 'pass' | 'break-glass';
  readonly ok: boolean;
  /** What was tried and what stood in the way, in English, for people. */
  readonly detail: string;
  readonly detailSaid: Said;
  /** It could not be tried from here: no proof, and no proof of the contrary. */
  readonly isUnknown?: true;
}

export interface LockOutCheck {
  readonly ok: boolean;
  /** Whoever has a role that writes alone gets in by signing in: nobody needs another way in. */
  readonly isSignInEnough: boolean;
  readonly ways: readonly WayIn[];
  /** What a way in that works does not mean. */
  readonly warnings: readonly string[];
  readonly warningsSaid: readonly Said[];
}

/** A request as it will come from the caller. */
export interface Caller {
  readonly arrival: Arrival;
  /** Headers of his own browser or client, such as Cookie. */
  readonly headers: readonly string[];
}

/** What the caller brings to prove that he gets in. */
export interface CallerProof {
  /** With the caller's own session. */
  readonly credentials: Caller | null;
  /** With a pass minted for this purpose. */
  readonly pass: Caller | null;
  /** The token that the caller, who has a shell on this host, wrote into the break-glass file. */
  readonly breakGlassToken: string | null;
}

export interface FetchedPage {
  readonly status: number;
  readonly html: string;
  /** Where it sends on to, as it says; null = nowhere. */
  readonly location: string | null;
}

export interface LockOutOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly request: SwitchRequest;
  readonly proof: CallerProof;
  /** How insiders arrive who want to sign in. */
  readonly signInArrival: Arrival;
  /** A pass that is in no store yet, and is tried as if it were. */
  readonly unstoredPass?: Pass | null;
  /** Sends a read to the application and gives its answer back; the gate's own way in, not a second one. */
  readonly fetchUpstream: (target: string) => Promise<FetchedPage>;
  /** @default 5000 */
  readonly deadlineMs?: number;
}

/**
 * Tries the ways in under the state to be, before it is. Without a way in that works for this caller the
 * change must be refused: a lock-out is an outage.
 */
export async function checkLockOut(options: LockOutOptions): Promise<LockOutCheck> {
  const { deadlineMs = 5_000 } = options;
  const until = Date.now() + deadlineMs;
  const view = withPass(futureView(options.gate, options.request), options.unstoredPass ?? null);
  const ways = await Promise.all([
    trySignIn(options, view, until),
    tryRequest('credentials', options.proof.credentials, { gate: options.gate, view, until }),
    tryRequest('pass', options.proof.pass, { gate: options.gate, view, until }),
    tryBreakGlass(options, until),
  ]);
  const tried = ways.filter((way): way is WayIn => way !== null);
  const { policy } = view.snapshot.compiled;
  const warnings: readonly Said[] = namesNobody(policy) ? [{ code: 'no-identity', values: {} }] : [];
  const isEnough = isSignInEnough(tried, policy);
  return {
    ok: isEnough || isProven(tried),
    isSignInEnough: isEnough,
    ways: tried,
    warnings: warnings.map(inEnglish),
    warningsSaid: warnings,
  };
}

function wayIn(way: WayIn['way'], ok: boolean, said: Said): WayIn {
  return { way, ok, detail: inEnglish(said), detailSaid: said };
}

/** A session that was brought and has no role that writes alone says that this caller has none. */
function isSignInEnough(ways: readonly WayIn[], policy: Policy): boolean {
  if (namesNobody(policy) || policy.bypass.writeByRoleAlone.length === 0) return false;
  const isOpen = ways.some(({ way, ok }) => way === 'sign-in' && ok);
  return isOpen && !ways.some(({ way, ok }) => way === 'credentials' && !ok);
}

/**
 * The caller gets in by a credential, or by break-glass where he has nothing but a shell. A sign-in page that cannot be
 * judged forbids nothing to who proved a credential.
 */
function isProven(ways: readonly WayIn[]): boolean {
  const signIn = ways.find(({ way }) => way === 'sign-in');
  const proven = ways.filter(({ way, ok }) => ok && way !== 'sign-in');
  const byCredential = proven.some(({ way }) => way !== 'break-glass');
  const signInStands = signIn === undefined || signIn.ok || (signIn.isUnknown === true && byCredential);
  return signInStands && proven.length > 0;
}

function withPass(view: View, pass: Pass | null): View {
  return pass === null ? view : { ...view, passes: new Map([...view.passes, [pass.id, pass]]) };
}

/** The snapshot as it would be after the change. */
export function futureView(gate: Gate, request: SwitchRequest): View {
  const view = gate.view();
  const { switch: current, compiled } = view.snapshot;
  const future: Switch = {
    ...current,
    ...request,
    epoch: current.epoch + 1,
    // Kept as it is, also when none is open yet: passes minted now are sealed for it.
  };
  const snapshot = createSnapshot({ switch: future, compiled, leaseUntilMs: Number.POSITIVE_INFINITY });
  return { ...view, snapshot };
}

/** The sign-in page and its form target, as a visitor. Null when the policy declares none. */
async function trySignIn(options: LockOutOptions, view: View, until: number): Promise<WayIn | null> {
  const { page } = view.snapshot.compiled.policy.signIn;
  if (page === null) return null;
  const failed = (said: Said) => wayIn('sign-in', false, said);
  const { signInArrival } = options;
  const pageDecision = await decisionOf(options.gate, view, requestOf('GET', page, signInArrival));
  if (pageDecision.kind !== 'allow') {
    return failed({ code: 'sign-in-page-refused', values: { page, rule: pageDecision.rule } });
  }
  let html: string;
  try {
    const { status, ...answer } = await within(options.fetchUpstream(page), until, `GET ${page}`);
    if (status !== 200) return failed({ code: 'sign-in-page-status', values: { page, status } });
    html = answer.html;
  } catch (error) {
    // An application that is down is often why somebody closes: what is not there shuts nobody out of it.
    const values = { page, reason: messageOf(error) };
    return { ...failed({ code: 'sign-in-page-failed', values }), isUnknown: true };
  }
  const form = findSignInForm(html, page);
  if (form === null) {
    return { ...failed({ code: 'sign-in-without-form', values: { page } }), isUnknown: true };
  }
  const { method, target, serverAction } = form;
  const post = await decisionOf(options.gate, view, requestOf(method, target, signInArrival));
  if (post.kind !== 'allow') {
    return failed({ code: 'sign-in-refused', values: { method, target, rule: post.rule } });
  }
  if (serverAction !== null) {
    const called = await decisionOf(options.gate, view, actionOf(serverAction, form, signInArrival));
    if (called.kind !== 'allow') {
      const path = new URL(target, 'http://site.invalid').pathname;
      const values = { action: serverAction, method, path, rule: called.rule };
      return failed({ code: 'sign-in-action-refused', values });
    }
  }
  const { policy } = view.snapshot.compiled;
  const values = {
    page,
    method,
    target,
    leadsNowhere: namesNobody(policy),
    rolesAlone: [...policy.bypass.writeByRoleAlone],
  };
  return wayIn('sign-in', true, { code: 'sign-in-open', values });
}

async function tryRequest(
  way: 'credentials' | 'pass',
  caller: Caller | null,
  { gate, view, until }: { readonly gate: Gate; readonly view: View; readonly until: number },
): Promise<WayIn | null> {
  if (caller === null) return null;
  const { arrival } = caller;
  const plain = requestOf('GET', '/', arrival);
  const raw: RawRequest = { ...plain, headers: [...plain.headers, ...caller.headers] };
  try {
    const decision = await within(decisionOf(gate, view, raw), until, 'recognising the caller');
    const said = recognised(way, decision, { arrival, view });
    return wayIn(way, said.code === 'caller-writes', said);
  } catch (error) {
    return wayIn(way, false, { code: 'way-failed', values: { reason: messageOf(error) } });
  }
}

/** Writing needs two credentials: one that was brought alone lacks the other. */
function recognised(
  brought: 'credentials' | 'pass',
  { rule, standing: { role, subject, scope } }: Decision,
  { arrival, view }: { readonly arrival: Arrival; readonly view: View },
): Said {
  const { policy } = view.snapshot.compiled;
  const origin = arrival.isFromThisMachine ? arrival.origin : null;
  const caller = { role, subject, host: arrival.host, origin };
  if (scope === 'write') return { code: 'caller-writes', values: caller };
  if (scope === 'read') {
    const values = { ...caller, ...trustedPaths(policy), brought, hasIdentity: !namesNobody(policy) };
    return { code: 'caller-reads', values };
  }
  // Redeeming it would be refused, so it is no way in.
  if (brought === 'pass' && !arrival.isConfidential) {
    return { code: 'pass-not-honoured', values: { origin: arrival.origin } };
  }
  return { code: 'caller-stays-out', values: { ...caller, rule } };
}

/** Every instance of this host must have seen the token that the caller wrote. */
async function tryBreakGlass({ gate, store, proof }: LockOutOptions, until: number): Promise<WayIn | null> {
  const token = proof.breakGlassToken;
  if (token === null) return null;
  for (;;) {
    await gate.refresh();
    const here = (await store.instances.list(gate.site)).filter(
      ({ host, now, seenAt, leaseMs }) => host === gate.instance.host && now - seenAt <= leaseMs,
    );
    const blind = here.filter(({ breakGlassSeen }) => breakGlassSeen !== token);
    if (here.length > 0 && blind.length === 0) {
      return wayIn('break-glass', true, {
        code: 'break-glass-reaches',
        values: { instances: here.length },
      });
    }
    if (Date.now() >= until) {
      const instances = blind.map(({ id }) => id);
      return wayIn('break-glass', false, { code: 'break-glass-unseen', values: { instances } });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the gate would decide under that view. Rejects for a route of its own. */
export async function decisionOf(gate: Gate, view: View, raw: RawRequest): Promise<Decision> {
  const { decision } = await gate.judge(raw, { view, body: noArguments });
  if (decision.kind === 'own') throw new Error(`${raw.target} is a route of the gate itself`);
  return decision;
}

/** What a server action without arguments is sent; other requests of this check have no body that anybody would read. */
const noArguments: BodyReader = { read: async () => new TextEncoder().encode('[]') };

/** As the scripts of the page call it. */
function actionOf(id: string, { method, target }: SignInForm, arrival: Arrival): RawRequest {
  const plain = requestOf(method, target, arrival);
  const added = ['Next-Action', id, 'Content-Type', 'text/plain;charset=UTF-8', 'Content-Length', '2'];
  return { ...plain, headers: [...plain.headers, ...added] };
}

/** A request of somebody who opens a page there. */
export function requestOf(
  method: string,
  target: string,
  { host, headers, peer, secure }: Arrival,
): RawRequest {
  return {
    method,
    target,
    headers: ['Host', host, 'Accept', 'text/html', ...headers],
    peer,
    httpVersion: '1.1',
    secure,
    upgrade: false,
  };
}

function within<Result>(work: Promise<Result>, until: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not succeed in time`)),
      Math.max(0, until - Date.now()),
    );
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
