import {
  type Actor,
  type Expected,
  type Gate,
  isSameActor,
  isWindow,
  type Mode,
  type Notice,
  ownersOf,
  PortcullisError,
  type SiteState,
  type Store,
  type Switch,
  type SwitchRequest,
} from '@portcullis/gate';
import { actorOnRecord } from './actor-on-record.ts';
import { carryOutChange } from './carry-out-change.ts';
import { switchConflict } from './change-switch.ts';
import { type CallerProof, checkLockOut, type LockOutCheck } from './lock-out-check.ts';
import { loosens } from './loosens.ts';
import { openingRequest } from './opening-request.ts';
import type { SwitchingOptions } from './switching-options.ts';
import { testersOf, testResultMissing } from './test-run.ts';
import { tightens } from './tightens.ts';

/** What `on` asks for. */
export interface TurnOnRequest {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly notice: Notice;
  readonly reason: string;
  readonly actor: Actor;
  readonly expected: Expected | null;
  readonly expires: Switch['expires'];
  readonly proof: CallerProof;
  /** Loosen a window, or have it open earlier, although somebody else opened it. */
  readonly anyway: boolean;
  /** Go on although no way in was proven; the reason goes on record. */
  readonly force: boolean;
  /** Change only if the switch still has this epoch; null = whatever it has. */
  readonly expectedEpoch: number | null;
}

export interface TurnOnResult {
  readonly state: SiteState;
  /** Null = none was needed: nothing becomes stricter. */
  readonly lockOut: LockOutCheck | null;
  /** The window whose reason, message and end this change replaces. */
  readonly replaced: Switch | null;
}

/** Turns a mode on: proves a way in first, if anything becomes stricter, then changes the switch. */
export async function turnOn(options: SwitchingOptions, wanted: TurnOnRequest): Promise<TurnOnResult> {
  const { gate, store, fetchUpstream, signInArrival } = options;
  requireKnownAreas(gate, Object.keys(wanted.areas));
  const { switch: current } = await store.switch.read(gate.site);
  requireEpoch(current, wanted.expectedEpoch);
  requireYours(gate, current, wanted);
  // Nothing is stopped by it any more: it opens, as `turnOff` would.
  const testers = isWindow(wanted) ? [] : await testersOf(store, switchInForce(gate, current));
  if (testers.length > 0 && !wanted.force) throw testResultMissing(testers);
  const request: SwitchRequest = {
    mode: wanted.mode,
    areas: wanted.areas,
    notice: wanted.notice,
    reason: wanted.reason,
    actor: wanted.actor,
    expected: wanted.expected,
    expires: wanted.expires,
    production: current.production,
  };
  const lockOut = tightens({ stored: current, inForce: gate.view().snapshot }, request)
    ? await checkLockOut({
        gate,
        store,
        request,
        proof: wanted.proof,
        fetchUpstream,
        signInArrival: signInArrival(),
      })
    : null;
  const isUnproven = lockOut !== null && !lockOut.ok;
  if (isUnproven && !wanted.force) throw lockedOut(lockOut);
  const state = await carryOutChange(options, {
    current,
    request,
    kind: 'switch.changed',
    facts: { forced: isUnproven, ...(testers.length > 0 && { testers, testPassed: false }) },
    force: wanted.force,
  });
  // The change's own record says that it was forced. How, only follows: a change that lost its race forced nothing.
  if (isUnproven) {
    gate.audit.enqueue({
      kind: 'lock-out.forced',
      actor: actorOnRecord(wanted.actor),
      data: { reason: wanted.reason, ways: lockOut.ways, epoch: state.switch.epoch },
    });
  }
  return { state, lockOut, replaced: isWindow(current) ? current : null };
}

export interface TurnOffRequest {
  readonly reason: string;
  readonly actor: Actor;
  /** End the window although somebody else opened it. */
  readonly anyway: boolean;
  /** Open these areas only; empty = the whole site. */
  readonly areas: readonly string[];
  /** Open although a database or a worker cannot be reached. */
  readonly force: boolean;
  /** What was tried in a test run went all the way through, as whoever opens says. */
  readonly testPassed: boolean;
  /** Change only if the switch still has this epoch; null = whatever it has. */
  readonly expectedEpoch: number | null;
}

export interface TurnOffResult {
  readonly state: SiteState;
  /** False: the site was open already. */
  readonly changed: boolean;
}

/** Opens the site, or some areas of it first. One that is open already is left alone, unless its store is contested. */
export async function turnOff(
  options: Pick<SwitchingOptions, 'gate' | 'store' | 'conductor'>,
  wanted: TurnOffRequest,
): Promise<TurnOffResult> {
  const { gate, store } = options;
  requireKnownAreas(gate, wanted.areas);
  const found = await store.switch.read(gate.site);
  const { switch: current } = found;
  requireEpoch(current, wanted.expectedEpoch);
  const inForce = switchInForce(gate, current);
  if (!isWindow(inForce) && !(await isContestedSomewhere(gate, store)))
    return { state: found, changed: false };
  const others = ownersBeside(inForce, wanted.actor);
  if (others.length > 0 && !wanted.anyway) throw notYours(inForce, others);
  const testers = await testersOf(store, inForce);
  if (testers.length > 0 && !wanted.testPassed && !wanted.force) throw testResultMissing(testers);
  const request = openingRequest(inForce, wanted);
  const state = await carryOutChange(options, {
    current,
    request,
    kind: 'switch.changed',
    facts: testers.length === 0 ? {} : { testers, testPassed: wanted.testPassed },
    force: wanted.force,
  });
  return { state, changed: true };
}

