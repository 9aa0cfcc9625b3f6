import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fleetOverHttp, type JoinedFleet, joinFleet } from '@portcullis/quiesce/fleet';
import { createJobGate } from '@portcullis/quiesce/workers';
import type { Browser, Page } from 'playwright-core';
import { controlSocketPath } from 'portcullis';
import { type Database, DEMO_LOGINS, openDatabase } from 'portcullis-example-shop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type DemoDatabase, openDemoDatabase } from '../support/demo-database.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { temporaryDirectory } from '../support/gate-process.ts';
import { screenProblems } from '../support/screen-problems.ts';
import { checkOut, logIn, putIntoCart } from '../support/shop-visit.ts';
import { watchConsole } from '../support/watch-console.ts';

/** What `npm start` tells of what nobody clicks, on what it starts; each step stands on the one before. */
const directory = temporaryDirectory();
const mailFile = join(directory.path, 'mail.mbox');
const jobsOfTheShop = [
  'deliver-mail',
  'recalculate-statistics',
  'retry-payments',
  'send-digest',
  'synchronise-crm',
  'tidy-up',
] as const;
let demo: DemoProcess;
let browser: Browser;
let ada: Page;
let mia: Page;
let admin: Page;
let complaints: readonly string[];
let url: string;
let adminUrl: string;
/** Looks at everything, beside everybody. */
let database: DemoDatabase;
/** Sessions of the role that the shop's own processes have, past the shop. */
let application: Database;
/** A process that joined the shop's, and that somebody paused before the window. */
let fleet: JoinedFleet;
const letters = createJobGate({ name: 'letters' });
let lettersSent = 0;
const sendLetter = letters.guardJob(
  () => {
    lettersSent += 1;
  },
  { name: 'letter', class: 'hold' },
);
/** Which lost an item, and is handed over. */
let damagedOrder: string;
/** Which is on its way when the window begins. */
let orderOnItsWay: string;
/** Whose payment the provider tells of while the window is open. */
let testOrder: string;
/** When the site had become still. */
let asItStood: { readonly digest: string; readonly mails: string; readonly refused: number };
/** What is to be let go once the test has seen what waits for it. */
let holdJobs: Held;
let holdDatabase: Held;

beforeAll(async () => {
  // So that under root the account PostgreSQL borrows can get in, as it can in an ordinary clone.
  chmodSync(directory.path, 0o755);
  demo = startDemo({ directory: directory.path });
  const launched = launchChromium();
  ({ url } = await demo.told);
  browser = await launched;
  adminUrl = url.replace('localhost', 'admin.localhost');
  database = openDemoDatabase(directory.path);
  application = openDatabase(toldPsql().url, { applicationName: 'psql' });
  await letters.pause();
  void sendLetter();
  const socketPath = controlSocketPath(join(directory.path, 'portcullis'), 'shop');
  fleet = joinFleet({
    name: 'shop-worker',
    workers: [letters],
    send: fleetOverHttp({ site: 'shop', server: { socketPath } }),
  });
  const newPage = async () => (await openContext(browser)).newPage();
  [mia, admin] = await Promise.all([newPage(), newPage()]);
  await becomeOwner();
});

afterAll(async () => {
  for (const held of [holdJobs, holdDatabase]) await held?.letGo().catch(() => undefined);
  await fleet?.leave();
  await browser?.close();
  await application?.close();
  await database?.session.close();
  // The worker that was held, where a test failed before it was let go.
  demo.signalAll('SIGCONT');
  demo.signalAll('SIGTERM');
  await demo.ended;
  directory.remove();
});

async function becomeOwner(): Promise<void> {
  const [, link = ''] = /^The console +(\S+)$/m.exec(demo.output()) ?? [];
  const context = await openContext(browser, { reducedMotion: 'reduce' });
  complaints = await watchConsole(context, { origins: [new URL(link).origin] });
  ada = await context.newPage();
  await ada.goto(link);
  await ada.getByLabel('Your name').fill('ada');
  await ada.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await ada.getByRole('button', { name: 'Become the owner' }).click();
  await stillness().waitFor();
}

