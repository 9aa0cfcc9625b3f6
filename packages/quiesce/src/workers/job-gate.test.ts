import { describe, expect, it } from 'vitest';
import { type OpenedWorker, workerConformance } from '../testing/index.ts';
import { createJobGate, type JobGateOptions } from './job-gate.ts';

async function open(): Promise<OpenedWorker> {
  const worker = createJobGate({ name: 'jobs' });
  const guarded = worker.guardJob(
    async (job: { isBegun: boolean; readonly end: Promise<void> }) => {
      job.isBegun = true;
      await job.end;
    },
    { name: 'invoice', class: 'hold' },
  );
  return {
    worker,
    beginsWithinMs: 30,
    async addJob() {
      const end = Promise.withResolvers<void>();
      const job = { isBegun: false, end: end.promise };
      void guarded(job);
      return { hasBegun: () => job.isBegun, end: end.resolve };
    },
    async close() {},
  };
}

workerConformance({
  name: 'the job gate',
  open,
  test: { describe, it, expect },
  skip: [
    {
      reason: 'it is of this process, and nobody gets past it',
      tests: [
        'a pause > of somebody else is seen, and so is its end',
        'who obeys > a job that somebody begins although it is paused is counted and named',
        'who obeys > a job that somebody began and ended although it is paused is named',
        'who obeys > a second worker pauses the same jobs, and lets them go on',
      ],
    },
  ],
});

/** A gate that says everything it does, and jobs whose end the test decides. */
function gateOf(options: Partial<JobGateOptions> = {}) {
  const said: unknown[] = [];
  let clock = 100;
  const gate = createJobGate({
    name: 'jobs',
    onHeld: (job) => said.push({ held: job }),
    onSkipped: (job) => said.push({ skipped: job }),
    log: (line) => said.push(line),
    now: () => {
      clock += 1;
      return clock;
    },
    ...options,
  });
  return { gate, said };
}

