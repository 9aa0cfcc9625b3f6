import type { TrafficDecision } from '../../api/schema.ts';

/** What is on the screen is what somebody can read; all others are counted. */
export const mostRows = 60;

/** Over so long a rate is told; shorter it jumps, longer it lags. */
const rateMs = 5_000;
/** Two batches close to each other tell no rate. */
const leastSeconds = 1;

export interface FeedFilter {
  readonly kind: 'allow' | 'refuse' | 'confirm' | 'bypass' | undefined;
  /** Part of path, method, subject, rule, reference or host, in whatever case. */
  readonly search: string;
}

/** Some decisions, oldest first, and how many the server has made in all. */
export interface FeedBatch {
  readonly decisions: readonly TrafficDecision[];
  readonly number: number;
}

export interface Feed {
  /** Newest first. */
  readonly rows: readonly TrafficDecision[];
  /** The server's count when the feed began; null = nothing was heard yet. */
  readonly first: number | null;
  readonly number: number;
  /** Counts of the last seconds, oldest first. */
  readonly samples: readonly { readonly at: number; readonly number: number }[];
}

export const emptyFeed: Feed = { rows: [], first: null, number: 0, samples: [] };

/** As the server filters its own list. */
export function fits(
  { kind, rule, path, method, host, reference, subject }: TrafficDecision,
  filter: FeedFilter,
): boolean {
  const isBypass = kind === 'allow' && rule.id === 'bypass';
  if (filter.kind === 'bypass' && !isBypass) return false;
  if (filter.kind !== undefined && filter.kind !== 'bypass' && (kind !== filter.kind || isBypass))
    return false;
  const wanted = filter.search.trim().toLowerCase();
  if (wanted === '') return true;
  return [path, method, rule.id, rule.detail, reference, subject, host].some(
    (text) => text?.toLowerCase().includes(wanted) === true,
  );
}

/** The rows after some more came; none twice. */
export function rowsAfter(
  rows: readonly TrafficDecision[],
  decisions: readonly TrafficDecision[],
  filter: FeedFilter,
): readonly TrafficDecision[] {
  const newest = rows[0]?.number ?? -1;
  const more = decisions.filter((decision) => decision.number > newest && fits(decision, filter));
  if (more.length === 0) return rows;
  return [...more.toSorted((one, other) => other.number - one.number), ...rows].slice(0, mostRows);
}

/** The counts after a batch that came at `at`. A server that was started anew counts from the beginning. */
export function countAfter(feed: Feed, number: number, at: number): Feed {
  const isAnew = number < feed.number;
  const samples = (isAnew ? [] : feed.samples).filter((sample) => at - sample.at <= rateMs);
  return {
    ...feed,
    first: feed.first === null || isAnew ? number : feed.first,
    number,
    samples: [...samples, { at, number }],
  };
}

/** Decisions in each second of the last few; 0 when nothing came. */
export function ratePerSecond({ samples }: Pick<Feed, 'samples'>, nowMs: number): number {
  const [oldest] = samples;
  const newest = samples.at(-1);
  if (oldest === undefined || newest === undefined || nowMs - newest.at > rateMs) return 0;
  const seconds = (nowMs - oldest.at) / 1_000;
  return seconds < leastSeconds ? 0 : Math.round((newest.number - oldest.number) / seconds);
}

/** The event `decisions`; null when it is something else. */
export function parseBatch(data: string): FeedBatch | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null) return null;
    if (!('decisions' in value && 'number' in value)) return null;
    const { decisions, number } = value;
    // What is in it, the server has checked against the same schema.
    return Array.isArray(decisions) && typeof number === 'number'
      ? { decisions: decisions as TrafficDecision[], number }
      : null;
  } catch {
    return null;
  }
}
