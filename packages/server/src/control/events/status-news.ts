import type { SiteStatus } from '../site-status.ts';

/** What of a status is worth telling those who have the one before. */
export interface StatusNews {
  /** Whether it is; what is, counts as told. */
  isNews(current: SiteStatus, nowMs: number): boolean;
  /** Whoever begins to listen is told everything: the first of them begins the comparison. */
  begin(current: SiteStatus, nowMs: number): void;
  /** The next one is news, whatever it says. */
  forget(): void;
}

/** Of an enforced site, how many writes are under way changes with each of them, and nobody waits for it. */
const countsIntervalMs = 5_000;

/**
 * A status changes with every look, because it says how long ago things were; with 200 instances it is 116 KB. That alone is no
 * news: whoever wants to know asks. Anything else is, at once.
 */
export function createStatusNews(): StatusNews {
  let told: Essence | null = null;
  return {
    isNews(current, nowMs) {
      const essence = essenceOf(current, nowMs);
      const isNew = told === null || isWorthTelling(told, essence);
      if (isNew) told = essence;
      return isNew;
    },
    begin(current, nowMs) {
      told ??= essenceOf(current, nowMs);
    },
    forget() {
      told = null;
    },
  };
}

interface Essence {
  readonly withoutCounts: string;
  readonly withCounts: string;
  readonly at: number;
}

function isWorthTelling(told: Essence, { withoutCounts, withCounts, at }: Essence): boolean {
  if (withoutCounts !== told.withoutCounts) return true;
  return withCounts !== told.withCounts && at - told.at >= countsIntervalMs;
}

function essenceOf(current: SiteStatus, at: number): Essence {
  const withCounts = JSON.stringify(current, without(clocks));
  // While something is not enforced, whoever switched waits for those writes.
  const withoutCounts = current.enforcement.enforced
    ? JSON.stringify(current, without(clocksAndCounts))
    : withCounts;
  return { withoutCounts, withCounts, at };
}

/** How long ago, the texts that say so, and what nobody waits for. */
const clocks: ReadonlySet<string> = new Set([
  'now',
  'seenAt',
  'lagMs',
  'clockOffsetMs',
  'ageMs',
  // Of a busy site that is open: it changes with each report, and only counts once the instance is silent.
  'runningWritesCount',
  'silentMs',
  'detail',
  'missing',
]);
const clocksAndCounts: ReadonlySet<string> = new Set([
  ...clocks,
  ...['writesInFlight', 'writesInFlightCount', 'transactionIds', 'walBytes'],
]);

function without(keys: ReadonlySet<string>) {
  return (key: string, value: unknown): unknown => (keys.has(key) ? undefined : value);
}
