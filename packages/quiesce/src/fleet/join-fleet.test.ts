import { afterEach, expect, it, vi } from 'vitest';
import { createJobGate } from '../workers/index.ts';
import type { Worker } from '../workers/worker.ts';
import type { FleetAnswer, ProcessReport } from './fleet-messages.ts';
import { type JoinedFleet, joinFleet } from './join-fleet.ts';

let joined: JoinedFleet | null = null;
afterEach(async () => {
  await joined?.leave();
});

function serve(answer: () => FleetAnswer) {
  const reports: ProcessReport[] = [];
  const problems: string[] = [];
  return {
    reports,
    problems,
    join(workers: readonly Worker[], initially: 'running' | 'paused' = 'running') {
      joined = joinFleet({
        name: 'jobs',
        workers,
        initially,
        intervalMs: 2,
        send: async (report) => {
          reports.push(report);
          return answer();
        },
        onProblem: (problem) => problems.push(problem),
      });
      return joined;
    },
  };
}

const until = (isSo: () => boolean | Promise<boolean>) => expect.poll(isSo, { interval: 2 }).toBe(true);
const last = (reports: readonly ProcessReport[]) => reports.at(-1);

it('pauses what runs and resumes it; what was paused before stays so', async () => {
  const gate = createJobGate({ name: 'mails' });
  const kept = createJobGate({ name: 'imports' });
  await kept.pause();
  let wanted: FleetAnswer['wanted'] = 'running';
  const server = serve(() => ({ wanted, token: null }));
  await server.join([gate, kept]).ready;
  wanted = 'paused';
  await until(() => last(server.reports)?.obeys === 'paused');
  expect([await gate.state(), await kept.state()]).toEqual(['paused', 'paused']);
  wanted = 'running';
  await until(() => last(server.reports)?.obeys === 'running');
  expect([await gate.state(), await kept.state()]).toEqual(['running', 'paused']);
});

it('stays as it is while nobody says what is wanted, and while the server is away', async () => {
  const gate = createJobGate({ name: 'mails' });
  let answer = (): FleetAnswer => ({ wanted: 'paused', token: null });
  const server = serve(() => answer());
  server.join([gate]);
  await until(() => last(server.reports)?.obeys === 'paused');
  answer = () => ({ wanted: null, token: null });
  const seen = server.reports.length;
  await until(() => server.reports.length > seen + 3);
  expect(await gate.state()).toBe('paused');
  answer = () => {
    throw new Error('connection refused');
  };
  await until(() => server.problems.length > 0);
  const later = server.reports.length;
  await until(() => server.reports.length > later + 3);
  expect(server.problems).toEqual(['the workers of jobs cannot report, and stay paused: connection refused']);
  expect(await gate.state()).toBe('paused');
});

it('says what it has in hand, and when it leaves', async () => {
  const gate = createJobGate({ name: 'mails' });
  let end: () => void = () => undefined;
  const send = gate.guardJob(() => new Promise<void>((resolve) => (end = resolve)), {
    name: 'send',
    class: 'hold',
  });
  const server = serve(() => ({ wanted: 'paused', token: null }));
  const running = send();
  const fleet = server.join([gate]);
  await until(() => last(server.reports)?.workers[0]?.inHand === 1);
  end();
  await running;
  await until(() => last(server.reports)?.workers[0]?.inHand === 0);
  await fleet.leave();
  expect(last(server.reports)?.isLeaving).toBe(true);
});

it('tells the server that a worker cannot be paused', async () => {
  const gate = createJobGate({ name: 'mails' });
  const broken: Worker = { ...gate, name: 'broken', pause: () => Promise.reject(new Error('no answer')) };
  const server = serve(() => ({ wanted: 'paused', token: null }));
  server.join([broken]);
  await until(() => last(server.reports)?.workers[0]?.problem === 'no answer');
  expect(last(server.reports)?.obeys).toBe('running');
});

it('begins nothing before the server has said so, where it is asked to', async () => {
  const gate = createJobGate({ name: 'mails' });
  await gate.pause();
  let wanted: FleetAnswer['wanted'] = null;
  const server = serve(() => ({ wanted, token: null }));
  const fleet = server.join([gate], 'paused');
  await until(() => server.reports.length > 3);
  expect([last(server.reports)?.obeys, await gate.state()]).toEqual(['paused', 'paused']);
  wanted = 'running';
  await fleet.ready;
  expect(await gate.state()).toBe('running');
});

it('reports what a server takes, however much its workers say', async () => {
  const { reports, join } = serve(() => ({ wanted: 'running', token: null }));
  const job = { name: 'n'.repeat(3_000), id: 'i'.repeat(3_000), since: 1, by: null };
  const jobs = Array.from({ length: 200 }, (_, at) => ({ ...job, id: `${at}${job.id}` }));
  const gate = createJobGate({ name: 'w'.repeat(900) });
  join([
    { ...gate, inHand: async () => ({ count: 200, waiting: 0, jobs }) },
    { ...gate, inHand: () => Promise.reject(new Error('e'.repeat(9_000))) },
  ]);
  await until(() => reports.length > 0);
  const [one, other] = last(reports)?.workers ?? [];
  expect(one?.inHand).toBe(200);
  expect(one?.jobs).toHaveLength(10);
  expect(Math.max(...(one?.jobs ?? []).map(({ name, id }) => name.length + (id?.length ?? 0)))).toBe(400);
  expect([one?.name.length, other?.problem?.length]).toEqual([500, 300]);
});

it('of two servers it obeys the one that knows more, and a store that was put back after a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const gate = createJobGate({ name: 'mails' });
    let answers: readonly FleetAnswer[] = [{ wanted: 'paused', order: 7, token: null }];
    let asked = 0;
    const server = serve(() => {
      asked += 1;
      return answers[asked % answers.length] ?? { wanted: null, token: null };
    });
    server.join([gate]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await gate.state()).toBe('paused');
    // One of the two has not read it yet.
    const behind: FleetAnswer = { wanted: 'running', order: 6, token: null };
    answers = [behind, { wanted: 'paused', order: 7, token: null }];
    const seen = server.reports.length;
    await vi.advanceTimersByTimeAsync(500);
    expect(server.reports.slice(seen).every(({ obeys }) => obeys === 'paused')).toBe(true);
    answers = [behind];
    await vi.advanceTimersByTimeAsync(9_000);
    expect(await gate.state()).toBe('paused');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await gate.state()).toBe('running');
    await joined?.leave();
  } finally {
    vi.useRealTimers();
  }
});

// F06: an exception there would have ended the process of the application.
it.each<['throws' | 'rejects']>([['throws'], ['rejects']])(
  'goes on although whoever is told of a problem %s, and its workers fail',
  async (way) => {
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on('unhandledRejection', note);
    const gate = createJobGate({ name: 'mails' });
    let told = 0;
    let isAway = true;
    joined = joinFleet({
      name: 'jobs',
      workers: [
        gate,
        {
          ...gate,
          name: 'broken',
          pause: () => {
            throw new Error('no pause');
          },
        },
      ],
      intervalMs: 2,
      send() {
        if (isAway) throw new Error('the server is away');
        return Promise.resolve({ wanted: 'paused', token: null });
      },
      onProblem() {
        told += 1;
        if (way === 'rejects') return Promise.reject(new Error('no disk')) as never;
        throw new Error('no disk');
      },
    });
    await until(() => told === 1);
    isAway = false;
    await until(() => told === 2);
    expect(await gate.state()).toBe('paused');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    process.off('unhandledRejection', note);
    expect(uncaught).toEqual([]);
  },
);
