import { expect, it } from 'vitest';
import type { Worker } from '../workers/worker.ts';
import { carryOutOnWorker } from './carry-out.ts';
import { newPart } from './parts.ts';
import { type Seen, unseen } from './seen.ts';

/** Says what it had said when it was asked last, so long ago. */
function workerSeen(agoMs: () => number): Worker {
  return {
    name: 'jobs',
    capabilities: { reaches: 'fleet', counts: 'fleet', isPersisted: true },
    state: async () => 'paused',
    pause: async () => 0,
    resume: async () => undefined,
    inHand: async () => ({ count: 0, jobs: [], waiting: 0, seenAgoMs: agoMs() }),
    begunAfter: async () => [],
  };
}

it('a worker is not quiet for longer because the same word of it was heard twice', async () => {
  let now = 10_000;
  const saidAt = { ms: 9_900 };
  const worker = workerSeen(() => now - saidAt.ms);
  let seen: Seen = unseen;
  const look = async () => {
    const outcome = await carryOutOnWorker(worker, {
      part: newPart({ kind: 'worker', name: 'jobs', tables: [] }),
      work: { do: 'look', pausedAt: null },
      seen,
      now: () => now,
      reason: 'moving orders',
      onSeen: () => undefined,
      onStopped: () => undefined,
      signal: new AbortController().signal,
    });
    seen = outcome.seen(seen);
    return [seen.quietSince, seen.lookedAt];
  };
  expect(await look()).toEqual([9_900, 9_900]);
  now = 10_500;
  expect(await look()).toEqual([9_900, 9_900]);
  saidAt.ms = 10_400;
  expect(await look()).toEqual([9_900, 10_400]);
});
