import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedWorker, workerConformance } from '../src/testing/index.ts';
import { createCommandWorker } from '../src/workers/index.ts';
import { createTestJobs } from './queues/test-jobs.ts';

/** A service that looks for work in memory, for a pause in a file, and keeps a file for each job that runs. */
async function open(): Promise<OpenedWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-commands-'));
  const [paused, running] = [join(folder, 'paused'), join(folder, 'running')];
  mkdirSync(running);
  const jobs = createTestJobs();
  const keys: string[] = [];
  const service = setInterval(() => {
    if (existsSync(paused)) return;
    for (const key of keys.splice(0)) {
      const file = join(running, key);
      writeFileSync(file, '');
      void jobs.run(key).then(() => rmSync(file, { force: true }));
    }
  }, 5);
  return {
    worker: createCommandWorker({
      name: 'service',
      pause: ['touch', paused],
      resume: ['rm', '-f', paused],
      status: { command: ['sh', '-c', 'test ! -e "$1" || exit 3', 'status', paused] },
      inFlight: ['sh', '-c', 'ls "$1" | wc -l', 'in flight', running],
    }),
    beginsWithinMs: 50,
    somebodyElse: {
      pause: async () => writeFileSync(paused, ''),
      resume: async () => rmSync(paused),
    },
    addJob: () => jobs.add(async (key) => keys.push(key)),
    async close() {
      clearInterval(service);
      jobs.endAll();
      await new Promise((resolve) => setImmediate(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const number = 'a command prints how many, not which';
workerConformance({
  name: 'commands',
  open,
  test: { describe, it, expect },
  skip: [
    {
      reason: number,
      tests: [
        'what is in hand > what runs is counted and named',
        'what is in hand > what waits is counted, and not as in hand',
      ],
    },
    {
      reason: `${number}: what began cannot be told`,
      tests: [
        'who obeys > what ran before the pause did not begin after it',
        'who obeys > what waits has not begun',
        'who obeys > what begins after the moment is seen, also when it has ended',
        'who obeys > a job that somebody begins although it is paused is counted and named',
        'who obeys > a job that somebody began and ended although it is paused is named',
        'who obeys > a second worker pauses the same jobs, and lets them go on',
      ],
    },
  ],
});

describe('a worker of commands', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-commands-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const shell = (script: string): [string, ...string[]] => ['sh', '-c', script, 'script', folder];
  const workerOf = (options: Partial<Parameters<typeof createCommandWorker>[0]> = {}) =>
    createCommandWorker({ name: 'service', pause: ['true'], resume: ['true'], ...options });

  it('without a command for its state says what was done last, and runs before', async () => {
    const worker = workerOf({ resume: ['false'] });
    expect(await worker.state()).toBe('running');
    await worker.pause();
    expect(await worker.state()).toBe('paused');
    await expect(worker.resume()).rejects.toThrow('`false` to do its work, but it ended with exit code 1');
    expect(await worker.state()).toBe('paused');
  });

  it('without a command for its count is never counted', async () => {
    const worker = workerOf({ reaches: 'fleet' });
    expect(await worker.inHand()).toEqual({ count: null, jobs: [], waiting: null });
    expect(worker.capabilities).toEqual({ reaches: 'fleet', counts: 'nobody', isPersisted: false });
    expect(await worker.begunAfter(0)).toBe(null);
  });

  it.each([
    [0, 'running'],
    [3, 'paused'],
    [4, 'paused'],
  ])('whose status exits with %i is %s', async (exitCode, state) => {
    const status = { command: shell(`exit ${exitCode}`), pausedExitCodes: [3, 4] };
    expect(await workerOf({ status }).state()).toBe(state);
  });

  it('whose status exits with any other code is an error, not a state', async () => {
    const worker = workerOf({
      status: { command: shell('echo first >&2; echo "no such unit" >&2; exit 4') },
    });
    await expect(worker.state()).rejects.toThrow(
      /exit code 4, not with 0 \(running\) or 3 \(paused\)\. It said: no such unit$/,
    );
  });

  it('is believed to be paused only when its status says so', async () => {
    const status = {
      command: shell('test "$(cat "$1/looks" 2>/dev/null)" = xx && exit 3; printf x >> "$1/looks"'),
    };
    await workerOf({ status }).pause();
    expect(readFileSync(join(folder, 'looks'), 'utf8')).toBe('xx');
    await expect(workerOf({ status: { command: ['true'] }, timeoutMs: 300 }).pause()).rejects.toThrow(
      '300 ms later service is still running. Pause it by hand.',
    );
  });

  it.each(['', 'none', '-1', '1.5', '1 2'])('that prints %j for its count is an error', async (said) => {
    await expect(workerOf({ inFlight: ['printf', '%s', said] }).inHand()).rejects.toThrow(
      `it printed ${JSON.stringify(said)}, not a whole number`,
    );
  });

  it('gives up a command that takes too long, and ends everything it started', async () => {
    const script = 'sleep 300 & echo $! > "$1/pid"; echo waiting >&2; wait';
    await expect(workerOf({ pause: shell(script), timeoutMs: 300 }).pause()).rejects.toThrow(
      /it took longer than 300 ms and was ended\. It said: waiting$/,
    );
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await expect.poll(() => isAlive(pid), { interval: 10 }).toBe(false);
  });

  it('waits for no program that a command leaves behind, and lets it live', async () => {
    const before = performance.now();
    await workerOf({ resume: shell('sleep 300 & echo $! > "$1/pid"') }).resume();
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect([performance.now() - before < 5_000, isAlive(pid)]).toEqual([true, true]);
    process.kill(pid);
  });

  it('keeps no more of what a command prints than fits', async () => {
    const inFlight = shell('printf 7; head -c 5000000 /dev/zero | tr "\\0" " "; printf 8');
    expect((await workerOf({ inFlight }).inHand()).count).toBe(7);
  });

  it('names a program that is not there', async () => {
    const worker = workerOf({ pause: ['/nowhere/stop-jobs', 'all'] });
    await expect(worker.pause()).rejects.toMatchObject({
      message:
        'Expected `/nowhere/stop-jobs all` to do its work, but it could not be started. See that it is there.',
      cause: { code: 'ENOENT' },
    });
  });

  it.each([[[]], [[0]], [[3, 0]]])('refuses %j as the codes that say paused', (pausedExitCodes) => {
    expect(() => workerOf({ status: { command: ['true'], pausedExitCodes } })).toThrow('not 0');
  });
});

/** Not one that has ended, and that nobody has asked for yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
