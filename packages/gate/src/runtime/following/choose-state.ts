import { createSnapshot, type Snapshot } from '../../decide/snapshot.ts';
import type { EffectiveWhy } from '../../model/instance.ts';
import { type Mode, stricterOf } from '../../model/mode.ts';
import { type Switch, untouchedSwitch } from '../../model/switch.ts';
import type { LastKnown, Override } from '../../ports/host-state.ts';
import type { SiteState, SwitchVersion } from '../../ports/store.ts';
import type { CompiledPolicy } from '../../reading/compile-policy.ts';

/** Everything that may say which mode this instance enforces. */
export interface Sources {
  readonly site: string;
  readonly compiled: CompiledPolicy;
  /** What the store said last; null when it was never reached. */
  readonly stored: SiteState | null;
  /** The epoch at which this instance first saw the store that answers now. */
  readonly firstSeenEpoch: number;
  /** What this host enforced last, from its disk. */
  readonly remembered: LastKnown | null;
  /** `PORTCULLIS_MODE`. */
  readonly environmentMode: Mode | null;
  /** The break-glass override, if it is in force. */
  readonly override: Override | null;
  readonly leaseUntilMs: number;
  /** @default false */
  readonly leaseLost?: boolean;
  /** Webhooks with held requests. @default none */
  readonly waiting?: ReadonlySet<string>;
}

/**
 * Which state this instance enforces. Environment, then break-glass, then the store, then the last state on
 * disk, then the policy's answer for "never seen a state". A store that knows less than this host remembers
 * is contested: the stricter of both holds until an operator switches again.
 */
export function chooseState(sources: Sources): Snapshot {
  const {
    site,
    compiled,
    stored,
    remembered,
    environmentMode,
    override,
    leaseUntilMs,
    leaseLost = false,
    waiting,
  } = sources;
  const base = { compiled, leaseUntilMs, leaseLost, ...(waiting !== undefined && { waiting }) };
  const contested = isContested(stored, remembered, sources.firstSeenEpoch);
  const current = currentSwitch(site, { stored, remembered, contested });
  if (environmentMode !== null) {
    return createSnapshot({
      ...base,
      switch: current,
      forced: { mode: environmentMode, why: 'environment' },
    });
  }
  if (override !== null) {
    return createSnapshot({ ...base, switch: current, forced: { mode: override.mode, why: 'break-glass' } });
  }
  if (contested && stored && remembered) {
    const stricter = stricterSwitch(stored.switch, remembered.switch);
    return createSnapshot({ ...base, switch: stricter, why: 'contested' });
  }
  if (stored === null && remembered === null) {
    return createSnapshot({
      ...base,
      switch: current,
      forced: { mode: compiled.policy.neverSeen, why: 'never-seen' },
    });
  }
  const why: EffectiveWhy = stored === null ? 'disk' : 'store';
  return createSnapshot({ ...base, switch: current, why });
}

/** The host remembers more than the store knows: a restored backup, a failover that lost commits, a new store. */
export function isContested(
  stored: SiteState | null,
  remembered: LastKnown | null,
  firstSeenEpoch: number,
): boolean {
  if (stored === null || remembered === null) return false;
  const { epoch } = stored.switch;
  // Epochs of different stores cannot be compared: however high another one counts, it is no newer state of this
  // site until somebody has switched while this instance watched.
  if (stored.lineage !== remembered.lineage && remembered.switch.epoch > 0 && epoch <= firstSeenEpoch)
    return true;
  if (epoch !== remembered.switch.epoch) return epoch < remembered.switch.epoch;
  return epoch > 0 && !sameVersion(versionOf(stored), versionOf(remembered));
}

/** The version that a cheap look at the store would tell of this state. */
export function versionOf({ lineage, switch: of }: Pick<SiteState, 'lineage' | 'switch'>): SwitchVersion {
  const { epoch, windowId, since } = of;
  return { lineage, epoch, windowId, since };
}

export function sameVersion(a: SwitchVersion, b: SwitchVersion): boolean {
  return a.epoch === b.epoch && a.lineage === b.lineage && a.windowId === b.windowId && a.since === b.since;
}

function currentSwitch(
  site: string,
  { stored, remembered, contested }: Pick<Sources, 'stored' | 'remembered'> & { readonly contested: boolean },
): Switch {
  if (stored !== null && !contested) return stored.switch;
  if (remembered !== null) return remembered.switch;
  return stored?.switch ?? untouchedSwitch(site);
}

/** Mode and areas of both, the stricter each; everything else from the newer one, and whose window it is from either. */
function stricterSwitch(stored: Switch, remembered: Switch): Switch {
  const mode = stricterOf(stored.mode, remembered.mode);
  const areas: Record<string, Mode> = {};
  for (const name of new Set([...Object.keys(stored.areas), ...Object.keys(remembered.areas)])) {
    areas[name] = stricterOf(stored.areas[name] ?? stored.mode, remembered.areas[name] ?? remembered.mode);
  }
  const opened = remembered.opened ?? stored.opened;
  return { ...remembered, mode, areas, opened, production: stored.production || remembered.production };
}
