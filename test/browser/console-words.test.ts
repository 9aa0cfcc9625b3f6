import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type ConsoleSite, startConsoleSite } from '../support/console-site.ts';
import { watchConsole } from '../support/watch-console.ts';

/** What the console says of a change, in front of a real server. */
let site: ConsoleSite;
let browser: Browser;
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([
    startConsoleSite({
      page: { brand: 'Larkspur', texts: { en: { 'nothing.has.this': 'Hm.' } } },
      trusted: { adminHosts: ['admin.localhost'] },
    }),
    launchChromium(),
  ]);
  const context = await openContext(browser);
  complaints = await watchConsole(context, { origins: [new URL(site.consoleUrl).origin] });
  page = await context.newPage();
  await page.goto(site.firstOwnerLink);
  await page.getByLabel('Your name').fill('ada');
  await page.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await page.getByRole('link', { name: 'Set up a second factor' }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const open = (path: string) => page.goto(new URL(path, site.consoleUrl).href);
const passes = async () => {
  const { stdout } = await site.gate.run('pass', 'list', '--json');
  return (JSON.parse(stdout) as { passes: unknown[] }).passes.length;
};

it('asks for a pass when something becomes stricter, and for none when only the message changes', async () => {
  await open('');
  await page.getByRole('button', { name: 'Go read-only' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'Make a write pass for ada' }).waitFor();
  await dialog.getByText('You get in').waitFor();
  await dialog.getByRole('button', { name: 'Go read-only' }).click();
  await dialog.getByRole('button', { name: 'Done' }).last().click();
  expect(await passes()).toBe(1);

  await open('switch');
  await page.getByRole('textbox').first().fill('Nearly done.');
  await page.getByText('No proof is needed').waitFor();
  await page.getByRole('button', { name: 'Apply the change' }).click();
  await dialog.getByText('No proof is needed').waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(0);
  await dialog.getByRole('button', { name: 'Apply the change' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { stdout } = await site.gate.run('status', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ switch: { notice: { message: { en: 'Nearly done.' } } } });
  expect(await passes()).toBe(1);
});

/** Every English text that the API gives where its words stand beside it, at any depth; null there = data, not words. */
function englishTexts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const beside = Object.entries(value).find(([name]) => name === `${key}Said`)?.[1];
    if (beside === undefined) return englishTexts(each);
    const texts = Object.entries(typeof each === 'string' ? { only: each } : (each ?? {}));
    const saids: Readonly<Record<string, unknown>> =
      typeof each === 'string' ? { only: beside } : { ...beside };
    return texts.flatMap(([name, text]) => (typeof text === 'string' && saids[name] !== null ? [text] : []));
  });
}

it('shows no sentence of the server in English to whoever reads German', async () => {
  const english = new Set<string>();
  page.on('response', async (response) => {
    if (!response.headers()['content-type']?.includes('application/json')) return;
    for (const text of englishTexts(await response.json().catch(() => null))) english.add(text);
  });
  await page.evaluate(() => localStorage.setItem('portcullis-console-language', 'de'));
  const shows = async (path: string, ready: string, act: () => Promise<void> = async () => {}) => {
    english.clear();
    await open(path);
    await act();
    await page.getByText(ready).first().waitFor();
    const shown = (await page.locator('body').textContent()) ?? '';
    expect(english.size).toBeGreaterThan(0);
    expect([...english].filter((text) => shown.includes(text))).toEqual([]);
    expect(shown).not.toMatch(/\s--[a-z]/);
  };
  await shows('policy', 'niemand kann etwas ändern');
  await page.getByText('diesen Text hat keine Seite').waitFor();
  await shows(`policy?requests=${encodeURIComponent('PSOT /a b\nGET orders\nGET /%zz')}#test`, 'Meinten Sie');
  await page.getByText('eine ungültige Prozent-Kodierung').waitFor();
  await shows('switch', 'Admin ada auf', async () => {
    await page.getByRole('radio', { name: 'Geschlossen' }).first().check();
  });
  expect((await fetch(`${site.gate.url}/checkout`, { method: 'POST', body: 'a=1' })).status).toBe(503);
  for (const command of [['read-only', '--reason', 'Probe'], ['end']]) {
    const { exitCode, stderr } = await site.gate.run('break-glass', ...command);
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  }
  await shows('insiders', '„Probe“');
  await shows('traffic', 'Was sie durchließe', async () => {
    await page
      .getByRole('button', { name: /^Warum/ })
      .first()
      .click();
  });
});

it('nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
  expect(complaints).toEqual([]);
});
