import { createJobGate } from '@portcullis/quiesce/workers';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { openGuard } from '../../src/databases/open-guard.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let postgres: RunningPostgres;
let url: string;

beforeAll(async () => {
  postgres = await startPostgres(18);
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query('create database decided');
  await admin.end();
  url = new URL('/decided', postgres.adminUrl).href;
  const app = await connect();
  await app.query('create table orders (what text)');
  await app.end();
  const opened = await openGuard(url, { workingDirectory: '/' });
  if (opened.engine !== 'postgres') throw new Error('Expected PostgreSQL');
  await opened.guard.install({});
  await opened.close();
});
afterAll(() => postgres.stop());

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'the application' });
  client.on('error', () => {});
  await client.connect();
  return client;
}

let site: RunningSite;
let end: (() => void)[];
let send: () => unknown;
beforeEach(async () => {
  end = [];
  const jobs = createJobGate({ name: 'mails' });
  send = jobs.guardJob(() => new Promise<void>((resolve) => end.push(resolve)), {
    name: 'send',
    class: 'hold',
  });
  site = await startSite({
    config: {
      databases: [{ name: 'orders', place: url }],
      workers: [{ name: 'mails', connect: () => jobs }],
    },
  });
});
afterEach(async () => {
  try {
    for (const finish of end) finish();
    await site.off();
    await until(async () => (await stillness())?.phase === null);
  } finally {
    await site.close();
  }
});

const stillness = async () => (await site.control.get<SiteStatus>('/status')).stillness;
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const waitsFor = (what: string) =>
  until(async () => (await stillness())?.missing.some((line) => line.includes(what)) ?? false);
const portcullis = (...args: string[]) => runCommand(args, { stateDirectory: site.stateDirectory });
const records = async (kind: string) =>
  (
    await site.control.get<{ records: { kind: string; actor: string; data: string }[] }>('/audit')
  ).records.filter((record) => record.kind === kind);

describe('portcullis stillness', () => {
  it('shows what a drain waits for and what may be decided; going on names what it leaves, on record', async () => {
    void send();
    await site.on({});
    await waitsFor('worker mails has 1 job in hand: send');
    const shown = await portcullis('stillness');
    expect(shown).toMatchObject({
      exitCode: 4,
      stdout: expect.stringMatching(/waiting for what had begun[\s\S]*worker mails has 1 job in hand: send/),
    });
    expect(shown.stdout).toContain('portcullis stillness go-on --reason');
    expect(shown.stdout).not.toContain('portcullis stillness cut');

    expect(await portcullis('stillness', 'cut', '--reason', 'late')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/PORTCULLIS_NOT_DECIDABLE\n.*jobs cannot be cut/),
    });
    expect((await portcullis('stillness', 'go-on')).exitCode).toBe(2);
    expect((await portcullis('stillness', 'give-up')).exitCode).toBe(2);

    const went = await portcullis('stillness', 'go-on', '--reason', 'the job hangs');
    expect(went).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/left behind +worker mails has 1 job in hand: send/),
    });
    await until(async () => (await stillness())?.databases[0]?.guard === 'closed');
    expect((await site.control.get<SiteStatus>('/status')).word).toBe('enforced');
    const [record, ...others] = await records('transition.decided');
    expect(others).toEqual([]);
    expect(record?.actor).toBe('shell:ada');
    expect(JSON.parse(record?.data ?? '')).toMatchObject({
      decision: 'go-on',
      reason: 'the job hangs',
      from: 'drain',
      to: 'guards',
      setback: { kind: 'left-behind' },
    });

    for (const finish of end) finish();
    await until(async () => (await stillness())?.since !== null);
    expect((await portcullis('stillness')).exitCode).toBe(0);
  });

  it('cuts a transaction that is waited for', async () => {
    const app = await connect();
    await app.query('begin');
    await app.query(`insert into orders values ('a lamp')`);
    await site.on({});
    await waitsFor('the application');
    expect((await stillness())?.decisions).toEqual(['go-on', 'cut', 'roll-back']);
    expect((await portcullis('stillness', 'cut', '--reason', 'nobody is there')).exitCode).toBe(0);
    await until(async () => (await stillness())?.since !== null);
    await expect(app.query('commit')).rejects.toThrow();
    const look = await connect();
    expect((await look.query('select from orders')).rowCount).toBe(0);
    await look.end();
    await app.end().catch(() => undefined);
  });

  it('takes a turning on back, of somebody else with --anyway alone', async () => {
    void send();
    await site.on({});
    await waitsFor('worker mails has 1 job in hand');
    const refused = await portcullis('stillness', 'roll-back', '--reason', 'not tonight');
    expect(refused).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/PORTCULLIS_WINDOW_NOT_YOURS\n.*tester[\s\S]*--anyway/),
    });
    const taken = await portcullis('stillness', 'roll-back', '--anyway', '--reason', 'not tonight');
    expect(taken.exitCode).toBe(0);
    await until(async () => (await stillness())?.phase === null);
    const { switch: current, stillness: after } = await site.control.get<SiteStatus>('/status');
    expect(current).toMatchObject({
      mode: 'open',
      reason: expect.stringContaining('ada decided so: not tonight'),
    });
    expect(after?.setback).toMatchObject({ kind: 'rolled-back', details: ['ada decided so: not tonight'] });
    expect((await portcullis('status')).stdout).toMatch(
      /turning on was taken back .* ago:\n +ada decided so/,
    );
  });

  it('has nothing to decide while nothing is on', async () => {
    expect((await portcullis('stillness')).exitCode).toBe(0);
    expect(await portcullis('stillness', 'go-on', '--reason', 'late', '--json')).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('nothing is stopped, and nothing is on its way'),
    });
    expect(await records('transition.decided')).toEqual([]);
  });
});
