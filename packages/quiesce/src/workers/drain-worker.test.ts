import { describe, expect, it } from 'vitest';
import { type DrainWorkerOptions, drainWorker } from './drain-worker.ts';
import type { Worker, WorkerCapabilities, WorkInHand } from './worker.ts';

/** A worker that says one thing after the other, the last one for ever; and a clock that only waiting moves. */
function drain(
  says: readonly (number | null | Error)[],
  { counts = 'fleet', ...options }: Partial<DrainWorkerOptions> & Partial<WorkerCapabilities> = {},
) {
  let looks = 0;
  let now = 1_000;
  const waits: number[] = [];
  const worker: Worker = {
    name: 'mail',
    capabilities: { reaches: 'fleet', counts, isPersisted: true },
    state: async () => 'paused',
    pause: async () => 0,
    resume: async () => {},
    async inHand() {
      const said = says[Math.min(looks, says.length - 1)] ?? null;
      looks += 1;
      if (said instanceof Error) throw said;
      return inHandOf(said);
    },
    begunAfter: async () => [],
  };
  const clock = {
    now: () => now,
    async wait(ms: number) {
      waits.push(ms);
      now += ms;
    },
  };
  const result = drainWorker(worker, { timeoutMs: 1_000, clock, ...options });
  return { result, waits, looks: () => looks, waited: () => now - 1_000 };
}

function inHandOf(count: number | null): WorkInHand {
  const jobs = count ? [{ name: 'mail', id: '1', since: null, by: null }] : [];
  return { count, jobs, waiting: 7 };
}

describe('draining a worker', () => {
  it('takes two looks without anything, a quiet time apart', async () => {
    const drained = drain([0]);
    expect(await drained.result).toEqual({ isDrained: true, left: inHandOf(0) });
    expect([drained.looks(), drained.waits]).toEqual([4, [100, 100, 50]]);
  });

  it('begins to count the quiet time anew when something is in hand between', async () => {
    const drained = drain([0, 0, 1, 0], { quietMs: 200 });
    expect((await drained.result).isDrained).toBe(true);
    // 0, 100, then 200 with something, quiet from 300 to 500.
    expect(drained.waited()).toBe(500);
  });

  it('gives what is left when the time is over', async () => {
    const drained = drain([2], { timeoutMs: 300 });
    expect(await drained.result).toEqual({ isDrained: false, left: inHandOf(2) });
    expect(drained.waited()).toBe(300);
  });

  it('is not there yet when the time is over within the quiet time', async () => {
    const drained = drain([1, 1, 0], { timeoutMs: 300 });
    expect(await drained.result).toEqual({ isDrained: false, left: inHandOf(0) });
  });

  it('never takes what cannot be told for nothing', async () => {
    expect(await drain([null], { timeoutMs: 500 }).result).toMatchObject({ isDrained: false });
    const between = drain([0, null, 0, 0, 0], { quietMs: 100 });
    expect((await between.result).isDrained).toBe(true);
    expect(between.waited()).toBe(300);
  });

  it('does not wait for a worker that nobody counts', async () => {
    const drained = drain([null], { counts: 'nobody' });
    expect((await drained.result).isDrained).toBe(false);
    expect(drained.looks()).toBe(1);
  });

  it('asks again when a look fails, and begins to count anew', async () => {
    const drained = drain([0, new Error('away'), 0], { quietMs: 200 });
    expect((await drained.result).isDrained).toBe(true);
    expect(drained.waited()).toBe(400);
  });

  it('rejects when looks fail to the end, with what they failed of', async () => {
    const drained = drain([0, new Error('away')], { timeoutMs: 300 });
    await expect(drained.result).rejects.toMatchObject({
      message: expect.stringContaining('Expected mail to say what it has in hand'),
      cause: new Error('away'),
    });
  });

  it('tells what is in hand each time that changes', async () => {
    const told: unknown[] = [];
    const drained = drain([2, 2, 1, 0], { onProgress: ({ count }) => told.push(count) });
    await drained.result;
    expect(told).toEqual([2, 1, 0]);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const drained = drain([1], { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await expect(drained.result).rejects.toThrow('enough');
    expect(drained.looks()).toBe(1);
  });
});
