import {
  type BodyReader,
  createSnapshot,
  type Decision,
  type Gate,
  type Pass,
  type RawRequest,
  type Store,
  type Switch,
  type SwitchRequest,
  type View,
} from '@portcullis/gate';
import type { Arrival } from './arrival.ts';
import { namesNobody, pathsToWrite } from './paths-to-write.ts';
import { findSignInForm, type SignInForm } from './sign-in-form.ts';

/** One way in that was tried. */
export interface WayIn {
  readonly way: 'sign-in' | 'credentials' | 'pass' | 'break-glass';
  readonly ok: boolean;
  /** What was tried and what stood in the way, for people. */
  readonly detail: string;
  /** It could not be tried from here: no proof, and no proof of the contrary. */
  readonly isUnknown?: true;
}

export interface LockOutCheck {
  readonly ok: boolean;
  readonly ways: readonly WayIn[];
  /** What a way in that works does not mean. */
  readonly warnings: readonly string[];
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
  readonly fetchUpstream: (target: string) => Promise<{ readonly status: number; readonly html: string }>;
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
  return {
    ok: isProven(tried),
    ways: tried,
    warnings: namesNobody(view.snapshot.compiled.policy) ? [noIdentity] : [],
  };
}

const noIdentity =
  'the policy has no identity: signing in gets nobody past the gate; only passes do. Add policy.identity, and people who sign in get in.';

/**
 * The caller gets in by a credential, or by break-glass where he has nothing but a shell. A sign-in page that
 * cannot be judged forbids nothing to who proved a credential.
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
  const failed = (detail: string): WayIn => ({ way: 'sign-in', ok: false, detail });
  const { signInArrival } = options;
  const pageDecision = await decisionOf(options.gate, view, requestOf('GET', page, signInArrival));
  if (pageDecision.kind !== 'allow')
    return failed(`the sign-in page GET ${page} would be refused (${ruleOf(pageDecision)})`);
  let html: string;
  try {
    const answer = await within(options.fetchUpstream(page), until, `GET ${page}`);
    if (answer.status !== 200)
      return failed(`the sign-in page GET ${page} answered ${answer.status}, expected 200`);
    html = answer.html;
  } catch (error) {
    return failed(`the sign-in page GET ${page} could not be fetched: ${messageOf(error)}`);
  }
  const form = findSignInForm(html, page);
  if (form === null) {
    const detail = `the sign-in page GET ${page} holds no form with a password field, as with single sign-on or a link by mail: it cannot be tried from here. Prove another way in: --pass YOU, or --cookie "…" --host NAME`;
    return { ...failed(detail), isUnknown: true };
  }
  const post = await decisionOf(options.gate, view, requestOf(form.method, form.target, signInArrival));
  if (post.kind !== 'allow') {
    return failed(
      `signing in (${form.method} ${form.target}) would be refused (${ruleOf(post)}). Add "${form.method} ${form.target}" to policy.signIn.routes`,
    );
  }
  if (form.serverAction !== null) {
    const called = await decisionOf(options.gate, view, actionOf(form.serverAction, form, signInArrival));
    if (called.kind !== 'allow') {
      return failed(
        `signing in is the server action ${form.serverAction}, which would be refused (${ruleOf(called)}). Add { "match": "${form.method} ${new URL(form.target, 'http://site.invalid').pathname}", "calls": { "protocol": "next-action", "read": ["${form.serverAction}"] } } to policy.routes`,
      );
    }
  }
  const toNothing = namesNobody(view.snapshot.compiled.policy) ? ', and get nobody past the gate' : '';
  return {
    way: 'sign-in',
    ok: true,
    detail: `GET ${page} and ${form.method} ${form.target} stay open${toNothing}`,
  };
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
    const { role, subject, scope } = decision.standing;
    const who = `${role}${subject ? ` ${subject}` : ''}`;
    const where = `on ${arrival.host}${arrival.isFromThisMachine ? `, from this machine only (${arrival.origin})` : ''}`;
    if (scope === 'write') {
      return { way, ok: true, detail: `recognised as ${who} ${where}; may change things` };
    }
    const detail =
      scope === 'read'
        ? `recognised as ${who} ${where}; may read only, and whoever repairs must write. ${howToWrite(way, view)}`
        : way === 'pass' && !arrival.isConfidential
          ? notConfidential(arrival)
          : `recognised as ${who} ${where}: not somebody who gets in (${ruleOf(decision)})`;
    return { way, ok: false, detail };
  } catch (error) {
    return { way, ok: false, detail: messageOf(error) };
  }
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
      return {
        way: 'break-glass',
        ok: true,
        detail: `the break-glass file reaches ${here.length} of ${here.length} instances on this host`,
      };
    }
    if (Date.now() >= until) {
      const names = blind.map(({ id }) => id).join(', ') || 'none is running';
      return { way: 'break-glass', ok: false, detail: `the break-glass file was not seen by: ${names}` };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function decisionOf(gate: Gate, view: View, raw: RawRequest): Promise<Decision> {
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

function requestOf(method: string, target: string, { host, headers, peer, secure }: Arrival): RawRequest {
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

/** Writing needs two credentials: the one that was brought lacks the other. */
function howToWrite(way: 'credentials' | 'pass', view: View): string {
  const { policy } = view.snapshot.compiled;
  const paths = pathsToWrite(policy);
  const come = paths.length === 0 ? 'name an admin host in policy.trusted' : `come ${paths.join(' or ')}`;
  if (way === 'credentials') return `To write, ${come}, or bring a pass as well (--pass)`;
  const session = namesNobody(policy)
    ? 'add policy.identity and bring your own session as well (--cookie)'
    : 'bring your own session as well (--cookie)';
  return `To write, ${come}, or ${session}`;
}

/** Redeeming it would be refused, so it is no way in. */
function notConfidential({ origin }: Arrival): string {
  return `a pass is honoured over an encrypted connection or on this machine only, and ${origin} is neither. Set tls, or an https publicUrl and the proxy in front in policy.trusted.proxies`;
}

function ruleOf({ rule }: Decision): string {
  return rule.detail === '' ? `rule ${rule.id}` : `rule ${rule.id}: ${rule.detail}`;
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
