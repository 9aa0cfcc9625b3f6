import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ShopToClose, startShopToClose } from '../../../../test/support/shop-to-close.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { openGuard } from '../../src/databases/open-guard.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

const everyTable = ['public.session', 'public.write_record'];
const signIn = {
  user: 'mia@shop.example',
  passwordFrom: 'TRIAL_PASSWORD',
  read: '/account/orders',
  contains: 'Log out',
  signOut: 'POST /logout',
};

let shop: ShopToClose;
let site: RunningSite;
let password: string;
let logged: string[];

beforeAll(async () => {
  shop = await startShopToClose();
  password = shop.customer.password;
});
afterAll(() => shop.close());
beforeEach(() => {
  logged = [];
  shop.jam(() => 'pass');
});
afterEach(async () => {
  try {
    await site.off();
    await until(async () => (await stillness())?.phase === null);
  } finally {
    await site.close();
  }
});

interface Start {
  readonly bookkeeping?: readonly string[];
  readonly trial?: Partial<typeof signIn> | null;
  readonly word?: string;
  /** @default 30000 */
  readonly databasesMs?: number;
}

async function start({
  bookkeeping = everyTable,
  trial = {},
  word = password,
  databasesMs = 30_000,
}: Start = {}): Promise<void> {
  await guardWith(bookkeeping);
  site = await startSite({
    policy: shop.policy,
    config: {
      upstream: shop.upstream,
      databases: [{ name: 'orders', place: shop.guardUrl }],
      stillness: {
        deadlines: { databasesMs },
        ...(trial !== null && { signIn: { ...signIn, ...trial } }),
      },
    },
    environment: { TRIAL_PASSWORD: word },
    onLog: (line) => logged.push(line),
  });
}

/** As `portcullis guard install` does, from nothing. */
async function guardWith(bookkeepingTables: readonly string[]): Promise<void> {
  const opened = await openGuard(shop.guardUrl, { workingDirectory: '/' });
  if (opened.engine !== 'postgres') throw new Error('Expected PostgreSQL');
  await opened.guard.uninstall();
  await opened.guard.install({ bookkeepingTables });
  await opened.close();
}

const status = () => site.control.get<SiteStatus>('/status');
const stillness = async () => (await status()).stillness;
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const portcullis = (...args: string[]) => runCommand(args, { stateDirectory: site.stateDirectory });
const turnOn = () => portcullis('on', 'read-only', '--reason', 'moving orders', '--force');

/** As a person does, through the gate; the status of the answer. */
async function signInAsAPerson(): Promise<number> {
  const { status: answered } = await site.send('/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...shop.customer }).toString(),
  });
  return answered;
}

/** Everything that the server keeps, and all that it says. */
async function everythingKept(): Promise<string> {
  const files = readdirSync(site.stateDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  const said = [await status(), await site.control.get('/audit')].map((one) => JSON.stringify(one));
  return [...files, ...said, ...logged].join('\n');
}

describe('signing in with the database closed', () => {
  it('works, and the site is still', async () => {
    await start();
    expect(await turnOn()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('still at 1 of 1.'),
    });
    expect((await stillness())?.limits).toEqual([]);
    expect(await signInAsAPerson()).toBe(303);
    expect(logged.filter((line) => line.includes('signing in was tried, and works')).length).toBe(2);
    expect(await everythingKept()).not.toContain(password);
  });

  it('fails: the database opens, the tables are named, and people can sign in; once they are named it is still', async () => {
    await start({ bookkeeping: [] });
    const on = await turnOn();
    expect(on.exitCode).toBe(4);
    expect(on.stderr).toMatch(
      /database orders was opened again: signing in fails while it is closed: POST \/login answers 503/,
    );
    expect(on.stderr).toContain(
      'With it open it works: it writes to public.session and public.write_record of orders',
    );
    expect(on.stderr).toContain(
      'portcullis guard install --bookkeeping public.session --bookkeeping public.write_record',
    );
    expect(await signInAsAPerson()).toBe(303);
    const { word, stillness: shown, switch: current } = await status();
    expect([word, current.mode, shown?.databases[0]?.guard]).toEqual(['enforced', 'read-only', 'open']);
    expect((await portcullis('status')).stdout).toContain('public.write_record');
    const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>('/audit');
    const parts = records.filter(({ kind }) => kind === 'transition.part').map(({ data }) => data);
    expect(parts.join()).toContain('public.write_record');
    expect(await everythingKept()).not.toContain(password);

    expect((await portcullis('off', '--anyway')).exitCode).toBe(0);
    await guardWith(everyTable);
    expect(await turnOn()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('still at 1 of 1.'),
    });
  });

  it('failed before already: the database is not blamed, and it is said', async () => {
    await start();
    shop.jam(() => 'break');
    const on = await turnOn();
    expect(on.exitCode).toBe(0);
    expect(on.stdout).toContain(
      'signing in did not work before the databases were closed either, so nothing is known of it since: POST /login answers 500',
    );
    expect((await status()).word).toBe('still');
  });

  it('is tried with a wrong password: that is said, and the database closes', async () => {
    const wrong = 'not-what-mia-likes';
    await start({ word: wrong });
    const on = await turnOn();
    expect(on.exitCode).toBe(0);
    expect(on.stdout).toContain(
      `POST /login answers 422: are ${signIn.user} of stillness.signIn.user and its password right?`,
    );
    expect((await status()).word).toBe('still');
    expect(await everythingKept()).not.toContain(wrong);
  });

  it('proves nothing by a page that everybody sees', async () => {
    await start({ trial: { read: '/', contains: 'Larkspur' } });
    expect((await turnOn()).stdout).toContain('GET / answers 200 without signing in, too');
  });

  it('is not answered: the database stays closed, that is said, and it is tried again', async () => {
    await start({ databasesMs: 3_000 });
    let isDown = true;
    shop.jam((number) => (number > 0 && isDown ? 'hang-up' : 'pass'));
    const on = await turnOn();
    expect(on).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('still at 1 of 1.') });
    expect(on.stdout).toContain('signing in with the databases closed could not be tried yet');
    isDown = false;
    await until(async () => (await stillness())?.limits.length === 0);
    expect((await status()).word).toBe('still');
  });

  it('is not tried unless the configuration says how, which status tells and turning on does not', async () => {
    await start({ bookkeeping: [], trial: null });
    const on = await turnOn();
    expect(on).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('still at 1 of 1.') });
    expect(on.stdout).not.toContain('stillness.signIn');
    expect((await portcullis('status')).stdout).toContain('is not tried: give stillness.signIn an account');
  });
});