const stillness = () => ada.getByRole('region', { name: 'Stillness' });
const dialog = () => ada.getByRole('dialog');
const screen = (name: string) => ada.getByRole('link', { name, exact: true });
/** The step that the panel says to be at. */
const currentStep = () => stillness().getByRole('listitem').and(ada.locator('[aria-current="step"]'));

/** What the story says to type, word by word. */
function toldPsql(): { readonly url: string; readonly statement: string } {
  const [, told = '', statement = ''] = /^ +psql "(\S+)" -c "(.+)"$/m.exec(demo.output()) ?? [];
  return { url: told, statement };
}

function psql() {
  const { url: place, statement } = toldPsql();
  return promisify(execFile)('psql', [place, '-c', statement]);
}

/** Nothing before the first is sent. */
const mails = () => (existsSync(mailFile) ? readFileSync(mailFile, 'utf8') : '');
const invoices = () => database.number('select count(*) as value from subscription_invoice');
/** Transactions that the database undid. */
const refusedSoFar = () =>
  database.number(`select xact_rollback as value from pg_stat_database where datname = 'shop'`);
const fulfilmentOf = async (order: string) =>
  (await database.session.query('select state from fulfilment where purchase_id = $1', [order]))[0];

/** On the order's page, as an admin sees it. */
async function paymentsShown(order: string): Promise<readonly string[]> {
  await admin.goto(`${adminUrl}/admin/orders/${order}`);
  return admin
    .getByRole('listitem')
    .filter({ hasText: /^Payment of .* booked/ })
    .allInnerTexts();
}

/** Each of them once more than now. */
async function untilJobsRun(): Promise<void> {
  const before = await database.jobRuns();
  await expect
    .poll(async () => {
      const now = await database.jobRuns();
      return jobsOfTheShop.filter((name) => (now[name] ?? 0) <= (before[name] ?? 0));
    }, polling)
    .toEqual([]);
}

/** A watchdog, for a busy machine. */
const polling = { timeout: 60_000, interval: 50 };

interface Held {
  letGo(): Promise<void>;
}

/** A transaction that stays open when its statement is done. */
async function hold(session: Database, statement: string): Promise<Held> {
  const begun = Promise.withResolvers<void>();
  const wanted = Promise.withResolvers<void>();
  const ended = session.transaction(async (transaction) => {
    await transaction.query(statement);
    begun.resolve();
    await wanted.promise;
  });
  ended.catch(begun.reject);
  await begun.promise;
  return {
    async letGo() {
      wanted.resolve();
      await ended;
    },
  };
}

/** Of the shop's worker: it alone is started with the file of this demo's mail. */
function workerProcessId(): number {
  const found = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && argumentsOf(name).includes(mailFile),
  );
  expect(found).toHaveLength(1);
  return Number(found[0]);
}

function argumentsOf(processId: string): readonly string[] {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has just ended
  }
}

