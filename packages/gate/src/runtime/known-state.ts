import type { Pass } from '../model/pass.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostState, LastKnown } from '../ports/host-state.ts';
import type { SiteState, Store } from '../ports/store.ts';
import { isContested, sameVersion, versionOf } from './choose-state.ts';
import type { Logger } from './logger.ts';
import { withDeadline } from './with-deadline.ts';

/** What one instance knows of its site: what the store said last, and what was enforced here last. */
export interface KnownState {
  /** From the disk of this host; before anything else. */
  recall(): Promise<void>;
  /** From the store: all of it only when its version moved. Rejects when the store cannot be read. */
  read(store: Store): Promise<void>;
  /** Keeps what is enforced, on disk as well. A contested state is not kept: it would settle itself. */
  remember(): Promise<void>;
  /** Null when it was never reached. */
  stored(): SiteState | null;
  remembered(): LastKnown | null;
  isContested(): boolean;
  /** The epoch at which the store that answers now was first seen. */
  firstSeenEpoch(): number;
  passes(): readonly Pass[];
}

export interface KnownStateOptions {
  readonly site: string;
  readonly host: HostState | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storeTimeoutMs: number;
}

export function createKnownState(options: KnownStateOptions): KnownState {
  const { site, host, clock, logger, storeTimeoutMs } = options;
  let stored: SiteState | null = null;
  let remembered: LastKnown | null = null;
  let firstSeen = { lineage: '', epoch: 0 };
  return {
    async recall() {
      try {
        remembered = (await host?.readLastKnown(site)) ?? null;
      } catch (error) {
        logger.error({ error }, 'the last known state could not be read from disk');
      }
    },
    async read({ switch: switches }) {
      const found = await withDeadline(switches.version(site), storeTimeoutMs, 'looking at the switch');
      if (stored !== null && sameVersion(found, versionOf(stored))) return;
      stored = await withDeadline(switches.read(site), storeTimeoutMs, 'reading the switch');
      const { lineage, switch: current } = stored;
      if (firstSeen.lineage !== lineage) firstSeen = { lineage, epoch: current.epoch };
    },
    async remember() {
      if (stored === null || isContested(stored, remembered, firstSeen.epoch)) return;
      if (remembered !== null && sameVersion(versionOf(stored), versionOf(remembered))) return;
      const { lineage, switch: current, passes } = stored;
      const state: LastKnown = { lineage, switch: current, passes, savedAt: clock.wallMs() };
      try {
        await host?.writeLastKnown(site, state);
      } catch (error) {
        logger.error({ error }, 'the last known state could not be written to disk');
      }
      remembered = state;
    },
    stored: () => stored,
    remembered: () => remembered,
    isContested: () => isContested(stored, remembered, firstSeen.epoch),
    firstSeenEpoch: () => firstSeen.epoch,
    passes: () => (stored !== null ? stored.passes : (remembered?.passes ?? [])),
  };
}
