import { describe, expect, it } from 'vitest';
import type { ProcessReport, WorkerReport } from './fleet-messages.ts';
import { createProcessRegistry, type ProcessRegistryOptions } from './process-registry.ts';

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

function open(changes: Partial<ProcessRegistryOptions> = {}) {
  let nowMs = 0;
  const alive = new Set([11, 12]);
  const registry = createProcessRegistry({
    name: 'jobs',
    least: 1,
    stored: () => 'running',
    isAlive: (processId) => alive.has(processId),
    host: 'one',
    monotonicMs: () => nowMs,
    timeoutMs: 0,
    ...changes,
  });
  return { registry, alive, pass: (ms: number) => (nowMs += ms) };
}

describe('processes of one name', () => {
  it('are paused when all of them say so', async () => {
    const { registry } = open();
    registry.report(reportOf());
    registry.report(reportOf({ id: 'b', processId: 12 }));
    await expect(registry.pause()).rejects.toThrow(
      'expected every process of jobs to be paused within 0 ms, but process 11 on one is running, process 12 on one is running',
    );
    expect(registry.report(reportOf({ obeys: 'paused' }))).toEqual({ wanted: 'paused' });
    await expect(registry.pause()).rejects.toThrow('process 12 on one is running');
    registry.report(reportOf({ id: 'b', processId: 12, obeys: 'paused' }));
    expect(typeof (await registry.pause())).toBe('number');
    expect(await registry.state()).toBe('paused');
  });

  it('are not counted while one of them takes up work that should not, however little it has', async () => {
    const { registry } = open();
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

  it('are known up to a number: whoever makes up more is told, and the known ones go on', () => {
    const { registry, alive, pass } = open({ most: 2 });
    registry.report(reportOf());
    registry.report(reportOf({ id: 'b', processId: 12 }));
    expect(() => registry.report(reportOf({ id: 'c' }))).toThrow(
      'expected at most 2 processes of jobs, and another one reports',
    );
    expect(registry.report(reportOf({ id: 'c', isLeaving: true }))).toEqual({ wanted: 'running' });
    expect(registry.report(reportOf({ id: 'b', processId: 12 }))).toEqual({ wanted: 'running' });
    expect(registry.processes()).toHaveLength(2);
    registry.report(reportOf({ isLeaving: true }));
    expect(registry.report(reportOf({ id: 'c' }))).toEqual({ wanted: 'running' });
    alive.delete(12);
    pass(4_000);
    expect(registry.report(reportOf({ id: 'd' }))).toEqual({ wanted: 'running' });
  });

  it('are missed when fewer have joined than there are', async () => {
    const { registry } = open({ least: 2 });
    await expect(registry.state()).rejects.toThrow('at least 2 processes of jobs, and none has joined');
    expect(registry.problem()).toMatch(/^expected at least 2 processes of jobs, and none has joined/);
    registry.report(reportOf());
    await expect(registry.inHand()).rejects.toThrow('only 1 have joined');
  });

  it('are named when they fall silent, and forgotten when they are known to be dead, or left', async () => {
    const { registry, alive, pass } = open({ least: 0 });
    registry.report(reportOf());
    registry.report(reportOf({ id: 'far', host: 'two', processId: 12 }));
    pass(3_001);
    await expect(registry.inHand()).rejects.toThrow(
      'process 11 on one was last heard 3 s ago, process 12 on two was last heard 3 s ago',
    );
    alive.clear();
    // Of a process of another host nobody here knows whether it lives.
    await expect(registry.inHand()).rejects.toThrow(/^[^,]*, but process 12 on two was last heard/);
    registry.report(reportOf({ id: 'far', host: 'two', isLeaving: true }));
    expect(await registry.inHand()).toMatchObject({ count: 0 });
  });

  it('are forgotten by whoever knows that they ended, but not while they answer, and join again if they live', async () => {
    const { registry, pass } = open({ least: 0 });
    const far = reportOf({ id: 'far', host: 'two', processId: 12 });
    registry.report(far);
    expect(registry.forget('far')).toBe('answers');
    expect(registry.processes()).toMatchObject([{ id: 'far', isSilent: false }]);
    pass(3_001);
    expect(registry.processes()).toMatchObject([{ id: 'far', isSilent: true }]);
    expect([registry.forget('nobody'), registry.forget('far')]).toEqual(['unknown', 'forgotten']);
    expect(await registry.inHand()).toMatchObject({ count: 0 });
    registry.report(far);
    await expect(registry.pause()).rejects.toThrow('process 12 on two is running');
  });

  it.each([
    ['each its own', 'process', [1, 2], 3],
    ['all of one queue', 'fleet', [3, 3], 3],
    ['not at all', 'nobody', [0, 0], null],
    ['one of them not', 'process', [1, null], null],
  ] as const)('have in hand what they count: %s', async (_, counts, [one, other], expected) => {
    const { registry } = open();
    registry.report(reportOf({ workers: [{ ...idle, counts, inHand: one }] }));
    registry.report(reportOf({ id: 'b', processId: 12, workers: [{ ...idle, counts, inHand: other }] }));
    expect((await registry.inHand()).count).toBe(expected);
  });

  it('say what failed in them, and whose job it is', async () => {
    const { registry } = open();
    const job = { name: 'send', id: '7', since: 5, by: null };
    registry.report(reportOf({ workers: [{ ...idle, inHand: 1, jobs: [job], begun: [job] }] }));
    expect((await registry.inHand()).jobs).toEqual([{ ...job, by: 'process 11 on one' }]);
    expect(await registry.begunAfter(0)).toEqual([{ ...job, by: 'process 11 on one' }]);
    registry.report(reportOf({ workers: [{ ...idle, problem: 'no answer' }] }));
    await expect(registry.inHand()).rejects.toThrow('mails in process 11 on one: no answer');
  });

  it.each([
    ['running', 'running'],
    ['paused', 'paused'],
    [null, null],
  ] as const)('hear what was stored (%s) until this server says something', async (stored, wanted) => {
    const { registry } = open({ stored: () => stored });
    expect(registry.report(reportOf())).toEqual({ wanted });
    await registry.resume().catch(() => undefined);
    expect(registry.report(reportOf())).toEqual({ wanted: 'running' });
  });
});
