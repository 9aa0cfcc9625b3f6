import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureConsole } from '../../scripts/build-console.ts';
import { launchChromium, openContext } from '../support/chromium.ts';
import { findBarriers } from '../support/find-barriers.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';

/** An operator who has never seen the console, in front of a real server. */
const directory = temporaryDirectory();
let application: Recorder;
let gate: GateProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  let output = '';
  const isBuilt = await ensureConsole({
    write: (text) => {
      output += text;
    },
  });
  if (!isBuilt) throw new Error(`The console could not be built:\n${output}`);
  application = await startRecorder();
  gate = await startGateProcess({
    config: {
      site: 'shop',
      upstream: application.origin,
      policy: { page: { brand: 'Larkspur' }, trusted: { adminHosts: ['admin.localhost'] } },
    },
    stateDirectory: directory.path,
  });
  browser = await launchChromium();
  context = await openContext(browser);
  page = await context.newPage();
  page.on('console', (message) => {
    // A browser tells of every answer that is no success, and asks who is signed in before anybody is.
    if (message.type() === 'error' && !message.text().includes('status of 401')) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterAll(async () => {
  await context?.close();
  await browser?.close();
  await gate?.stop();
  await application?.close();
  directory.remove();
});

const write = async () => (await fetch(`${gate.url}/checkout`, { method: 'POST', body: 'a=1' })).status;
const consoleUrl = () => new URL(/The console: (\S+)/.exec(gate.log())?.[1] ?? '');

it('makes the first owner of whoever has the link that the server printed', async () => {
  const link = /Open (http\S+#code=\S+)/.exec(gate.log())?.[1] ?? '';
  await page.goto(link);
  await page.getByLabel('Your name').fill('ada');
  await page.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await page.getByRole('heading', { name: 'Second factor' }).waitFor();
});

it('says that the site is open, and takes it read-only with one press and one confirm', async () => {
  await page.getByRole('link', { name: 'Now' }).click();
  await page.getByText('Nobody has turned this switch yet.').waitFor();
  expect(await write()).toBe(200);
  await page.getByRole('button', { name: 'Go read-only' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('You get in').waitFor();
  await dialog.getByRole('button', { name: 'Go read-only' }).click();
  await page.getByText('Enforced at 1 of 1').first().waitFor();
  expect(await write()).toBe(503);
});

it('shows the refused checkout with its reason, live', async () => {
  await page.goto(new URL('traffic', consoleUrl()).href);
  await page.getByRole('heading', { level: 1, name: 'Traffic' }).waitFor();
  expect(await write()).toBe(503);
  await page.getByText('/checkout').first().waitFor();
});

it.each([
  ['', 'Read-only'],
  ['insiders', 'Who gets in'],
  ['policy', 'Policy'],
  ['audit', 'Audit'],
  ['settings', 'Settings'],
])('opens %j for everybody to use', async (path, title) => {
  await page.goto(new URL(path, consoleUrl()).href);
  await page.getByRole('heading', { name: title }).first().waitFor();
  expect(await findBarriers({ page, hasSandboxedFrame: path === 'settings' })).toEqual([]);
});

it('opens the site again, and has it all on record', async () => {
  await page.goto(consoleUrl().href);
  await page.getByRole('button', { name: 'Open again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Open/ }).click();
  await page.getByText('Open at 1 of 1').first().waitFor();
  expect(await write()).toBe(200);
  const { stdout } = await gate.run('audit', 'list', '--json');
  const { records } = JSON.parse(stdout) as { records: { kind: string; actor: string }[] };
  const done = records.filter(({ actor }) => actor === 'operator:ada').map(({ kind }) => kind);
  expect(done).toEqual(expect.arrayContaining(['switch.changed', 'pass.created', 'operator.signed-in']));
});

it('has nothing that the Content-Security-Policy or the browser complained of', () => {
  expect([...new Set(complaints)].slice(0, 5)).toEqual([]);
});
