import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type ConsoleServer, startConsoleServer } from '../support/console-server.ts';
import { temporaryDirectory } from '../support/gate-process.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { screenProblems } from '../support/screen-problems.ts';
import { watchConsole } from '../support/watch-console.ts';

/** A site that stops a database with it, told in order: each step stands on the one before. */
const directory = temporaryDirectory();
const place = join(directory.path, 'orders.sqlite');
let application: Recorder;
let server: ConsoleServer;
let browser: Browser;
let page: Page;
let complaints: readonly string[];
/** What the application has open, beside the server. */
let orders: DatabaseSync;

beforeAll(async () => {
  orders = new DatabaseSync(place);
  orders.exec('pragma journal_mode = wal; create table orders (what text); create table sessions (id text)');
  application = await startRecorder();
  [server, browser] = await Promise.all([
    startConsoleServer({
      site: 'shop',
      upstream: application.origin,
      databases: [{ name: 'orders', place, bookkeeping: ['sessions'] }],
      workers: [{ name: 'mails', processes: { least: 0 } }],
      policy: { page: { brand: 'Larkspur', timeZone: 'UTC' }, trusted: { adminHosts: ['admin.localhost'] } },
    }),
    launchChromium(),
  ]);
  const context = await openContext(browser, { reducedMotion: 'reduce' });
  complaints = await watchConsole(context, { origins: [new URL(server.consoleUrl).origin] });
  page = await context.newPage();
  await page.goto(server.firstOwnerLink);
  await page.getByLabel('Your name').fill('ada');
  await page.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await stillness().waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await application?.close();
  orders?.close();
  directory.remove();
});

const stillness = () => page.getByRole('region', { name: 'Stillness' });
const dialog = () => page.getByRole('dialog');
const order = () => orders.exec(`insert into orders values ('a lamp')`);

it('names what would stop, while the site is open', async () => {
  await stillness().getByText('Open: nothing is stopped').waitFor();
  await stillness().getByRole('rowheader', { name: 'orders' }).waitFor();
  expect(await screenProblems({ page })).toEqual([]);
});

it('shows the phases as they go, and calls nothing still before it is', async () => {
  orders.exec('begin immediate');
  order();
  await page.getByRole('button', { name: 'Go read-only…' }).click();
  await dialog()
    .getByText('With it, databases close (orders) and workers pause (mails). What has begun may end first.')
    .waitFor();
  await dialog().getByRole('button', { name: 'Go read-only' }).click();
  await dialog().getByText('Your pass').waitFor();
  await dialog().getByRole('button', { name: 'Done' }).click();
  await stillness().getByText('Enforced, not still: databases are being closed and drained').waitFor();
  await stillness().getByRole('listitem').filter({ hasText: 'Freeze done' }).waitFor();
  await stillness().getByText('Being closed', { exact: true }).waitFor();
  expect(await page.getByText(/still since/i).count()).toBe(0);
  // What waits for this write may be decided; nothing of it can be cut.
  await stillness().getByText('What you can decide now').waitFor();
  await stillness().getByRole('button', { name: 'Go on without…' }).waitFor();
  expect(await stillness().getByRole('button', { name: 'Cut…' }).count()).toBe(0);
  await stillness().getByRole('button', { name: 'Take it back…' }).click();
  await dialog().getByText('Databases and the site open again, workers go on: the window is over.').waitFor();
  expect(await screenProblems({ page })).toEqual([]);
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  expect(await screenProblems({ page })).toEqual([]);
});

it('is still once the last write has come to its end, and another is refused', async () => {
  orders.exec('commit');
  await stillness()
    .getByText(/^Still since \d\d:\d\d:\d\d$/)
    .waitFor();
  await page
    .getByRole('region', { name: 'The change' })
    .getByText(/Beyond HTTP still/)
    .waitFor();
  await stillness().getByText('Stays writable: sessions').waitFor();
  await page.locator('.glance').getByText('Still, enforced at 1 of 1').waitFor();
  expect(await stillness().getByText('What you can decide now').count()).toBe(0);
  expect(order).toThrow(/portcullis/i);
  orders.exec(`insert into sessions values ('ada')`);
  expect(await screenProblems({ page })).toEqual([]);
});

it('shows what is watched, the last write, and what nobody would see', async () => {
  const watch = stillness().getByRole('region', { name: 'What is watched' });
  await watch.getByText('watching 1 table, 1 worker, 1 instance').waitFor();
  await watch.getByText('Writes seen in orders').waitFor();
  await watch.getByText(/something of the file by one of .*\(maybe counted late\)/).waitFor();
  await watch.getByText('Not watched in orders').waitFor();
  expect(await screenProblems({ page })).toEqual([]);
});

it('names a process that fell silent, until whoever knows that it ended says so', async () => {
  const report = { fleet: 'mails', id: 'gone', host: 'another', processId: 7, obeys: 'paused' };
  await server.control.post('/workers/report', { ...report, workers: [], isLeaving: false });
  await stillness().getByText('1 process is silent').waitFor();
  await stillness().getByText('mails: process 7 on another', { exact: true }).waitFor();
  expect(await screenProblems({ page })).toEqual([]);
  await stillness().getByRole('button', { name: 'It has ended…' }).click();
  await dialog().getByLabel('How do you know').fill('its container was killed');
  expect(await screenProblems({ page })).toEqual([]);
  await dialog().getByRole('button', { name: 'Forget this process' }).click();
  await dialog().waitFor({ state: 'detached' });
  await stillness().getByText('1 process is silent').waitFor({ state: 'detached' });
  await stillness()
    .getByText(/^Still since/)
    .waitFor();
});

