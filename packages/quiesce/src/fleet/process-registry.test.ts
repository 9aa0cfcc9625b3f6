import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessReport, WorkerReport } from './fleet-messages.ts';
import { createProcessRegistry, type ProcessRegistryOptions } from './process-registry.ts';
import { ModelProcesses, serverOn } from './testing/model-processes.ts';

const idle: WorkerReport = {
  name: 'mails',
  counts: 'process',
  inHand: 0,
  waiting: 2,
  jobs: [],
  stopped: [],
  begun: [],
  problem: null,
};

const reportOf = (changes: Partial<ProcessReport> = {}): ProcessReport => ({
  fleet: 'jobs',
  id: 'a',
  host: 'one',
  processId: 11,
  obeys: 'running',
  workers: [idle],
  isLeaving: false,
  ...changes,
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** One server on a store whose clock goes with it. */
function open(changes: Partial<ProcessRegistryOptions> = {}) {
  let nowMs = 0;
  const alive = new Set([11, 12]);
  const store = new ModelProcesses();
  store.nowMs = () => 1_000_000 + nowMs;
  const { shared, state: server } = serverOn(store, {
    isAlive: (processId) => alive.has(processId),
    monotonicMs: () => nowMs,
  });
  opened.push(shared);
  const registry = createProcessRegistry({
    name: 'jobs',
    least: 1,
    shared,
    monotonicMs: () => nowMs,
    timeoutMs: 0,
    ...changes,
  });
  const pass = async (ms: number) => {
    nowMs += ms;
    await shared.refresh();
  };
  return { registry, shared, store, server, alive, pass };
}

const takeOff = async () => true;

describe('processes of one name', () => {
  it('are paused when all of them say so', async () => {
    const { registry, store } = open();
    store.want('paused');
    registry.report(reportOf());
    registry.report(reportOf({ id: 'b', processId: 12 }));
    await expect(registry.pause()).rejects.toThrow(
      'expected every process of jobs to be paused within 0 ms, but process 11 on one is running, process 12 on one is running',
    );
    expect(registry.report(reportOf({ obeys: 'paused' }))).toEqual({ wanted: 'paused', order: 1 });
    await expect(registry.pause()).rejects.toThrow('process 12 on one is running');
    registry.report(reportOf({ id: 'b', processId: 12, obeys: 'paused' }));
    expect(typeof (await registry.pause())).toBe('number');
    expect(await registry.state()).toBe('paused');
  });

  it('are not counted while one of them takes up work that should not, however little it has', async () => {
    const { registry, store } = open();
    store.want('paused');
    registry.report(reportOf({ obeys: 'paused' }));
    await registry.pause();
    expect((await registry.inHand()).count).toBe(0);
    registry.report(reportOf({ id: 'b', processId: 12 }));
    await expect(registry.inHand()).rejects.toThrow(
      'expected every process of jobs to be paused, but process 12 on one is running',
    );
    registry.report(reportOf({ id: 'b', processId: 12, obeys: 'paused' }));
    expect((await registry.inHand()).count).toBe(0);
  });

  it('may be as many as there must be', async () => {
    const { registry } = open({ least: 600 });
    for (let id = 0; id < 600; id += 1) registry.report(reportOf({ id: String(id) }));
    expect(await registry.state()).toBe('running');
  });

  it('are known up to a number: whoever makes up more is told, and the known ones go on', async () => {
    const { registry, shared, alive, pass } = open({ most: 2 });
    await shared.refresh();
    registry.report(reportOf());
    registry.report(reportOf({ id: 'b', processId: 12 }));
    expect(() => registry.report(reportOf({ id: 'c' }))).toThrow(
      'expected at most 2 processes of jobs, and another one reports',
    );
    expect(registry.report(reportOf({ id: 'c', isLeaving: true }))).toEqual({ wanted: 'running', order: 0 });
    expect(registry.report(reportOf({ id: 'b', processId: 12 }))).toEqual({ wanted: 'running', order: 0 });
    expect(registry.processes()).toHaveLength(2);
    registry.report(reportOf({ isLeaving: true }));
    expect(registry.report(reportOf({ id: 'c' }))).toEqual({ wanted: 'running', order: 0 });
    alive.delete(12);
    await pass(4_000);
    expect(registry.report(reportOf({ id: 'd' }))).toEqual({ wanted: 'running', order: 0 });
  });

  it('are missed when fewer have joined than there are', async () => {
    const { registry, shared } = open({ least: 2 });
    await expect(registry.state()).rejects.toThrow('at least 2 processes of jobs, and none has joined');
    expect(registry.problem()).toMatch(/^expected at least 2 processes of jobs, and none has joined/);
    registry.report(reportOf());
    await shared.refresh();
    await expect(registry.inHand()).rejects.toThrow('only 1 have joined');
  });

  it('are named when they fall silent, and forgotten when they are known to be dead, or left', async () => {
    const { registry, shared, alive, pass } = open({ least: 0 });
    registry.report(reportOf());
    registry.report(reportOf({ id: 'far', host: 'two', processId: 12 }));
    await pass(3_001);
    await expect(registry.inHand()).rejects.toThrow(
      'process 11 on one was last heard 3 s ago, process 12 on two was last heard 3 s ago',
    );
    alive.clear();
    await shared.refresh();
    // Of a process of another host nobody here knows whether it lives.
    await expect(registry.inHand()).rejects.toThrow(/^[^,]*, but process 12 on two was last heard/);
    registry.report(reportOf({ id: 'far', host: 'two', isLeaving: true }));
    expect(await registry.inHand()).toMatchObject({ count: 0 });
  });

  it('are forgotten by whoever knows that they ended, but not while they answer, and join again if they live', async () => {
    const { registry, store, pass } = open({ least: 0 });
    const far = reportOf({ id: 'far', host: 'two', processId: 12 });
    registry.report(far);
    expect(await registry.forget('far', takeOff)).toBe('answers');
    expect(registry.processes()).toMatchObject([{ id: 'far', isSilent: false }]);
    await pass(3_001);
    expect(registry.processes()).toMatchObject([{ id: 'far', isSilent: true }]);
    expect(await registry.forget('nobody', takeOff)).toBe('unknown');
    // Somebody else heard it since it was looked at.
    expect(await registry.forget('far', async () => false)).toBe('answers');
    expect(await registry.forget('far', async (process) => store.remove(process))).toBe('forgotten');
    expect(await registry.inHand()).toMatchObject({ count: 0 });
    await pass(1_000);
    registry.report(far);
    store.want('paused');
    await expect(registry.pause()).rejects.toThrow('process 12 on two is running');
  });

  it.each([
    ['each its own', 'process', [1, 2], 3],
    ['all of one queue', 'fleet', [3, 3], 3],
    ['not at all', 'nobody', [0, 0], null],
    ['one of them not', 'process', [1, null], null],
  ] as const)('have in hand what they count: %s', async (_, counts, [one, other], expected) => {
    const { registry, shared } = open();
    await shared.refresh();
    registry.report(reportOf({ workers: [{ ...idle, counts, inHand: one }] }));
    registry.report(reportOf({ id: 'b', processId: 12, workers: [{ ...idle, counts, inHand: other }] }));
    expect((await registry.inHand()).count).toBe(expected);
  });

  it('are as they were when the one that was heard first said so', async () => {
    const { registry, pass } = open();
    registry.report(reportOf());
    await pass(200);
    registry.report(reportOf({ id: 'b', processId: 12 }));
    await pass(100);
    expect(await registry.inHand()).toMatchObject({ count: 0, seenAgoMs: 300 });
  });

  it('say what failed in them, and whose job it is', async () => {
    const { registry, shared } = open();
    await shared.refresh();
    const job = { name: 'send', id: '7', since: 5, by: null };
    registry.report(reportOf({ workers: [{ ...idle, inHand: 1, jobs: [job], begun: [job] }] }));
    expect((await registry.inHand()).jobs).toEqual([{ ...job, by: 'process 11 on one' }]);
    expect(await registry.begunAfter(0)).toEqual([{ ...job, by: 'process 11 on one' }]);
    registry.report(reportOf({ workers: [{ ...idle, problem: 'no answer' }] }));
    await expect(registry.inHand()).rejects.toThrow('mails in process 11 on one: no answer');
  });

  it('hear nothing while it is not known what is stored, and nothing any more once that was long ago', async () => {
    const { registry, shared, store, server, pass } = open();
    expect(registry.report(reportOf())).toEqual({ wanted: null, order: null });
    store.want('paused');
    await shared.refresh();
    expect(registry.report(reportOf())).toEqual({ wanted: 'paused', order: 1 });
    server.isAway = true;
    await pass(5_000).catch(() => undefined);
    expect(registry.report(reportOf())).toEqual({ wanted: 'paused', order: 1 });
    await pass(1).catch(() => undefined);
    expect(registry.report(reportOf())).toEqual({ wanted: null, order: null });
    await expect(registry.inHand()).rejects.toThrow('could not be read for 5 s');
  });
});
