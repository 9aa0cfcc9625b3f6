import {
  type BullmqClient,
  isLater,
  readStream,
  type StreamPlace,
  type StreamQueue,
} from './bullmq-stream.ts';
import { mostJobsShown, type RunningJob } from './worker.ts';

/** What was seen to begin after a moment, and how far the stream was read for it. */
export interface Watched {
  readonly moment: number;
  readonly upTo: StreamPlace;
  readonly begun: readonly RunningJob[];
}

export interface WatchOptions {
  readonly queue: StreamQueue;
  readonly client: BullmqClient;
  readonly watched: Watched;
}

export function watchFrom(moment: number): Watched {
  return { moment, upTo: { ms: moment, sequence: Number.POSITIVE_INFINITY }, begun: [] };
}

/** Reads on to the end; `isCut` when entries were removed that nobody had read (BullMQ keeps about 10,000), or all of them. */
export async function watchOn({
  queue,
  client,
  watched,
}: WatchOptions): Promise<{ readonly seen: Watched; readonly isCut: boolean }> {
  let seen = watched;
  for (;;) {
    const { first, upTo, hasMore, begun } = await readStream({ queue, client, after: seen.upTo });
    if (first === null || isLater(first, seen.upTo)) return { seen, isCut: true };
    seen = { ...seen, upTo, begun: [...seen.begun, ...begun].slice(0, mostJobsShown) };
    if (!hasMore) return { seen, isCut: false };
  }
}
