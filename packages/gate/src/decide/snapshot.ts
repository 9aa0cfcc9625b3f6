import type { EffectiveWhy } from '../model/instance.ts';
import { type Mode, stricterOf } from '../model/mode.ts';
import { isGoverning, type Switch } from '../model/switch.ts';
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
  /** Whether anything is governed while the lease holds. */
  readonly governing: boolean;
}

export interface SnapshotOptions {
  readonly switch: Switch;
  readonly compiled: CompiledPolicy;
  /** A mode forced from outside the store, or the stricter one of a contested store. @default the switch's */
  readonly forced?: { readonly mode: Mode; readonly why: EffectiveWhy } | null;
  readonly why?: EffectiveWhy;
  readonly leaseUntilMs: number;
}

export function createSnapshot(options: SnapshotOptions): Snapshot {
  const { switch: current, compiled, forced = null, why = 'store', leaseUntilMs } = options;
  const mode = forced?.mode ?? current.mode;
  // A forced mode replaces the areas too: it is a plain answer to a bad night.
  const areas = forced ? {} : current.areas;
  return Object.freeze({
    switch: current,
    compiled,
    mode,
    areas,
    why: forced?.why ?? why,
    leaseUntilMs,
    governing: isGoverning({ mode, areas, production: current.production }),
  });
}

/** What a lost lease adds, as the policy says; null while the lease holds or the policy keeps the state. */
export function modeOfLostLease(snapshot: Snapshot, monotonicMs: number): Mode | null {
  if (monotonicMs <= snapshot.leaseUntilMs) return null;
  const { onStoreLost } = snapshot.compiled.policy;
  return onStoreLost === 'keep' ? null : onStoreLost;
}

/** The site's own mode in force now, for reports and headers. */
export function modeInForce(snapshot: Snapshot, monotonicMs: number): Mode {
  const lost = modeOfLostLease(snapshot, monotonicMs);
  return lost === null ? snapshot.mode : stricterOf(snapshot.mode, lost);
}
