import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/gate-process.ts';
import { type RunningPostgres, startPostgres } from '../support/postgres/start-postgres.ts';
import { program } from '../support/program.ts';
import { type RunningRedis, startRedis } from '../support/redis/start-redis.ts';

// The steps by which docs/stillness.md declares each worker, carried out as they are written there.
const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/stillness.md'), 'utf8');

let postgres: RunningPostgres;
let redis: RunningRedis;
let upstream: Server;
let directory: ReturnType<typeof temporaryDirectory>;

beforeAll(async () => {
  upstream = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  [postgres, redis] = await Promise.all([startPostgres(18), startRedis(), once(upstream, 'listening')]);
});
afterAll(async () => {
  upstream.close();
  await Promise.all([postgres.stop(), redis.stop()]);
});
beforeEach(() => {
  directory = temporaryDirectory();
  return () => directory.remove();
});

/** The steps under one heading. */
function stepsOf(heading: string): string {
  const steps = text.split(`\n### ${heading}\n`)[1]?.split(/\n##/)[0];
  if (steps === undefined) throw new Error(`Expected a heading ${heading} in docs/stillness.md`);
  return steps;
}

/** What is in their block of code. */
function codeOf(steps: string): string {
  return (/```ts\n([\s\S]+?)```/.exec(steps)?.[1] ?? '').replaceAll(/^ {3}/gm, '');
}

/** Writes what the steps say to write; returns whether there is a module to load first. */
function follow(steps: string): boolean {
  const code = codeOf(steps);
  const workers = /`(workers: \[.+\])`/.exec(steps)?.[1];
  const config =
    workers === undefined
      ? code
      : `export default { site: 'shop', upstream: 'http://127.0.0.1:3000', ${workers} };`;
  const { port } = upstream.address() as AddressInfo;
  writeFileSync(
    join(directory.path, 'portcullis.config.ts'),
    config
      .replace('127.0.0.1:3000', `127.0.0.1:${port}`)
      .replace("{ host: '127.0.0.1', port: 6379 }", JSON.stringify({ path: redis.path }))
      .replace('/usr/local/bin/invoices', join(directory.path, 'bin/invoices')),
  );
  if (workers !== undefined) writeFileSync(join(directory.path, 'jobs.ts'), code);
  symlinkSync(join(root, 'node_modules'), join(directory.path, 'node_modules'));
  return workers !== undefined;
}

/** A service manager of one service, and a program that counts. */
function writeCommands(): void {
  mkdirSync(join(directory.path, 'bin'));
  const commands = {
    systemctl: `case "$1" in stop) touch stopped;; start) rm stopped;; is-active) test ! -e stopped || exit 3;; esac`,
    invoices: 'echo 0',
  };
  for (const [name, script] of Object.entries(commands)) {
    const file = join(directory.path, 'bin', name);
    writeFileSync(file, `#!/bin/sh\ncd "${directory.path}"\n${script}\n`);
    chmodSync(file, 0o755);
  }
}

const isOwn = ['--state-directory', 'state'];
const nodeArguments = ['--disable-warning=ExperimentalWarning', '--conditions=portcullis-source'];
const inDirectory = () => ({
  cwd: directory.path,
  env: {
    ...process.env,
    PATH: `${join(directory.path, 'bin')}:${process.env.PATH}`,
    JOBS_DATABASE: postgres.adminUrl,
  },
});

async function portcullis(...args: string[]): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(
    process.execPath,
    [...nodeArguments, program, ...args, ...isOwn],
    inDirectory(),
  );
  return stdout;
}

/** The application's process, with jobs as another section has them. Returns once the gate has said what is wanted. */
async function startApplication(steps: string, jobs: string) {
  const [, leaving = ''] = /^3\..*`(await .+)`\.$/m.exec(steps) ?? [];
  const code = [
    codeOf(stepsOf(jobs)),
    codeOf(steps).replace('/var/lib/portcullis', join(directory.path, 'state')),
    `process.once('SIGTERM', async () => { ${leaving}; });`,
    `await fleet.ready; console.log('ready');`,
  ];
  writeFileSync(join(directory.path, 'application.ts'), code.join('\n'));
  const child = spawn(process.execPath, [...nodeArguments, 'application.ts'], {
    ...inDirectory(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(said)).toBe('ready\n');
  return child;
}

async function up(isLoadedFirst: boolean) {
  const first = isLoadedFirst ? ['--import', './jobs.ts'] : [];
  const listening = ['--listen', '127.0.0.1:0', '--no-console', '--log-level', 'warn'];
  const child = spawn(process.execPath, [...nodeArguments, ...first, program, 'up', ...listening, ...isOwn], {
    ...inDirectory(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const isUp = new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer) => {
      output += chunk;
      if (output.includes(' guards ')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', () => reject(new Error(`It ended: ${output}`)));
  });
  await isUp;
  return child;
}

it.each([
  ['BullMQ', 'mails'],
  ['pg-boss', 'letters'],
  ['croner', 'cron'],
  ['Any command', 'invoices'],
  ['Functions of your own', 'timers'],
])('%s: what the five steps declare is found running, stopped, and started again', async (heading, name) => {
  const steps = stepsOf(heading);
  expect(steps.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ', '4. ', '5. ']);
  writeCommands();
  const child = await up(follow(steps));
  try {
    const worker = async () => JSON.parse(await portcullis('status', '--json')).stillness.workers[0];
    await portcullis('on', 'read-only', '--reason', 'moving orders', '--force');
    // Not `left`: then it would have been found paused, because nobody had started it.
    expect(await worker()).toMatchObject({ name, state: 'stopped', problem: null, inHand: 0 });
    await portcullis('off');
    expect(await worker()).toMatchObject({ name, state: 'running', problem: null });
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

it.each(['croner', 'Functions of your own'])(
  'Processes of the application: one with jobs as under %s joins, stops, goes on, and leaves',
  async (jobs) => {
    const steps = stepsOf('Processes of the application');
    expect(steps.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ', '4. ', '5. ']);
    follow(steps);
    const child = await up(false);
    let application: ChildProcess | null = null;
    try {
      const worker = async () => JSON.parse(await portcullis('status', '--json')).stillness.workers[0];
      application = await startApplication(steps, jobs);
      await portcullis('on', 'read-only', '--reason', 'moving orders', '--force');
      expect(await worker()).toMatchObject({
        name: 'shop-worker',
        state: 'stopped',
        problem: null,
        inHand: 0,
      });
      await portcullis('off');
      expect(await worker()).toMatchObject({ state: 'running', problem: null });
      const left = once(application, 'exit');
      application.kill('SIGTERM');
      expect(await left).toEqual([0, null]);
      const missed = portcullis('on', 'read-only', '--reason', 'moving orders', '--force', '--wait', '1s');
      await expect(missed).rejects.toMatchObject({ code: 4 });
      await expect
        .poll(async () => (await worker()).problem, { timeout: 30_000 })
        .toContain('none has joined');
    } finally {
      application?.kill('SIGKILL');
      child.kill('SIGKILL');
    }
  },
);
