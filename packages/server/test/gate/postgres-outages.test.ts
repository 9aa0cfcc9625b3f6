import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { type Relay, startRelay } from '../../../../test/support/start-relay.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type ControlClient, createControlClient } from '../../src/index.ts';
import { type StartedGate, startGateProcess } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-outages-'));
/** What reached the application. */
const arrived: string[] = [];
const application = createServer((request, response) => {
  arrived.push(`${request.method}`);
  response.end('ok');
});
let postgres: RunningPostgres;
let relay: Relay;
let listening: Relay;
const gates: Gate[] = [];

interface Gate {
  readonly process: StartedGate;
  readonly control: ControlClient;
  readonly port: number;
}

beforeAll(async () => {
  postgres = await startPostgres(15);
  const { port } = new URL(postgres.adminUrl);
  [relay, listening] = await Promise.all([startRelay(Number(port)), startRelay(Number(port))]);
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const gate of gates) await gate.process.stop();
  await Promise.all([relay.stop(), listening.stop()]);
  application.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const through = ({ port }: Relay): string => {
  const url = new URL(postgres.adminUrl);
  url.port = String(port);
  return url.href;
};

/** A server of its own process, of a host of its own. */
async function startGate(name: string, onStoreLost: string): Promise<Gate> {
  const stateDirectory = join(folder, name);
  const file = `${stateDirectory}.json`;
  const { port } = application.address() as AddressInfo;
  writeFileSync(
    file,
    JSON.stringify({
      upstream: `http://127.0.0.1:${port}`,
      console: false,
      store: { kind: 'postgres', placeFrom: 'GATE_STORE', listenFrom: 'GATE_LISTEN' },
      policy: { onStoreLost },
    }),
  );
  const started = await startGateProcess(['--config', file, '--state-directory', stateDirectory], {
    stateDirectory,
    workingDirectory: folder,
    environment: {
      GATE_STORE: through(relay),
      GATE_LISTEN: through(listening),
      PORTCULLIS_SECRET: Buffer.from('a secret of thirty-two bytes, yes')
        .subarray(0, 32)
        .toString('base64url'),
    },
  });
  const gate = {
    process: started,
    control: createControlClient({ stateDirectory, site: 'default' }),
    port: Number(new URL(started.url).port),
  };
  gates.push(gate);
  return gate;
}

const answerOf = async ({ port }: Gate, method: string): Promise<number> =>
  (
    await sendRequest({
      port,
      method,
      target: '/orders',
      headers: { Host: 'localhost' },
      ...(method === 'POST' && { body: ['a=1'] }),
    })
  ).status;

/** Reads and writes, one after the other, until it is told to stop; every answer is kept. */
function visit(gate: Gate) {
  const answers: { readonly method: string; readonly status: number }[] = [];
  let goesOn = true;
  const done = (async () => {
    while (goesOn) {
      for (const method of ['GET', 'POST']) answers.push({ method, status: await answerOf(gate, method) });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    /** How many there were until now, so that later ones can be told apart. */
    count: () => answers.length,
    statuses: (method: string, from = 0) => [
      ...new Set(answers.slice(from).flatMap((one) => (one.method === method ? [one.status] : []))),
    ],
    async stop() {
      goesOn = false;
      await done;
    },
  };
}

const until = (isSo: () => Promise<boolean> | boolean) =>
  expect.poll(isSo, { interval: 20, timeout: 30_000 }).toBe(true);
/** Tries until it is stored; what was said last stands in the failure. */
const stored = (change: () => Promise<unknown>) =>
  expect
    .poll(
      () =>
        change().then(
          () => 'stored',
          (error: Error & { readonly code?: string }) => `${error.code}: ${error.message}`,
        ),
      { interval: 20, timeout: 30_000 },
    )
    .toBe('stored');
const epochOf = async ({ control }: Gate): Promise<number> =>
  (await control.get<SiteStatus>('/status')).switch.epoch;
const on = ({ control }: Gate, mode: string) =>
  control.post('/on', { reason: 'a repair', actor: 'tester', force: true, anyway: true, mode });

it('keeps its mode, loses no change and comes back by itself, whatever happens to its PostgreSQL', async () => {
  const keeping = await startGate('keeping', 'keep');
  const closing = await startGate('closing', 'closed');
  await on(keeping, 'read-only');
  await until(async () => (await answerOf(closing, 'POST')) === 503);
  arrived.splice(0);
  const [atKeeping, atClosing] = [visit(keeping), visit(closing)];

  // Its connections are ended, those that wait in the pool and those that listen.
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  admin.on('error', () => {});
  await admin.connect();
  const { rows } = await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'portcullis store%'`,
  );
  expect(rows.length).toBeGreaterThan(3);
  await stored(() => on(closing, 'read-only'));
  const afterEnding = await epochOf(closing);
  expect(afterEnding).toBeGreaterThan(1);

  // What listens is cut off without a word: the change is found by asking.
  listening.swallow();
  await on(closing, 'closed');
  await until(async () => (await answerOf(keeping, 'GET')) === 503);
  await on(closing, 'read-only');
  await until(async () => (await answerOf(keeping, 'GET')) === 200);
  listening.pass();
  const beforeHang = await epochOf(keeping);

  // It stands still for longer than a lease lasts.
  const fromHang = { keeping: atKeeping.count(), closing: atClosing.count() };
  postgres.pause();
  const refused = on(keeping, 'closed').then(
    () => 'stored',
    (error: { readonly code?: string }) => error.code,
  );
  await until(async () => (await answerOf(closing, 'GET')) === 503);
  expect(await refused).toBe('PORTCULLIS_STORE_UNAVAILABLE');
  expect(atKeeping.statuses('GET', fromHang.keeping)).toEqual([200]);
  postgres.goOn();
  await until(async () => (await answerOf(closing, 'GET')) === 200);
  // What was told to be not stored is not stored afterwards either.
  await until(async () => (await epochOf(keeping)) === beforeHang);

  // It is killed, and comes back elsewhere.
  await admin.end();
  await postgres.crash();
  relay.target = Number(new URL(postgres.adminUrl).port);
  listening.target = relay.target;
  await until(() =>
    epochOf(keeping).then(
      (epoch) => epoch === beforeHang,
      () => false,
    ),
  );
  await until(() =>
    on(keeping, 'read-only').then(
      () => true,
      () => false,
    ),
  );
  await until(async () => (await epochOf(closing)) > beforeHang);

  await Promise.all([atKeeping.stop(), atClosing.stop()]);
  // Through all of it nothing was written.
  expect(atKeeping.statuses('POST')).toEqual([503]);
  expect(atClosing.statuses('POST')).toEqual([503]);
  expect(arrived).not.toContain('POST');
  // Each request had an answer of the gate or of the application.
  expect([...atKeeping.statuses('GET'), ...atClosing.statuses('GET')].sort()).toEqual([200, 200, 503, 503]);
  await keeping.control.post('/off', { actor: 'tester', anyway: true });
  await until(async () => (await answerOf(closing, 'POST')) === 200);
}, 90_000);
