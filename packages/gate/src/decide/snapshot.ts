import type { Allow, Obligations, Standing } from '../model/decision.ts';
import type { EffectiveWhy } from '../model/instance.ts';
import { type Mode, stricterOf } from '../model/mode.ts';
import type { Policy } from '../model/policy.ts';
import type { Production } from '../model/production.ts';
import { isGoverning, isWindow, type Switch } from '../model/switch.ts';
import type { CompiledPolicy } from '../reading/compile-policy.ts';

/** Everything a decision depends on besides the request; immutable. One request, one snapshot. */
export interface Snapshot {
  readonly switch: Switch;
  readonly compiled: CompiledPolicy;
  /** The modes in force on this instance, and why: an override may differ from the switch. */
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly why: EffectiveWhy;
  /** Monotonic milliseconds until which the store is known to agree. */
  readonly leaseUntilMs: number;
  /** The mode that a lost lease adds; null when the policy keeps the state, or something outranks the store. */
  readonly modeWhenLost: Mode | null;
  /** Whether anything is governed, by the modes above; a lease that runs out later may add to it. */
  readonly governing: boolean;
  /** Whether some mode is not open; production mode alone opens no window. */
  readonly window: boolean;
  /** Whether visitors of open parts are told that something is paused. */
  readonly announced: boolean;
  /** Whether any area has a mode of its own. */
  readonly hasAreas: boolean;
  /** What production mode does; null while it is off, and where the policy says nothing of it. */
  readonly production: Production | null;
  /** Names of webhooks with requests that were held and are not delivered yet: later ones of the same order wait behind them. */
  readonly waiting: ReadonlySet<string>;
  /** The one decision while nothing is governed: nothing in it varies by request. */
  readonly ungoverned: Allow;
}

export interface SnapshotOptions {
  readonly switch: Switch;
  readonly compiled: CompiledPolicy;
  /** A mode forced from outside the store. It outranks the store, so a lost lease adds nothing. @default null */
  readonly forced?: { readonly mode: Mode; readonly why: EffectiveWhy } | null;
  readonly why?: EffectiveWhy;
  readonly leaseUntilMs: number;
  /** The lease has run out: what the policy adds then is in force already. @default false */
  readonly leaseLost?: boolean;
  /** @default none */
  readonly waiting?: ReadonlySet<string>;
}

export const noObligations: Obligations = Object.freeze({
  banner: null,
  privateCaching: false,
  decisionHeader: false,
  mask: false,
});

/** Nobody in particular. */
export const visitorStanding: Standing = Object.freeze({ role: 'visitor', subject: null, scope: 'none' });

const noneWaiting: ReadonlySet<string> = new Set();

export function createSnapshot(options: SnapshotOptions): Snapshot {
  const { switch: current, compiled, forced = null, leaseUntilMs, leaseLost = false } = options;
  const { waiting = noneWaiting } = options;
  const { onStoreLost } = compiled.policy;
  const modeWhenLost = forced || onStoreLost === 'keep' ? null : onStoreLost;
  const lost = leaseLost ? modeWhenLost : null;
  const mode = atLeast(forced?.mode ?? current.mode, lost);
  // A forced mode replaces the areas too: it is a plain answer to a bad night.
  const areas = forced ? {} : lost === null ? current.areas : allAtLeast(current.areas, lost);
  const why = forced?.why ?? (lost === null ? options.why : 'store-lost') ?? 'store';
  return Object.freeze({
    switch: current,
    compiled,
    mode,
    areas,
    why,
    leaseUntilMs,
    modeWhenLost,
    governing: isGoverning({ mode, areas, production: current.production }),
    window: isWindow({ mode, areas }),
    announced: isAnnounced({ mode, areas }, compiled.policy.areas),
    hasAreas: Object.keys(areas).length > 0,
    production: current.production ? compiled.policy.production : null,
    waiting,
    ungoverned: Object.freeze<Allow>({
      kind: 'allow',
      rule: Object.freeze({ id: 'nothing-governed', detail: '' }),
      epoch: current.epoch,
      mode: 'open',
      standing: visitorStanding,
      obligations: noObligations,
      approved: false,
      access: null,
    }),
  });
}

function isAnnounced({ mode, areas }: Pick<Snapshot, 'mode' | 'areas'>, known: Policy['areas']): boolean {
  if (mode !== 'open') return true;
  return Object.keys(areas).some((name) => areas[name] !== 'open' && known[name]?.announced !== false);
}

/** What a lost lease adds, as the policy says; null while the lease holds or the policy keeps the state. */
export function modeOfLostLease(snapshot: Snapshot, monotonicMs: number): Mode | null {
  return monotonicMs <= snapshot.leaseUntilMs ? null : snapshot.modeWhenLost;
}

/** Whether no decision by this snapshot depends on when it is made: its lease cannot be lost. */
export function isTimeless({ modeWhenLost }: Snapshot): boolean {
  return modeWhenLost === null;
}

/** The site's own mode in force now, for a snapshot that was taken earlier. */
export function modeInForce(snapshot: Snapshot, monotonicMs: number): Mode {
  return atLeast(snapshot.mode, modeOfLostLease(snapshot, monotonicMs));
}

function atLeast(mode: Mode, least: Mode | null): Mode {
  return least === null ? mode : stricterOf(mode, least);
}

function allAtLeast(areas: Readonly<Record<string, Mode>>, least: Mode): Readonly<Record<string, Mode>> {
  return Object.fromEntries(Object.entries(areas).map(([name, mode]) => [name, stricterOf(mode, least)]));
}
