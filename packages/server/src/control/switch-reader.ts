import type { Store, Switch, SwitchVersion } from '@portcullis/gate';

export interface StoredSwitch {
  readonly switch: Switch;
  /** The store's clock, milliseconds since 1970. */
  readonly now: number;
}

/** Rejects as the store does. */
export type SwitchReader = () => Promise<StoredSwitch>;

export interface SwitchReaderOptions {
  readonly store: Pick<Store, 'switch'>;
  readonly site: string;
  /** Milliseconds that never go back. @default performance.now */
  readonly monotonicMs?: () => number;
}

/** The store's clock may be set; so long what was added to it since may be wrong. */
const longestMs = 30_000;

/**
 * Reads the switch for who only looks. A state brings every pass along, 10,000 of them in 20 ms, and consoles ask each
 * second: while the version is the same, so is the switch. What changes something reads the store itself.
 */
export function createSwitchReader(options: SwitchReaderOptions): SwitchReader {
  const { store, site, monotonicMs = () => performance.now() } = options;
  let known: (StoredSwitch & { readonly version: SwitchVersion; readonly readAtMs: number }) | null = null;
  return async () => {
    const version = await store.switch.version(site);
    const sinceMs = known === null ? 0 : monotonicMs() - known.readAtMs;
    if (known !== null && sinceMs < longestMs && isSame(known.version, version)) {
      return { switch: known.switch, now: Math.round(known.now + sinceMs) };
    }
    // The older version stays beside it when somebody was quicker: then the next look reads once more.
    const { now, switch: current } = await store.switch.read(site);
    known = { switch: current, now, version, readAtMs: monotonicMs() };
    return { switch: current, now };
  };
}

function isSame(one: SwitchVersion, other: SwitchVersion): boolean {
  return (
    one.lineage === other.lineage &&
    one.epoch === other.epoch &&
    one.windowId === other.windowId &&
    one.since === other.since
  );
}