it('raises an alarm at a write past the guard', async () => {
  await page.route('**/status', async (route) => {
    const response = await route.fetch();
    const status = await response.json();
    const [database] = status.stillness.databases;
    database.watch.alarms = [
      {
        ...{ table: 'public.orders', kind: 'past-guard', what: 'rows', rows: 2, at: status.now, line: '' },
        by: [{ role: 'ada', application: 'psql', pid: 4711, statement: 'delete from orders' }],
      },
    ];
    await route.fulfill({ json: status });
  });
  await page.reload();
  const alarm = page.getByRole('alert').filter({ hasText: 'Written to orders past its guard' });
  await alarm.getByText('2 rows of public.orders by ada (psql), pid 4711').waitFor();
  expect(await screenProblems({ page })).toEqual([]);
  await page.unroute('**/status');
});

it('names what cannot be opened, and opens all the same for who says so', async () => {
  const asked: unknown[] = [];
  // The server waits for a database for seconds: its answer is known from packages/server/test/stillness.
  await page.route('**/off', async (route) => {
    const { force }: { force: boolean } = route.request().postDataJSON();
    asked.push(force);
    if (force) return route.abort();
    return route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      json: {
        type: 'urn:portcullis:error:PORTCULLIS_NOT_OPENED',
        title: 'Not everything can be opened',
        status: 409,
        code: 'PORTCULLIS_NOT_OPENED',
        detail: 'Nothing was opened.',
        values: { details: 'database orders: it did not answer in time; worker mail: gone' },
      },
    });
  });
  await page.getByRole('button', { name: 'Open again…' }).click();
  await dialog().getByRole('button', { name: 'Open', exact: true }).click();
  await dialog().getByText('Not everything can be opened').waitFor();
  await dialog().getByRole('listitem').filter({ hasText: 'database orders: it did not answer' }).waitFor();
  expect(await screenProblems({ page })).toEqual([]);
  await dialog().getByRole('button', { name: 'Open all the same' }).click();
  await dialog().getByText('The server did not answer').waitFor();
  expect(asked).toEqual([false, true]);
  await page.unroute('**/off');
  await page.keyboard.press('Escape');
});

it('lists what is declared among the rules', async () => {
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  const declared = page.getByRole('region', { name: 'Beyond HTTP' });
  await declared.getByRole('rowheader', { name: 'orders' }).waitFor();
  await declared.getByText('SQLite').waitFor();
  expect(await page.getByText(place).count()).toBe(0);
  expect(await screenProblems({ page })).toEqual([]);
  await page.getByRole('link', { name: 'Now', exact: true }).click();
});

it('opens the database before the site, and everything runs again', async () => {
  await page.getByRole('button', { name: 'Open again…' }).click();
  await dialog().getByRole('button', { name: 'Open', exact: true }).click();
  await page
    .getByRole('region', { name: 'The change' })
    .getByText(/Beyond HTTP everything runs again/)
    .waitFor();
  await stillness().getByText('Open: nothing is stopped').waitFor();
  order();
  // The two answers that were made up above.
  expect(complaints.filter((line) => !/409|ERR_FAILED/.test(line))).toEqual([]);
});

/** What the panel says in words of its own; what a server says of names and sessions is in its English, and marked as such. */
async function ownWords(): Promise<string> {
  const panel = page.getByRole('region', { name: 'Stillstand' });
  return String(
    await panel.evaluate((element) => {
      const copy = element.cloneNode(true);
      if (!('querySelectorAll' in copy)) return '';
      for (const marked of copy.querySelectorAll('[lang="en"], .table-cell-title')) marked.remove();
      return copy.textContent;
    }),
  );
}

it('goes through a window in German, too, and leaves no word of its own in English', async () => {
  const english =
    /\b(since|for|now|done|open|closed|closing|paused|running|drain|freeze|guard|databases?|workers?)\b/i;
  await page.evaluate(() => localStorage.setItem('portcullis-console-language', 'de'));
  await page.reload();
  const panel = page.getByRole('region', { name: 'Stillstand' });
  await panel.getByText('Offen: Nichts ist angehalten').waitFor();
  orders.exec('begin immediate');
  order();
  await page.getByRole('button', { name: 'Auf „nur lesen“ stellen…' }).click();
  await dialog().getByRole('button', { name: 'Auf „nur lesen“ stellen' }).click();
  await dialog().getByText('Jenseits von HTTP').waitFor();
  await dialog().getByText('Datenbanken werden geschlossen und laufen leer').waitFor();
  await dialog().getByRole('button', { name: 'Fertig' }).last().click();
  await panel
    .getByText('Durchgesetzt, nicht still: Datenbanken werden geschlossen und laufen leer')
    .waitFor();
  await panel.getByRole('listitem').filter({ hasText: 'Anhalten erledigt' }).waitFor();
  await panel.getByText('Wird geschlossen', { exact: true }).waitFor();
  expect(await ownWords()).not.toMatch(english);
  expect(await screenProblems({ page })).toEqual([]);
  orders.exec('commit');
  await panel.getByText(/^Still seit \d\d:\d\d:\d\d$/).waitFor();
  await panel.getByText('Bleibt beschreibbar: sessions').waitFor();
  expect(await ownWords()).not.toMatch(english);
  await page.getByRole('button', { name: 'Wieder öffnen…' }).click();
  await dialog().getByRole('button', { name: 'Öffnen', exact: true }).click();
  await page
    .getByRole('region', { name: 'Die Änderung' })
    .getByText(/Jenseits von HTTP/)
    .waitFor();
  await panel.getByText('Offen: Nichts ist angehalten').waitFor();
  expect(await ownWords()).not.toMatch(english);
  order();
});
