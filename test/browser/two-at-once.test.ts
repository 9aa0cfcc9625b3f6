import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  clientId,
  clientSecret,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../../packages/server/test/support/openid-provider.ts';
import { ensureConsole } from '../../scripts/build-console.ts';
import { launchChromium, openContext } from '../support/chromium.ts';
import { findBarriers } from '../support/find-barriers.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { watchConsole } from '../support/watch-console.ts';

/** Two owners at the same settings, one of them from a provider. */
const directory = temporaryDirectory();
let provider: OpenIdProvider;
let application: Recorder;
let gate: GateProcess;
let browser: Browser;
const contexts: BrowserContext[] = [];
const watches: (readonly string[])[] = [];
let ada: Page;
let ben: Page;

const consoleUrl = () => /The console: (\S+)/.exec(gate.log())?.[1] ?? '';
const placeOf = (path: string) => new URL(path, consoleUrl()).href;

async function openPage(): Promise<Page> {
  const context = await openContext(browser);
  contexts.push(context);
  const watched = await watchConsole(context, {
    origins: [new URL(consoleUrl()).origin, new URL(provider.issuer).origin],
    // Somebody was faster, guesses, or asks where he is not signed in yet.
    isExpected: (message) => /status of (401|409|429)/.test(message.text()),
  });
  watches.push(watched);
  return context.newPage();
}

beforeAll(async () => {
  let output = '';
  const isBuilt = await ensureConsole({
    write: (text) => {
      output += text;
    },
  });
  if (!isBuilt) throw new Error(`The console could not be built:\n${output}`);
  provider = await startOpenIdProvider();
  application = await startRecorder();
  const clientSecretFile = join(directory.path, 'client-secret');
  writeFileSync(clientSecretFile, clientSecret);
  gate = await startGateProcess({
    config: {
      site: 'shop',
      upstream: application.origin,
      console: {
        listen: { port: 0 },
        provider: {
          name: 'Company',
          issuer: provider.issuer,
          clientId,
          clientSecretFile,
          roles: { subjects: { ben: 'owner' } },
        },
      },
    },
    stateDirectory: directory.path,
  });
  await vi.waitFor(() => expect(consoleUrl()).not.toBe(''), { timeout: 10_000 });
  provider.allow(placeOf('v1/sites/shop/sign-in/provider/callback'));
  browser = await launchChromium();
  ada = await openPage();
  ben = await openPage();
});

afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await gate?.stop();
  await application?.close();
  await provider?.close();
  directory.remove();
});

it('brings whoever signs in with a provider to the page that was asked for', async () => {
  await ada.goto(/Open (http\S+#code=\S+)/.exec(gate.log())?.[1] ?? '');
  await ada.getByLabel('Your name').fill('ada');
  await ada.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await ada.getByRole('button', { name: 'Become the owner' }).click();
  await ada.getByRole('link', { name: 'Set up a second factor' }).waitFor();

  provider.person = { subject: 'ben', claims: { preferred_username: 'ben' } };
  await ben.goto(placeOf('audit?kind=operator.created&search=ada'));
  await ben.getByRole('link', { name: 'Sign in with Company' }).click();
  await ben.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  expect(ben.url()).toBe(placeOf('audit?kind=operator.created&search=ada'));
});

it('keeps what both typed, and names who was first', async () => {
  for (const page of [ada, ben]) {
    await page.goto(placeOf('settings'));
    await page.getByRole('textbox', { name: 'Name of the site' }).waitFor();
  }
  await ada.getByRole('textbox', { name: 'Name of the site', exact: true }).fill('Larkspur');
  await ada.getByRole('textbox', { name: 'Phone', exact: true }).fill('+49 30 1');
  await ada.getByRole('button', { name: 'Save' }).click();
  await ada.getByText('The settings are saved.').first().waitFor();

  await ben.getByRole('textbox', { name: 'Name of the site', exact: true }).fill('Bens shop');
  await ben.getByRole('textbox', { name: 'Email', exact: true }).fill('help@shop.example');
  await ben.getByRole('button', { name: 'Save' }).click();
  const notice = ben.getByText(/operator:ada saved other settings meanwhile/);
  await notice.waitFor();
  await ben.getByText('Changed there: Name of the site, Phone.').waitFor();
  await ben.getByText(/yours would take its place: Name of the site\./).waitFor();
  expect(await findBarriers({ page: ben, hasSandboxedFrame: true })).toEqual([]);
  await ben.getByRole('button', { name: 'Put my changes on top of theirs' }).click();
  await notice.waitFor({ state: 'detached' });
  expect(await ben.getByRole('textbox', { name: 'Phone', exact: true }).inputValue()).toBe('+49 30 1');
  expect(await ben.getByRole('textbox', { name: 'Name of the site', exact: true }).inputValue()).toBe(
    'Bens shop',
  );
  await ben.getByRole('button', { name: 'Save' }).click();
  await ben.getByText('The settings are saved.').first().waitFor();

  await ada.reload();
  await ada.getByRole('textbox', { name: 'Name of the site', exact: true }).waitFor();
  const values = ['Name of the site', 'Phone', 'Email'].map((label) =>
    ada.getByRole('textbox', { name: label, exact: true }).inputValue(),
  );
  expect(await Promise.all(values)).toEqual(['Bens shop', '+49 30 1', 'help@shop.example']);
});

it('saves over a turn of the switch without asking', async () => {
  await ada.getByRole('textbox', { name: 'Phone', exact: true }).fill('+49 30 2');
  const turned = await gate.run('on', 'read-only', '--reason', 'test', '--force');
  expect(turned.exitCode).toBe(0);
  await ada.getByRole('button', { name: 'Save' }).click();
  await ada.getByText('The settings are saved.').first().waitFor();
  await gate.run('off');
});

it('checks every record, and says so', async () => {
  await ada.goto(placeOf('audit'));
  await ada.getByRole('button', { name: 'Check every record' }).click();
  await ada.getByText('Nothing was edited, removed or put in').first().waitFor();
});

it('asks for a code while others guess, and says how long to wait without one', async () => {
  const stranger = await openPage();
  await stranger.goto(consoleUrl());
  // Each failure makes the next wait longer: in the end, however slow the machine is, a try comes too soon.
  for (let tries = 0, status = 0; tries < 20 && status !== 429; tries += 1) {
    await stranger.getByLabel('Name').fill(`nobody${tries}`);
    await stranger.getByRole('textbox', { name: 'Password' }).fill('a wrong password');
    const answered = stranger.waitForResponse((response) => response.request().method() === 'POST');
    await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
    status = (await answered).status();
  }
  await stranger.getByLabel('Code, if you have a second factor').waitFor();
  expect(await findBarriers({ page: stranger })).toEqual([]);
});

it('nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
  expect(watches.flat()).toEqual([]);
});
