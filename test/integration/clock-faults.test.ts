import { createControlClient } from 'portcullis';
import { afterEach, describe, expect, it } from 'vitest';
import { type Faults, injectFaults, isWithoutCompiler } from '../support/faults/inject-faults.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { startPostgres } from '../support/postgres/start-postgres.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { sendRequest } from '../support/send-request.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const hourMs = 3_600_000;
const until = (isSo: () => Promise<boolean> | boolean) =>
  expect.poll(isSo, { interval: 20, timeout: 30_000 }).toBe(true);

interface Status {
  readonly now: number;
  readonly word: string;
  readonly switch: { readonly mode: string; readonly epoch: number; readonly since: number };
}

interface ClockedGate {
  readonly gate: GateProcess;
  readonly faults: Faults;
  readonly status: () => Promise<Status>;
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: object) => Promise<T>;
  readonly verify: () => Promise<{ readonly findings: readonly unknown[] }>;
  readonly answers: (headers?: Readonly<Record<string, string>>) => Promise<readonly number[]>;
}

/** A server whose clock says what a test wants. */
async function startClocked(
  application: Recorder,
  config: object = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<ClockedGate> {
  const state = temporaryDirectory();
  const faults = injectFaults({ folder: state.path });
  const gate = await startGateProcess({
    config: {
      upstream: application.origin,
      // A lease that were lost by a jump would close the site.
      policy: { onStoreLost: 'closed' },
      ...config,
    },
    stateDirectory: state.path,
    environment: { ...environment, ...faults.environment },
  });
  closers.push(async () => {
    await gate.stop();
    faults.close();
    state.remove();
  });
  const control = createControlClient({ stateDirectory: state.path, site: 'default', timeoutMs: 20_000 });
  return {
    gate,
    faults,
    status: () => control.get<Status>('/status'),
    get: (path) => control.get(path),
    verify: () => control.post('/audit/verify', {}),
    post: (path, body) => control.post(path, { actor: 'ada', ...body }),
    answers: (headers = {}) =>
      Promise.all(
        ['GET', 'POST'].map(
          async (method) =>
            (
              await sendRequest({
                port: gate.port,
                method,
                target: '/orders',
                headers: { Host: 'localhost', ...headers },
              })
            ).status,
        ),
      ),
  };
}

const on = { reason: 'a repair', force: true, anyway: true };

async function startApplication(): Promise<Recorder> {
  const application = await startRecorder();
  closers.push(() => application.close());
  return application;
}

describe.skipIf(isWithoutCompiler())('a clock that', () => {
  it('jumps, stands in 1970 or 2038, or runs slow or fast changes no mode, loses no lease and revives no pass', async () => {
    const application = await startApplication();
    const one = await startClocked(application);
    const { faults } = one;
    await one.post('/on', { ...on, mode: 'read-only' });
    const answers: number[][] = [];
    let isOver = false;
    const visiting = (async () => {
      while (!isOver) answers.push([...(await one.answers())]);
    })();
    closers.push(async () => {
      isOver = true;
      await visiting;
    });
    const pass = async (): Promise<{
      readonly id: string;
      readonly cookie: Readonly<Record<string, string>>;
    }> => {
      const made = await one.post<{ link: string; pass: { id: string } }>('/passes', {
        subject: 'mia',
        scope: 'read',
        ttlMs: hourMs,
      });
      const token = new URL(made.link).searchParams.get('token');
      const redeemed = await sendRequest({
        port: one.gate.port,
        method: 'POST',
        target: '/.well-known/portcullis/pass',
        headers: {
          Host: 'localhost',
          Accept: 'text/html',
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: [`token=${token}`],
      });
      expect(redeemed.status).toBe(200);
      const [cookie = ''] = [redeemed.headers['set-cookie'] ?? []].flat().join().split(';');
      return { id: made.pass.id, cookie: { Cookie: cookie } };
    };
    const now = Date.now();
    const jumps: readonly (readonly [aheadMs: number, driftPpm: number])[] = [
      [hourMs, 0],
      [-hourMs, 0],
      [24 * hourMs, 0],
      [-24 * hourMs, 0],
      [-now + 1_000, 0],
      [Date.UTC(2038, 0, 19, 3, 14, 0) - now, 0],
      [0, 200_000],
      [0, -200_000],
    ];
    for (const [aheadMs, driftPpm] of jumps) {
      faults.setClock(aheadMs, { driftPpm });
      await until(async () => Math.abs((await one.status()).now - Date.now() - aheadMs) < 60_000);
      const { epoch } = (await one.status()).switch;
      await until(async () => (await one.status()).word === 'enforced (HTTP only)');
      expect(await one.status()).toMatchObject({ switch: { mode: 'read-only', epoch } });
      // What is changed and made then holds.
      await one.post('/on', { ...on, mode: 'read-only', reason: `ahead by ${aheadMs}` });
      await pass();
    }
    faults.setClock(0);
    await until(async () => Math.abs((await one.status()).now - Date.now()) < 60_000);
    isOver = true;
    await visiting;
    expect(new Set(answers.map(String))).toEqual(new Set(['200,503']));
    expect(application.writes()).toEqual([]);

    // A pass lives for the time it was given: a clock that was ahead and is put right ends nothing. What was ended is over.
    await one.post('/on', { ...on, mode: 'closed' });
    await until(async () => (await one.answers())[0] === 503);
    const { id, cookie } = await pass();
    await until(async () => String(await one.answers(cookie)) === '200,503');
    faults.setClock(2 * hourMs);
    await until(async () => String(await one.answers(cookie)) === '503,503');
    faults.setClock(0);
    await until(async () => String(await one.answers(cookie)) === '200,503');
    await one.post(`/passes/${id}/revoke`, {});
    await until(async () => String(await one.answers(cookie)) === '503,503');
    faults.setClock(-2 * hourMs);
    await until(async () => Math.abs((await one.status()).now - Date.now() + 2 * hourMs) < 60_000);
    expect(await one.answers(cookie)).toEqual([503, 503]);
    const { findings } = await one.verify();
    expect(findings).toEqual([]);
  }, 120_000);

  it('stands in 1970 keeps nobody with a shell out', async () => {
    const one = await startClocked(await startApplication());
    await one.post('/on', { ...on, mode: 'closed' });
    one.faults.setClock(1_000 - Date.now());
    await until(async () => (await one.status()).now < 10 * hourMs);
    // The command has a clock of its own: that of a machine that was set right meanwhile.
    const opened = await one.gate.run(
      'break-glass',
      'read-only',
      '--reason',
      'the clock is wrong',
      '--for',
      '1h',
    );
    expect(opened.exitCode).toBe(0);
    await until(async () => String(await one.answers()) === '200,503');
    await one.gate.run('break-glass', 'end');
    await until(async () => String(await one.answers()) === '503,503');
    await one.post('/off', { anyway: true });
    await until(async () => String(await one.answers()) === '200,200');
  }, 60_000);
});

describe.skipIf(isWithoutCompiler())('two servers whose clocks are ten minutes apart', () => {
  it('take a pass once, and open once, when the clock of their store says so', async () => {
    const postgres = await startPostgres(15);
    closers.push(() => postgres.stop());
    const application = await startApplication();
    const config = { store: { kind: 'postgres', place: postgres.adminUrl } };
    const environment = { PORTCULLIS_SECRET: Buffer.alloc(32, 'clocks').toString('base64url') };
    const ahead = await startClocked(application, config, environment);
    const right = await startClocked(application, config, environment);
    ahead.faults.setClock(600_000);
    await right.post('/on', { ...on, mode: 'closed' });
    await until(async () => (await ahead.answers())[0] === 503);
    const { link } = await ahead.post<{ link: string }>('/passes', {
      subject: 'mia',
      scope: 'read',
      ttlMs: hourMs,
    });
    const redeem = ({ gate }: ClockedGate) =>
      sendRequest({
        port: gate.port,
        method: 'POST',
        target: '/.well-known/portcullis/pass',
        headers: {
          Host: 'localhost',
          Accept: 'text/html',
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: [`token=${new URL(link).searchParams.get('token')}`],
      });
    const redeemed = await Promise.all([ahead, right, ahead, right].map(redeem));
    expect(redeemed.filter(({ status }) => status === 200).length).toBe(1);

    const at = (await right.status()).now + 2_000;
    await right.post('/on', { ...on, mode: 'closed', expires: { at, then: 'open' } });
    await until(async () => (await right.status()).switch.mode === 'open');
    const { records } = await right.get<{ records: readonly { kind: string }[] }>('/audit?limit=100');
    expect(records.filter(({ kind }) => kind === 'switch.expired').length).toBe(1);
    expect((await right.status()).switch.since).toBeGreaterThanOrEqual(at);
    await until(async () => String(await ahead.answers()) === '200,200');
  }, 90_000);
});
