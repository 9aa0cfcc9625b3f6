import type { Gate, Store } from '@portcullis/gate';
import type { Conductor } from '@portcullis/quiesce/conductor';
import type { LockOutOptions } from './lock-out-check.ts';

export interface SwitchingOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly fetchUpstream: LockOutOptions['fetchUpstream'];
  readonly signInArrival: () => LockOutOptions['signInArrival'];
  /** Null = nothing but the switch stops. */
  readonly conductor: Pick<Conductor, 'drainingFor' | 'mustOpenFirst' | 'open' | 'wake'> | null;
}
