import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessReport } from './fleet-messages.ts';
import { createProcessRegistry } from './process-registry.ts';
import { ModelProcesses, type ModelServer, serverOn } from './testing/model-processes.ts';

const reportOf = (changes: Partial<ProcessReport> = {}): ProcessReport => ({
  fleet: 'jobs',
  id: 'a',
  host: 'far',
  processId: 11,
  obeys: 'running',
  workers: [],
  isLeaving: false,
  ...changes,
});

const opened: ModelServer[] = [];
afterEach(async () => {
  for (const { shared } of opened.splice(0)) await shared.close();
});

/** Two servers, on two hosts, whose store counts time as they do. */
function open() {
  let nowMs = 0;
  let aheadMs = 0;
  const alive = new Set([11, 12]);
  const store = new ModelProcesses();
  store.nowMs = () => 1_000_000 + nowMs + aheadMs;
  const start = (place: number) => {
    const server = serverOn(store, {
      instance: `server-${place}`,
      host: `host-${place}`,
      isAlive: (processId) => alive.has(processId),
      monotonicMs: () => nowMs,
    });
    opened.push(server);
    return server;
  };
  const [one, other] = [start(1), start(2)];
  return {
    store,
    alive,
    one: one.shared,
    other: other.shared,
    isAway: one.state,
    pass: (ms: number) => (nowMs += ms),
    setClock: (ms: number) => (aheadMs += ms),
  };
}

type Server = ReturnType<typeof open>['one'];
const seenBy = async (server: Server) => {
  await server.refresh();
  return server
    .of('jobs')
    .map(({ id, instance, report, isSilent }) => [id, instance, report?.obeys ?? null, isSilent]);
};

describe('processes of two servers', () => {
  it('are one each, whichever they report to, and what was heard last counts', async () => {
    const { one, other, pass } = open();
    one.hear(reportOf());
    expect(await seenBy(one)).toEqual([['a', 'server-1', 'running', false]]);
    pass(100);
    one.hear(reportOf({ obeys: 'paused' }));
    pass(100);
    other.hear(reportOf());
    await other.refresh();
    // What it heard and had not told yet is older.
    for (const server of [one, other, one])
      expect(await seenBy(server)).toEqual([['a', 'server-2', 'running', false]]);
    // The store was away meanwhile: its own word is older than that of the other one all the same.
    pass(2_000);
    other.hear(reportOf());
    await other.refresh();
    pass(2_000);
    expect(await seenBy(one)).toEqual([['a', 'server-2', 'running', false]]);
  });

  it('what was heard here before is not believed while another server has heard more', async () => {
    const { one, other, isAway, pass } = open();
    one.hear(reportOf({ obeys: 'paused' }));
    await one.refresh();
    pass(500);
    one.hear(reportOf({ obeys: 'paused', workers: [] }));
    pass(100);
    other.hear(reportOf());
    await other.refresh();
    await one.refresh();
    isAway.isAway = true;
    await one.refresh().catch(() => undefined);
    expect(one.of('jobs')).toMatchObject([{ instance: 'server-2', report: { obeys: 'running' } }]);
  });

  it('leave both when they leave one, also while that one cannot say so at once', async () => {
    const { one, other, isAway, pass } = open();
    one.hear(reportOf());
    await one.refresh();
    expect(await seenBy(other)).toHaveLength(1);
    pass(100);
    isAway.isAway = true;
    one.hear(reportOf({ isLeaving: true }));
    expect(one.of('jobs')).toEqual([]);
    await one.refresh().catch(() => undefined);
    isAway.isAway = false;
    expect(await seenBy(one)).toEqual([]);
    expect(await seenBy(other)).toEqual([]);
  });

  it('are silent after three seconds, elsewhere after five, and say so again with every report', async () => {
    const { one, other, pass } = open();
    one.hear(reportOf());
    await one.refresh();
    await other.refresh();
    for (let second = 0; second < 10; second += 1) {
      pass(1_000);
      one.hear(reportOf());
      await one.refresh();
      expect(await seenBy(other)).toEqual([['a', 'server-1', 'running', false]]);
    }
    pass(3_001);
    expect([await seenBy(one), await seenBy(other)]).toEqual([
      [['a', 'server-1', 'running', true]],
      [['a', 'server-1', 'running', false]],
    ]);
    pass(2_000);
    expect(await seenBy(other)).toEqual([['a', 'server-1', 'running', true]]);
  });

  it('that died are forgotten by the server of their host, wherever they reported', async () => {
    const { one, other, alive, pass } = open();
    one.hear(reportOf({ host: 'host-2' }));
    one.hear(reportOf({ id: 'b', processId: 12, host: 'far' }));
    await one.refresh();
    alive.clear();
    pass(6_000);
    expect(await seenBy(one)).toHaveLength(2);
    expect((await seenBy(other)).map(([id]) => id)).toEqual(['b']);
    expect((await seenBy(one)).map(([id]) => id)).toEqual(['b']);
  });

  it('are silent when the clock of the store was set back, until they are heard again', async () => {
    const { one, other, pass, setClock } = open();
    one.hear(reportOf());
    await one.refresh();
    await other.refresh();
    setClock(-3_600_000);
    expect(await seenBy(other)).toEqual([['a', 'server-1', 'running', true]]);
    pass(1_000);
    one.hear(reportOf());
    await one.refresh();
    expect(await seenBy(other)).toEqual([['a', 'server-1', 'running', false]]);
  });

  it('of a version whose reports are not understood are named', async () => {
    const { store, one } = open();
    await store
      .seenBy({ isAway: false })
      .report([{ worker: 'jobs', id: 'newer', instance: 'server-2', agoMs: 0, said: 'v2' }]);
    expect(await seenBy(one)).toEqual([['newer', 'server-2', null, false]]);
    const registry = createProcessRegistry({ name: 'jobs', least: 0, shared: one });
    await expect(registry.inHand()).rejects.toThrow(
      'expected to understand every process of jobs, but what process newer says to server-2 is of another version',
    );
    expect(registry.processes()).toMatchObject([{ host: null, processId: null, obeys: null }]);
  });
});