describe('what nobody clicks, through a window', () => {
  it('1: jobs, cron and billing write, and an order loses an item', async () => {
    const before = { invoices: await invoices(), digest: await database.digest(), mails: mails() };
    await logIn(mia, url, DEMO_LOGINS.customer);
    await putIntoCart(mia, url, 'desk-lamp', 'brass-pen');
    damagedOrder = await checkOut(mia, url);
    await putIntoCart(mia, url, 'table-clock');
    await untilJobsRun();
    await expect.poll(invoices, polling).toBeGreaterThan(before.invoices);
    await expect.poll(() => fulfilmentOf(damagedOrder), polling).toEqual({ state: 'handed-over' });
    await expect.poll(mails, polling).toContain(`Subject: Your order ${damagedOrder}\n`);
    expect(await database.digest()).not.toBe(before.digest);
    expect(mails()).not.toBe(before.mails);
    await stillness().getByText('Open: nothing is stopped').waitFor();
    await expect(psql()).resolves.toMatchObject({ stdout: 'UPDATE 1\n' });
  });

  it('2: freeze: workers are being paused, and one that does not answer is waited for', async () => {
    // Each job waits for this, and is in hand.
    holdJobs = await hold(database.session, 'lock table job_run in share mode');
    orderOnItsWay = await checkOut(mia, url);
    const waiting = `select count(*) as value from pgboss.job where state = 'active' and name = 'fulfil-order'`;
    await expect.poll(() => database.number(waiting), polling).toBe(1);
    process.kill(workerProcessId(), 'SIGSTOP');
    await ada.getByRole('button', { name: 'Go read-only…' }).click();
    await dialog().getByRole('button', { name: 'Go read-only' }).click();
    await dialog().getByText('Your pass').waitFor();
    await dialog().getByText('workers are being paused').waitFor();
    await dialog().getByText('worker shop-worker is not stopped yet').waitFor();
    await dialog().getByRole('button', { name: 'Done' }).last().click();
    await currentStep().filter({ hasText: 'Freeze now workers are being paused' }).waitFor();
    await stillness().getByText('Enforced, not still: workers are being paused').waitFor();
  });

  it('2: drain: what a job had begun ends, by its name', async () => {
    process.kill(workerProcessId(), 'SIGCONT');
    await currentStep().filter({ hasText: 'Drain now waiting for what had begun' }).waitFor();
    await stillness().getByRole('listitem').filter({ hasText: 'Freeze done' }).waitFor();
    // The table shows the oldest few of a worker; whatever is missing is named in full.
    await stillness()
      .getByRole('listitem')
      .filter({ hasText: /in hand: fulfil-order/ })
      .waitFor();
  });

  it('2: databases: what a session had begun commits', async () => {
    holdDatabase = await hold(application, `update product set stock = stock + 7 where slug = 'glass-vase'`);
    await holdJobs.letGo();
    await currentStep().filter({ hasText: 'Databases now databases are being closed and drained' }).waitFor();
    await stillness().getByText('Being closed', { exact: true }).waitFor();
    expect(await ada.getByText(/still since/i).count()).toBe(0);
    await holdDatabase.letGo();
    await stillness()
      .getByText(/^Still since \d\d:\d\d:\d\d$/)
      .waitFor();
    const kept = `select stock as value from product where slug = 'glass-vase'`;
    expect(await database.number(kept)).toBe(7);
  });

  it('3: psql and the billing script are refused by the database, and say so', async () => {
    asItStood = { digest: await database.digest(), mails: mails(), refused: await refusedSoFar() };
    const refusal = 'portcullis: UPDATE refused, maintenance is in progress';
    await expect(psql()).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(refusal),
    });
    await expect.poll(demo.output, polling).toContain(`nightly-billing: 25006 ${refusal}`);
    // Nobody told anybody about it: its name is what it gives itself.
    await stillness()
      .getByText(/^shop \(nightly-billing\) to public\.\w+, last at/)
      .waitFor();
    await stillness()
      .getByText(/^shop \(psql\) to public\.product, last at/)
      .waitFor();
    expect(await stillness().getByText('past its guard').count()).toBe(0);
  });

  it('3: that it is still can be read on every screen, and a customer still signs in', async () => {
    // It was tried with the database closed; what did not work would be a limit.
    expect(
      await stillness()
        .getByText(/sign(ing)? in/i)
        .count(),
    ).toBe(0);
    expect(await screenProblems({ page: ada })).toEqual([]);
  });

  it('3: no row has changed after three rounds of everything that writes by itself', async () => {
    const { refused, ...before } = asItStood;
    // In each round five jobs are sent, and billing runs; psql was refused once.
    await expect.poll(refusedSoFar, polling).toBeGreaterThan(refused + 3 * 6);
    expect({ digest: await database.digest(), mails: mails() }).toEqual(before);
    expect(await fulfilmentOf(orderOnItsWay)).toEqual({ state: 'reserved' });
    expect(await stillness().getByText('Paused', { exact: true }).count()).toBe(2);
  });

  it('4: the admin writes the lost item again, and the site stays still', async () => {
    const since = await stillness()
      .getByText(/^Still since/)
      .textContent();
    await logIn(admin, adminUrl, DEMO_LOGINS.admin);
    await admin.goto(`${adminUrl}/admin/settings`);
    await admin.getByLabel('Legacy order writer').uncheck();
    await admin.getByRole('button', { name: 'Save settings' }).click();
    await admin.waitForURL('**/admin/settings?done=*');
    await admin.goto(`${adminUrl}/admin/orders/${damagedOrder}`);
    await admin.getByRole('button', { name: 'Write the lost items again' }).click();
    await admin.waitForURL(`**/admin/orders/${damagedOrder}?done=repaired`);
    const lines = 'select count(*) as value from purchase_line where purchase_id = $1';
    expect(await database.number(lines, [damagedOrder])).toBe(2);
    expect(
      await stillness()
        .getByText(/^Still since/)
        .textContent(),
    ).toBe(since);
  });

  it('4: a test order goes through its jobs, while all others are held', async () => {
    await screen('Who gets in').click();
    await ada.getByRole('link', { name: 'Passes', exact: true }).click();
    await ada.getByRole('button', { name: 'Make a pass' }).click();
    await dialog().getByLabel('For whom').fill(DEMO_LOGINS.admin.email);
    await dialog()
      .getByRole('radio', { name: /^Test run/ })
      .check();
    await dialog().getByRole('button', { name: 'Make it' }).click();
    const link = await dialog().getByLabel('Link', { exact: true }).inputValue();
    await dialog().getByRole('button', { name: 'Done' }).click();
    await ada
      .getByRole('row', { name: DEMO_LOGINS.admin.email })
      .getByText('Test run', { exact: true })
      .waitFor();
    await admin.goto(link);
    await admin.getByRole('button', { name: 'Use the pass in this browser' }).click();
    await admin.getByRole('heading', { name: 'You are in' }).waitFor();
    await putIntoCart(admin, adminUrl, 'glass-vase', 'brass-pen');
    testOrder = await checkOut(admin, adminUrl);
    await expect.poll(() => fulfilmentOf(testOrder), polling).toEqual({ state: 'handed-over' });
    const lines = 'select count(*) as value from purchase_line where purchase_id = $1';
    expect(await database.number(lines, [testOrder])).toBe(2);
    expect(await fulfilmentOf(orderOnItsWay)).toEqual({ state: 'reserved' });
    expect(await paymentsShown(testOrder)).toEqual([]);
    await screen('Now').click();
    await stillness()
      .getByText(/^Still since/)
      .waitFor();
  });

  it('5: off resumes exactly: what ran runs, what somebody had paused stays so', async () => {
    const invoicesBefore = await invoices();
    const resumed = untilJobsRun();
    await ada.getByRole('button', { name: 'Open again…' }).click();
    await dialog().getByRole('button', { name: 'Open', exact: true }).click();
    await dialog().getByText('What came of the test run?').waitFor();
    expect(await screenProblems({ page: ada })).toEqual([]);
    await dialog().getByRole('button', { name: 'It went through: open' }).click();
    await stillness().getByText('Open: nothing is stopped').waitFor();
    await expect(psql()).resolves.toMatchObject({ stdout: 'UPDATE 1\n' });
    await resumed;
    await expect.poll(invoices, polling).toBeGreaterThan(invoicesBefore);
    await expect.poll(demo.output, polling).toContain('nightly-billing writes again: invoice ');
    await expect.poll(() => fulfilmentOf(orderOnItsWay), polling).toEqual({ state: 'handed-over' });
    await expect.poll(mails, polling).toContain(`Subject: Your order ${orderOnItsWay}\n`);
    // The provider was told 200 in the window; now the shop knows, too.
    await expect
      .poll(() => paymentsShown(testOrder), polling)
      .toEqual([expect.stringMatching(/^Payment of €70\.00 booked /)]);
    expect({ state: await letters.state(), lettersSent }).toEqual({ state: 'paused', lettersSent: 0 });
    await letters.resume();
    await expect.poll(() => lettersSent, polling).toBe(1);
    // Asked what came of the test run, the browser was told by a refusal.
    const asked = /^Failed to load resource: .* status of 409 \(Conflict\) at \S+\/off$/;
    expect(complaints.filter((complaint) => !asked.test(complaint))).toEqual([]);
  });
});
