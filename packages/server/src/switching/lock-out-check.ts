import {
  createSnapshot,
  type Decision,
  type Gate,
  type RawRequest,
  type Store,
  type Switch,
  type SwitchRequest,
  type View,
} from '@portcullis/gate';
import { findSignInForm } from './sign-in-form.ts';

/** One way in that was tried. */
export interface WayIn {
  readonly way: 'sign-in' | 'credentials' | 'pass' | 'break-glass';
  readonly ok: boolean;
  /** What was tried and what stood in the way, for people. */
  readonly detail: string;
}

export interface LockOutCheck {
  readonly ok: boolean;
  readonly ways: readonly WayIn[];
}

/** What the caller brings to prove that he gets in. */
export interface CallerProof {
  /** Headers of the caller's own browser or client, such as Cookie, and the host name he uses. */
  readonly credentials: {
    readonly host: string;
    readonly headers: readonly string[];
    readonly address: string | null;
  } | null;
  /** Headers with a pass minted for this purpose. */
  readonly pass: {
    readonly host: string;
    readonly headers: readonly string[];
    readonly address: string | null;
  } | null;
  /** The token that the caller, who has a shell on this host, wrote into the break-glass file. */
  readonly breakGlassToken: string | null;
}

export interface LockOutOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly request: SwitchRequest;
  readonly proof: CallerProof;
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
  const view = futureView(options.gate, options.request);
  const ways = await Promise.all([
    trySignIn(options, view, until),
    tryRequest('credentials', options.proof.credentials, { gate: options.gate, view, until }),
    tryRequest('pass', options.proof.pass, { gate: options.gate, view, until }),
    tryBreakGlass(options, until),
  ]);
  const tried = ways.filter((way): way is WayIn => way !== null);
  const signIn = tried.find(({ way }) => way === 'sign-in');
  const own = tried.filter(({ way }) => way !== 'sign-in');
  return { ok: signIn?.ok !== false && own.some(({ ok }) => ok), ways: tried };
}

/** The snapshot as it would be after the change. */
function futureView(gate: Gate, request: SwitchRequest): View {
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
  const host = firstHost(view);
  const pageDecision = await decisionOf(options.gate, view, plainRequest('GET', page, host));
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
  if (form === null) return failed(`the sign-in page GET ${page} holds no form with a password field`);
  const post = await decisionOf(options.gate, view, plainRequest(form.method, form.target, host));
  if (post.kind !== 'allow') {
    return failed(
      `signing in (${form.method} ${form.target}) would be refused (${ruleOf(post)}). Add "${form.method} ${form.target}" to policy.signIn.routes`,
    );
  }
  return { way: 'sign-in', ok: true, detail: `GET ${page} and ${form.method} ${form.target} stay open` };
}

async function tryRequest(
  way: 'credentials' | 'pass',
  caller: CallerProof['credentials'],
  { gate, view, until }: { readonly gate: Gate; readonly view: View; readonly until: number },
): Promise<WayIn | null> {
  if (caller === null) return null;
  const raw: RawRequest = {
    ...plainRequest('GET', '/', caller.host),
    headers: ['Host', caller.host, 'Accept', 'text/html', ...caller.headers],
    peer: caller.address,
    secure: true,
  };
  try {
    const decision = await within(decisionOf(gate, view, raw), until, 'recognising the caller');
    const who = `${decision.standing.role}${decision.standing.subject ? ` ${decision.standing.subject}` : ''}`;
    if (decision.standing.scope === 'none') {
      return {
        way,
        ok: false,
        detail: `recognised as ${who}: not somebody who gets in (${ruleOf(decision)})`,
      };
    }
    const scope = decision.standing.scope === 'write' ? 'may change things' : 'may read only';
    return { way, ok: true, detail: `recognised as ${who} on ${caller.host}; ${scope}` };
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
  const { decision } = await gate.judge(raw, { view });
  if (decision.kind === 'own') throw new Error(`${raw.target} is a route of the gate itself`);
  return decision;
}

function plainRequest(method: string, target: string, host: string): RawRequest {
  return {
    method,
    target,
    headers: ['Host', host, 'Accept', 'text/html'],
    peer: '192.0.2.1',
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  };
}

/** Sign-in is tried on the admin host where there is one: that is where insiders come from. */
function firstHost({ snapshot }: View): string {
  return snapshot.compiled.policy.trusted.adminHosts[0] ?? 'localhost';
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