describe('a guarded job', () => {
  it('gives back what the function gives, and throws what it throws', async () => {
    const { gate } = gateOf();
    const double = gate.guardJob((value: number) => value * 2, { name: 'double', class: 'skip' });
    const fail = gate.guardJob(() => Promise.reject(new Error('no paper')), { name: 'print', class: 'hold' });
    expect(await double(21)).toBe(42);
    await expect(fail()).rejects.toThrow('no paper');
    expect((await gate.inHand()).count).toBe(0);
  });

  it('that did not run since the pause is counted by its name', async () => {
    const { gate } = gateOf({ mostHeld: 2 });
    const bill = gate.guardJob(() => undefined, { name: 'bill', class: 'hold' });
    const remind = gate.guardJob(() => undefined, { name: 'remind', class: 'skip' });
    await bill();
    expect((await gate.inHand()).stopped).toEqual([]);
    await gate.pause();
    const bills = [bill(), bill(), bill()];
    await remind();
    const counted = [
      { name: 'bill', held: 2, skipped: 1 },
      { name: 'remind', held: 0, skipped: 1 },
    ];
    expect((await gate.inHand()).stopped).toEqual(counted);
    await gate.pause();
    expect((await gate.inHand()).stopped).toEqual(counted);
    await gate.resume();
    await Promise.all(bills);
    await gate.pause();
    expect((await gate.inHand()).stopped).toEqual([]);
  });

  it('of the class skip returns at once without running, and is reported', async () => {
    const { gate, said } = gateOf();
    let runs = 0;
    const job = gate.guardJob(
      (_order: string) => {
        runs += 1;
      },
      { name: 'remind', class: 'skip', idOf: (order) => order },
    );
    await gate.pause();
    expect(await job('order 7')).toBe(undefined);
    expect([runs, said]).toEqual([
      0,
      [{ skipped: { name: 'remind', id: 'order 7', at: 102, why: 'paused' } }],
    ]);
    await gate.resume();
    await job('order 7');
    expect(runs).toBe(1);
  });

  it('of the class hold runs when the gate goes on, in the order in which it came, with its result', async () => {
    const { gate, said } = gateOf();
    const order: string[] = [];
    const job = gate.guardJob(
      (name: string) => {
        order.push(name);
        return `done ${name}`;
      },
      { name: 'invoice', class: 'hold' },
    );
    await gate.pause();
    const results = [job('a'), job('b'), job('c')];
    expect((await gate.inHand()).waiting).toBe(3);
    await gate.resume();
    const last = job('d');
    expect(await Promise.all([...results, last])).toEqual(['done a', 'done b', 'done c', 'done d']);
    expect([order, said.length]).toEqual([['a', 'b', 'c', 'd'], 3]);
  });

  it('of the class hold is skipped beyond the limit, with a line in the log', async () => {
    const { gate, said } = gateOf({ mostHeld: 1, onHeld: () => {} });
    const job = gate.guardJob(() => 'done', { name: 'invoice', class: 'hold' });
    await gate.pause();
    const held = job();
    expect(await job()).toBe(undefined);
    expect(said).toEqual([
      'portcullis: jobs holds 1 jobs and skipped one of invoice',
      { skipped: { name: 'invoice', id: null, at: 103, why: 'too many held' } },
    ]);
    await gate.resume();
    expect(await held).toBe('done');
  });

  it('of the class run always runs, and is counted apart', async () => {
    const { gate } = gateOf();
    const end = Promise.withResolvers<void>();
    const job = gate.guardJob(() => end.promise, { name: 'measure', class: 'run' });
    const moment = await gate.pause();
    const running = job();
    expect(gate.runningAnyhow()).toEqual([{ name: 'measure', id: null, since: 103, by: null }]);
    expect([await gate.inHand(), await gate.begunAfter(moment)]).toEqual([
      { count: 0, jobs: [], waiting: 0, stopped: [] },
      [],
    ]);
    end.resolve();
    await running;
    expect(gate.runningAnyhow()).toEqual([]);
  });

  it('of a test run runs although others are held, counted apart', async () => {
    const { gate } = gateOf();
    const end = Promise.withResolvers<void>();
    const job = gate.guardJob((_customer: string) => end.promise, {
      name: 'invoice',
      class: 'hold',
      idOf: (customer) => customer,
      runsAnyhow: (customer) => customer === 'test',
    });
    const moment = await gate.pause();
    const both = [job('test'), job('a customer')];
    expect(gate.runningAnyhow().map(({ id }) => id)).toEqual(['test']);
    expect([await gate.inHand(), await gate.begunAfter(moment)]).toEqual([
      {
        count: 0,
        jobs: [],
        waiting: 1,
        stopped: [{ name: 'invoice', held: 1, skipped: 0 }],
      },
      [],
    ]);
    end.resolve();
    await gate.resume();
    await Promise.all(both);
  });

  it('that pauses the gate while it goes on keeps the others back', async () => {
    const { gate } = gateOf();
    const ran: string[] = [];
    const job = gate.guardJob(
      (name: string) => {
        ran.push(name);
        void gate.pause();
      },
      { name: 'invoice', class: 'hold' },
    );
    await gate.pause();
    const first = job('a');
    void job('b');
    await gate.resume();
    await first;
    expect([ran, await gate.state(), (await gate.inHand()).waiting]).toEqual([['a'], 'paused', 1]);
  });

  // F06: whatever an application says of its own job may fail in every way.
  it.each<['throws' | 'rejects']>([['throws'], ['rejects']])(
    'runs, or is held, although all that is asked and told of it %s',
    async (way) => {
      const uncaught: unknown[] = [];
      const note = (error: unknown) => void uncaught.push(error);
      process.on('unhandledRejection', note);
      const fail = (): never => {
        if (way === 'rejects') return Promise.reject(new Error('no disk')) as never;
        throw new Error('no disk');
      };
      const { gate } = gateOf({ mostHeld: 1, onHeld: fail, onSkipped: fail, log: fail });
      const job = gate.guardJob(() => 'done', {
        name: 'invoice',
        class: 'hold',
        idOf: fail,
        runsAnyhow: fail,
      });
      expect(await job()).toBe('done');
      await gate.pause();
      const held = job();
      expect(await job()).toBe(undefined);
      expect([gate.runningAnyhow(), (await gate.inHand()).waiting]).toEqual([[], 1]);
      await gate.resume();
      expect(await held).toBe('done');
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      process.off('unhandledRejection', note);
      expect(uncaught).toEqual([]);
    },
  );

  it('is held although the report of it fails', async () => {
    const { gate, said } = gateOf({
      onHeld() {
        throw new Error('disk full');
      },
    });
    const job = gate.guardJob(() => 'done', { name: 'invoice', class: 'hold' });
    await gate.pause();
    const held = job();
    await gate.resume();
    expect([await held, said]).toEqual([
      'done',
      ['portcullis: jobs could not report a job: Error: disk full'],
    ]);
  });

  it('names ten of those that run, the oldest, and counts all', async () => {
    const { gate } = gateOf();
    const end = Promise.withResolvers<void>();
    const job = gate.guardJob((_id: number) => end.promise, {
      name: 'invoice',
      class: 'skip',
      idOf: String,
    });
    const all = Array.from({ length: 12 }, (_, index) => job(index));
    const { count, jobs } = await gate.inHand();
    expect([count, jobs.map(({ id }) => Number(id))]).toEqual([12, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
    end.resolve();
    await Promise.all(all);
  });
});
