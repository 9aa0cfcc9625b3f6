import { parseSettings } from '../../model/parse-settings.ts';
import type { Pass } from '../../model/pass.ts';
import type { Settings } from '../../model/settings.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GateStore } from '../../ports/gate-store.ts';
import type { HeldSource } from '../../ports/held-source.ts';
import type { HostState, LastKnown } from '../../ports/host-state.ts';
import type { SettingsSource } from '../../ports/settings-source.ts';
import type { SiteState } from '../../ports/store.ts';
import type { Logger } from '../logger.ts';
import { withDeadline } from '../with-deadline.ts';
import { checkSiteState } from './check-site-state.ts';
import { isContested, sameVersion, versionOf } from './choose-state.ts';

/** What one instance knows of its site: what the store said last, and what was enforced here last. */
export interface KnownState {
  /** From the disk of this host; before anything else. */
  recall(): Promise<void>;
  /**
   * From the store: all of it only when its version moved, and what of held webhooks waits as it is after that: what was held
   * before a site opened is known with its opening. Rejects when the store cannot be read; then nothing moved.
   */
  read(store: GateStore): Promise<void>;
  /**
   * What operators set, when the state moved since it was read. True when it was read anew. Never rejects: how a page
   * looks keeps no mode from coming into force, and the next round asks again.
   */
  readSettings(): Promise<boolean>;
  /** Keeps what is enforced, on disk as well. A contested state is not kept: it would settle itself. */
  remember(): Promise<void>;
  /** Null when it was never reached. */
  stored(): SiteState | null;
  remembered(): LastKnown | null;
  isContested(): boolean;
  /** False: the disk of this host did not take what is remembered. Its next start without the store would hold what lies there. */
  isOnDisk(): boolean;
  /** The epoch at which the store that answers now was first seen. */
  firstSeenEpoch(): number;
  passes(): readonly Pass[];
  waiting(): ReadonlySet<string>;
  /** What operators set; null when nothing was, or it was never read. The same object until it is read anew. */
  settings(): Settings | null;
}

export interface KnownStateOptions {
  readonly site: string;
  readonly host: HostState | null;
  readonly settings: SettingsSource | null;
  readonly held: HeldSource | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storeTimeoutMs: number;
}

export function createKnownState(options: KnownStateOptions): KnownState {
  const { site, host, clock, logger, storeTimeoutMs } = options;
  let stored: SiteState | null = null;
  let remembered: LastKnown | null = null;
  let firstSeen = { lineage: '', epoch: 0 };
  let waiting: ReadonlySet<string> = new Set();
  let settings: Settings | null = null;
  /** False: the disk did not take it, and is asked again. */
  let isOnDisk = true;
  /** A disk that hangs keeps no mode from being followed; what it is given it is given one after the other. */
  let writing: Promise<void> | null = null;
  /** The state that the settings were read at; null = they must be read. */
  let settingsOf: SiteState | null = null;

  async function write(state: LastKnown): Promise<void> {
    if (host === null) return;
    if (writing !== null) throw new Error('the disk has not taken yet what it was given before');
    writing = Promise.resolve(host.writeLastKnown(site, state)).finally(() => {
      writing = null;
    });
    await withDeadline(writing, storeTimeoutMs, 'writing the last known state');
  }

  return {
    async recall() {
      try {
        const found = (await host?.readLastKnown(site)) ?? null;
        remembered = found === null ? null : checkSiteState(found, site);
      } catch (error) {
        logger.error({ error }, 'the last known state could not be read from disk');
      }
    },
    async read({ switch: switches }) {
      const found = await withDeadline(switches.version(site), storeTimeoutMs, 'looking at the switch');
      let next = stored;
      if (next === null || !sameVersion(found, versionOf(next))) {
        next = checkSiteState(
          await withDeadline(switches.read(site), storeTimeoutMs, 'reading the switch'),
          site,
        );
      }
      if (options.held !== null) {
        const names: unknown = await withDeadline(
          options.held.waiting(site),
          storeTimeoutMs,
          'looking at held webhooks',
        );
        // A Set of nothing would let later calls overtake those that wait.
        if (!Array.isArray(names)) throw new Error('Expected the names of webhooks that wait, got no list');
        waiting = new Set(names);
      }
      stored = next;
      const { lineage, switch: current } = next;
      if (firstSeen.lineage !== lineage) firstSeen = { lineage, epoch: current.epoch };
    },
    async readSettings() {
      const state = stored;
      if (options.settings === null || state === null || settingsOf === state) return false;
      try {
        const found = await withDeadline(options.settings.read(site), storeTimeoutMs, 'reading the settings');
        settings = found.settings === null ? null : parseSettings(found.settings).settings;
        settingsOf = state;
        return true;
      } catch (error) {
        logger.error({ error }, 'the settings could not be read; pages stay as they are');
        return false;
      }
    },
    async remember() {
      if (stored === null || isContested(stored, remembered, firstSeen.epoch)) return;
      const isNew = remembered === null || !sameVersion(versionOf(stored), versionOf(remembered));
      if (!isNew && isOnDisk) return;
      const { lineage, switch: current, passes } = stored;
      const state: LastKnown = { lineage, switch: current, passes, savedAt: clock.wallMs() };
      const wasOnDisk = isOnDisk;
      try {
        await write(state);
        isOnDisk = true;
        if (!wasOnDisk) logger.info({}, 'the last known state is on the disk again');
      } catch (error) {
        isOnDisk = false;
        // Each round tries again: what lies there is an older mode, and would hold after a start without the store.
        if (isNew || wasOnDisk) {
          logger.error(
            { error },
            'the last known state could not be written to disk; tried again each second',
          );
        }
      }
      remembered = state;
    },
    stored: () => stored,
    remembered: () => remembered,
    isContested: () => isContested(stored, remembered, firstSeen.epoch),
    isOnDisk: () => isOnDisk,
    firstSeenEpoch: () => firstSeen.epoch,
    settings: () => settings,
    waiting: () => waiting,
    passes() {
      if (stored === null) return remembered?.passes ?? [];
      if (remembered === null || !isContested(stored, remembered, firstSeen.epoch)) return stored.passes;
      // One that was revoked before this host looked last, and came back with the store, stays revoked.
      const { passes, savedAt } = remembered;
      const known = new Set(passes.map(({ id }) => id));
      return stored.passes.filter(({ id, createdAt }) => known.has(id) || createdAt > savedAt);
    },
  };
}