/** Whoever remembers more than the store, or another one, believes nothing of it until somebody decides: also that it is open. */
async function isContestedSomewhere(gate: Gate, store: Pick<Store, 'instances'>): Promise<boolean> {
  if (gate.view().store === 'contested') return true;
  return (await store.instances.list(gate.site)).some(({ why }) => why === 'contested');
}

/** A contested store may call open what the instances keep shut: a change settles that. */
function switchInForce(gate: Gate, current: Switch): Switch {
  return gate.view().store === 'contested' ? gate.view().snapshot.switch : current;
}

/** Throws PORTCULLIS_WINDOW_NOT_YOURS for a change that ends or loosens what somebody else keeps shut. */
export function requireYours(
  gate: Gate,
  current: Switch,
  wanted: Pick<TurnOnRequest, 'mode' | 'areas' | 'expires' | 'actor' | 'anyway'>,
): void {
  if (wanted.anyway) return;
  for (const window of new Set([current, switchInForce(gate, current)])) {
    const others = ownersBeside(window, wanted.actor);
    if (others.length === 0) continue;
    if (loosens(window, { ...wanted, production: current.production })) throw notYours(window, others);
  }
}

function ownersBeside(window: Switch, actor: Actor): readonly Actor[] {
  return ownersOf(window).filter((owner) => !isSameActor(owner, actor));
}

export function requireEpoch(current: Switch, expected: number | null): void {
  if (expected !== null && current.epoch !== expected) throw switchConflict(current);
}

/** Throws PORTCULLIS_USAGE for an area that the policy does not know. */
export function requireKnownAreas(gate: Gate, wanted: readonly string[]): void {
  const { areas } = gate.view().snapshot.compiled.policy;
  const names = wanted.filter((name) => !Object.hasOwn(areas, name));
  if (names.length === 0) return;
  const known = Object.keys(areas);
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `The policy has no area ${names.map((name) => JSON.stringify(name)).join(', ')}. Known areas: ${known.join(', ') || 'none'}.`,
  );
}

function lockedOut({ ways, warnings }: LockOutCheck): PortcullisError {
  const lines = ways.map(({ way, ok, detail }) => `  ${ok ? 'works' : 'FAILS'}  ${way}: ${detail}`);
  if (!ways.some(({ way }) => way !== 'sign-in')) {
    lines.push(
      '  nothing was tried for you: bring your own session or a pass, or do it from a shell on the host',
    );
  }
  lines.push(...warnings.map((warning) => `  WARNING: ${warning}`));
  return new PortcullisError(
    'PORTCULLIS_LOCKED_OUT',
    `Nothing was changed: no way in was proven, and a lock-out would be an outage.\n${lines.join('\n')}\n${nextStep(ways)}`,
  );
}

/** What was not brought yet; nobody is told to try again what just failed. How it is brought, each client says itself. */
function nextStep(ways: LockOutCheck['ways']): string {
  const others = [
    ['pass', 'a pass'],
    ['credentials', 'your own session'],
  ].flatMap(([name, proof]) => (ways.some(({ way }) => way === name) ? [] : [proof]));
  if (others.length === 0) return 'Mend what fails. Only if it cannot be mended, go on without a proof.';
  return `Mend what fails, or prove your own way in with ${others.join(', or with ')}. Only if that cannot be had, go on without a proof.`;
}

function notYours(window: Switch, others: readonly Actor[]): PortcullisError {
  const reason = window.reason === '' ? '' : ` ("${window.reason}")`;
  return new PortcullisError(
    'PORTCULLIS_WINDOW_NOT_YOURS',
    `${whoseWindow(window, others)}${reason}. Ask them, or go on all the same.`,
    { values: { name: others.map(({ name }) => name).join(', '), reason: window.reason } },
  );
}

function whoseWindow({ opened, setBy, since }: Switch, others: readonly Actor[]): string {
  const time = (at: number) => new Date(at).toISOString();
  const opener = opened ?? { by: setBy, at: since };
  const isOpenedByOther = others.some((other) => isSameActor(other, opener.by));
  const begin = isOpenedByOther
    ? `This window was opened by ${opener.by.name} at ${time(opener.at)}`
    : 'You opened this window';
  const isSetByAnother = others.some((other) => isSameActor(other, setBy)) && !isSameActor(setBy, opener.by);
  return isSetByAnother ? `${begin}, and ${setBy.name} changed what it stops at ${time(since)}` : begin;
}
