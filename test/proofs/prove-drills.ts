import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createControlClient } from 'portcullis';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { sendRequest } from '../support/send-request.ts';
import { type ProofOptions, type ProofResult, pause } from './proof.ts';

/** What has happened to the store when the drill begins; the server is dead and the sign-in too. */
const damages = ['corrupt', 'a folder in its place', 'healthy'] as const;
type Damage = (typeof damages)[number];

const longestMs = 60_000;
const policy = {
  identity: [
    {
      kind: 'probe',
      request: { path: '/api/me' },
      cookies: ['session'],
      subject: '/subject',
      role: { pointer: '/role', map: { admin: 'admin' } },
    },
  ],
} as const;

/** Store, server and sign-in dead: somebody with a shell gets in and back, each time in under a minute. */
export async function proveDrills({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const violations: string[] = [];
  let slowestMs = 0;
  for (let number = 1; number <= count; number += 1) {
    const damage = damages[number % damages.length] ?? 'corrupt';
    const { problems, tookMs } = await drill(damage);
    slowestMs = Math.max(slowestMs, tookMs);
    violations.push(...problems.map((problem) => `drill ${number} (store ${damage}): ${problem}`));
    if (tookMs > longestMs) violations.push(`drill ${number} took ${Math.round(tookMs)} ms`);
    onProgress?.(number);
  }
  return { violations, facts: { drills: count, slowestMs: Math.round(slowestMs) } };
}

interface Scene {
  readonly directory: string;
  readonly application: Recorder;
  readonly check: (holds: boolean, problem: string) => void;
  start(...upArguments: string[]): Promise<GateProcess>;
}

async function drill(damage: Damage): Promise<{ problems: readonly string[]; tookMs: number }> {
  const state = temporaryDirectory();
  // The sign-in never answers well: whoever asks it learns nothing.
  const application = await startRecorder(({ target }, response) => {
    response.writeHead(target === '/api/me' ? 500 : 200).end('answer');
  });
  const problems: string[] = [];
  const scene: Scene = {
    directory: state.path,
    application,
    check: (holds, problem) => {
      if (!holds) problems.push(problem);
    },
    start: (...upArguments) =>
      startGateProcess({
        config: { upstream: application.origin, policy, timeouts: { drainMs: 500 } },
        stateDirectory: state.path,
        upArguments,
      }),
  };
  try {
    const before = await scene.start();
    await createControlClient({ stateDirectory: state.path, site: 'default' }).post('/on', {
      mode: 'closed',
      reason: 'the night begins',
      actor: 'mia',
      force: true,
    });
    await before.kill();
    hurt(state.path, damage);
    const startedMs = performance.now();
    await repair(scene, before, damage);
    return { problems, tookMs: performance.now() - startedMs };
  } finally {
    await application.close();
    state.remove();
  }
}

function hurt(directory: string, damage: Damage): void {
  if (damage === 'healthy') return;
  const file = join(directory, 'portcullis.sqlite');
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  if (damage === 'corrupt') {
    writeFileSync(file, Buffer.alloc(65_536, 'nonsense'));
    return;
  }
  renameSync(file, `${file}.gone`);
  mkdirSync(file);
}

/** What docs/locked-out.md tells a person to do. `dead` is only asked for its command line. */
async function repair(scene: Scene, dead: GateProcess, damage: Damage): Promise<void> {
  const { check } = scene;
  const forced = await dead.run('break-glass', 'read-only', '--reason', 'drill', '--for', '10m');
  // 4: written, and no gate runs that could have confirmed it.
  check(forced.exitCode === 4, `break-glass read-only ended with ${forced.exitCode}: ${forced.stderr}`);

  const gate = await scene.start();
  try {
    check((await read(gate)) === 200, 'reading does not work after break-glass read-only');
    check((await write(scene, gate, '/stranger')) === false, 'a stranger wrote');
    const cookie = await redeem(scene, gate);
    check(await write(scene, gate, '/repair', cookie), 'the holder of the pass could not write');

    const ended = await gate.run('break-glass', 'end');
    check(ended.exitCode === 0, `break-glass end failed: ${ended.stderr}`);
    check(await becomesClosed(gate), 'after break-glass end the site did not return to its last mode');
  } finally {
    await gate.stop();
  }
  if (damage === 'healthy') judgeRecord(scene);

  const fromDisk = await scene.start('--from-disk');
  try {
    check((await read(fromDisk)) === 503, 'up --from-disk does not enforce the last known mode');
    const cookie = await redeem(scene, fromDisk);
    check(await write(scene, fromDisk, '/repair-from-disk', cookie), 'no way in with up --from-disk');
  } finally {
    await fromDisk.stop();
  }
}

/** Gets a pass on the host, redeems it from loopback, and tries it a second time. */
async function redeem({ check }: Scene, gate: GateProcess): Promise<string> {
  const made = await gate.run('break-glass', 'pass', '--reason', 'drill', '--url', gate.url, '--json');
  check(made.exitCode === 0, `break-glass pass failed: ${made.stderr}`);
  const { link } = JSON.parse(made.stdout) as { link: string };
  const { pathname, search } = new URL(link);
  // The gate looks at the file twice a second.
  for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 50) {
    if ((await sendRequest({ port: gate.port, target: pathname + search })).status === 200) break;
    await pause(50);
  }
  const post = () =>
    sendRequest({
      port: gate.port,
      method: 'POST',
      target: pathname,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: [search.slice(1)],
    });
  const { status, headers } = await post();
  const [cookie = ''] = headers['set-cookie'] ?? [];
  check(cookie !== '', `redeeming the pass gave ${status} and no cookie`);
  const again = await post();
  check(again.headers['set-cookie'] === undefined, 'the pass was redeemed twice');
  return cookie.split(';', 1)[0] ?? '';
}

async function read(gate: GateProcess): Promise<number> {
  return (await sendRequest({ port: gate.port, target: '/page' })).status;
}

/** Whether it reached the application. */
async function write(
  { application }: Scene,
  gate: GateProcess,
  target: string,
  cookie?: string,
): Promise<boolean> {
  const headers = cookie === undefined ? { Cookie: 'session=old' } : { Cookie: cookie };
  await sendRequest({ port: gate.port, method: 'POST', target, headers, body: ['x'] });
  return application.requests.some((request) => request.target === target && request.method === 'POST');
}

async function becomesClosed(gate: GateProcess): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 50) {
    if ((await read(gate)) === 503) return true;
    await pause(50);
  }
  return false;
}

function judgeRecord({ directory, check }: Scene): void {
  const database = new DatabaseSync(join(directory, 'portcullis.sqlite'), { readOnly: true });
  try {
    const kinds = new Set(
      database
        .prepare('select distinct kind from audit_records')
        .all()
        .map(({ kind }) => String(kind)),
    );
    for (const kind of ['override.applied', 'override.ended', 'break-glass.used', 'bypass.used']) {
      check(kinds.has(kind), `${kind} is not on record`);
    }
  } finally {
    database.close();
  }
}
