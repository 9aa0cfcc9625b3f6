import type { Switch, SwitchRequest } from '@portcullis/gate';

/** How long each phase may take, and what happens then. */
export interface Rules {
  readonly deadlinesMs: {
    readonly freeze: number;
    /** For requests that were let in before. */
    readonly requests: number;
    /** For jobs that had begun before. */
    readonly workers: number;
    /** For transactions that had begun before. */
    readonly databases: number;
    readonly checks: number;
    readonly openGuards: number;
  };
  readonly onTimeout: {
    readonly requests: OnTimeout;
    readonly workers: Exclude<OnTimeout, 'cut'>;
    readonly databases: OnTimeout;
  };
  /** Nothing was found in hand for so long: it is drained. */
  readonly quietMs: number;
  /** The change that takes a turning on back. */
  readonly rollBackRequest: (current: Switch, details: readonly string[]) => SwitchRequest;
}

/** `report`: goes on, and names what it left behind. `cut`: ends it. `roll-back`: takes the turning on back. */
export type OnTimeout = 'report' | 'cut' | 'roll-back';

export const defaultDeadlinesMs: Rules['deadlinesMs'] = {
  freeze: 10_000,
  requests: 30_000,
  workers: 300_000,
  databases: 30_000,
  checks: 5_000,
  openGuards: 15_000,
};

export const defaultOnTimeout: Rules['onTimeout'] = {
  requests: 'report',
  workers: 'report',
  databases: 'report',
};
