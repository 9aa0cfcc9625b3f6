import type { Snapshot } from '../decide/snapshot.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Mode } from '../model/mode.ts';
import { policyWithSettings } from '../model/parse-settings.ts';
import type { Policy } from '../model/policy.ts';
import type { Settings } from '../model/settings.ts';
import { isStricterSomewhere } from '../model/switch.ts';
import type { Clock } from '../ports/clock.ts';
import type { BreakGlass, Override } from '../ports/host-state.ts';
import type { CompiledPolicy } from '../reading/compile-policy.ts';
import type { Endings } from './endings.ts';
import { chooseState } from './following/choose-state.ts';
import type { KnownState } from './following/known-state.ts';
import { type OverrideWatch, sameOverride } from './following/override-watch.ts';
import type { Logger } from './logger.ts';
import type { View } from './view.ts';

/** What requests are judged by, made from everything this instance knows. */
export interface ViewInForce {
  /** The view now. A lease runs out between two rounds: whoever asks sees what is in force, never what was. */
  current(): View;
  /** False until the first `apply`. */
  isSet(): boolean;
  /** Puts in force what is known now. */
  apply(): void;
  /** What will be in force once the lease is renewed, with what is known now. */
  onceRenewed(leaseUntilMs: number): Snapshot;
  renew(leaseUntilMs: number): void;
  /** It ran out, or there never was one. */
  isLeaseOver(): boolean;
  /** Whether an override began or ended since the last `apply`. */
  isOverrideOutdated(): boolean;
  /** Whether `apply` would let anything through that is kept out now. */
  wouldLoosen(): boolean;
}

export interface ViewChange {
  readonly view: View;
  readonly previous: Snapshot | null;
  /** An override that began or ended with this change. */
  readonly override: { readonly began: Override | null; readonly ended: Override | null };
}

/** Whether another mode, area or epoch is in force in one of them: requests may be judged otherwise. */
export function isOtherwise(one: Snapshot, other: Snapshot): boolean {
  return (
    one !== other &&
    (one.mode !== other.mode ||
      one.switch.epoch !== other.switch.epoch ||
      canonicalJson(one.areas) !== canonicalJson(other.areas))
  );
}

export interface ViewInForceOptions {
  readonly site: string;
  readonly compiled: CompiledPolicy;
  readonly environmentMode: Mode | null;
  readonly known: KnownState;
  readonly overrides: OverrideWatch;
  readonly endings: Endings;
  readonly clock: Clock;
  readonly logger: Logger;
  /** False without a store: there is no lease to lose. */
  readonly hasLease: boolean;
  /** How this instance stands to its store, but for what is contested. */
  readonly standing: () => Exclude<View['store'], 'contested'>;
  readonly onChange: (change: ViewChange) => void;
}

export function createViewInForce(options: ViewInForceOptions): ViewInForce {
  const { site, compiled, environmentMode, known, overrides, endings, clock, logger } = options;
  let leaseUntilMs = options.hasLease ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  let view: View | null = null;
  let override: Override | null = null;
  let presented: { readonly settings: Settings | null; readonly policy: Policy } = {
    settings: null,
    policy: compiled.policy,
  };

  /** Made once for each change of the settings: themes and readers are kept by the page. */
  function presentedBy(settings: Settings | null): Policy {
    if (presented.settings !== settings) {
      presented = { settings, policy: policyWithSettings(compiled.policy, settings) };
    }
    return presented.policy;
  }

  function chosen(lease: { readonly leaseUntilMs: number; readonly leaseLost: boolean }): Snapshot {
    return chooseState({
      site,
      compiled,
      stored: known.stored(),
      firstSeenEpoch: known.firstSeenEpoch(),
      remembered: known.remembered(),
      environmentMode,
      override: overrides.override(),
      waiting: known.waiting(),
      ...lease,
    });
  }

  function chosenNow(): Snapshot {
    return chosen({ leaseUntilMs, leaseLost: clock.monotonicMs() > leaseUntilMs });
  }

  function apply(): View {
    const previous = view?.snapshot ?? null;
    const began = overrides.override();
    const ended = override;
    override = began;
    const passes = known.passes().filter(isGood);
    const next: View = {
      snapshot: chosenNow(),
      passes: new Map(passes.map((pass) => [pass.id, pass])),
      breakGlass: currentBreakGlass(),
      presented: presentedBy(known.settings()),
      settings: known.settings(),
      store: known.isContested() ? 'contested' : options.standing(),
    };
    view = next;
    const changed = sameOverride(began, ended) ? { began: null, ended: null } : { began, ended };
    try {
      options.onChange({ view: next, previous, override: changed });
    } catch (error) {
      logger.error({ error }, 'a change is in force, but not everybody could be told');
    }
    return next;
  }

  function currentBreakGlass(): BreakGlass {
    const found = overrides.breakGlass();
    return found.passes.every(isGood) ? found : { ...found, passes: found.passes.filter(isGood) };
  }

  function isGood({ id, expiresAt }: { readonly id: string; readonly expiresAt: number }): boolean {
    return !endings.isOver(`pass ${id}`, expiresAt);
  }

  return {
    current() {
      if (view === null) throw new Error('there is a view only after the first round');
      const { modeWhenLost, why } = view.snapshot;
      const hasRunOut =
        modeWhenLost !== null && why !== 'store-lost' && clock.monotonicMs() > view.snapshot.leaseUntilMs;
      return hasRunOut ? apply() : view;
    },
    isSet: () => view !== null,
    apply: () => void apply(),
    onceRenewed: (renewedUntilMs) => chosen({ leaseUntilMs: renewedUntilMs, leaseLost: false }),
    renew(renewedUntilMs) {
      leaseUntilMs = renewedUntilMs;
    },
    isLeaseOver: () => clock.monotonicMs() > leaseUntilMs,
    wouldLoosen: () => view === null || isStricterSomewhere(view.snapshot, chosenNow()),
    isOverrideOutdated: () => !sameOverride(overrides.override(), override),
  };
}
