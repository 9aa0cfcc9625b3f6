import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secret, stripeEvent } from '../../packages/server/test/webhooks/signed-webhooks.ts';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type ConsoleServer, startConsoleServer } from '../support/console-server.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { screenProblems } from '../support/screen-problems.ts';
import { watchConsole } from '../support/watch-console.ts';

/** Webhooks that come during a window, and what an operator decides about them in the console. */
let application: Recorder;
let server: ConsoleServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];
/** What the application cannot take yet. */
let broken = '';

const hostile = `<img src=x onerror="document.title='ran'">\u202eesrever`;

beforeAll(async () => {
  application = await startRecorder(({ body }, response) => {
    response.writeHead(broken !== '' && body.includes(broken) ? 500 : 200).end();
  });
  [server, browser] = await Promise.all([
    startConsoleServer(
      {
        site: 'shop',
        upstream: application.origin,
        policy: {
          webhooks: [
            {
              match: 'POST /webhooks/stripe',
              provider: 'stripe',
              secretFrom: 'STRIPE_SECRET',
              attempts: 1,
            },
            { match: 'POST /webhooks/scanner', why: 'a scanner that nobody can change' },
            { match: 'POST /webhooks/flood' },
            { match: 'POST /webhooks/github', provider: 'github', secretFrom: 'NOT_IN_THE_ENVIRONMENT' },
          ],
        },
      },
      { environment: { STRIPE_SECRET: secret } },
    ),
    launchChromium(),
  ]);
  context = await openContext(browser, { reducedMotion: 'reduce' });
  complaints = await watchConsole(context, { origins: [new URL(server.consoleUrl).origin] });
  page = await context.newPage();
  await page.goto(server.firstOwnerLink);
  await page.getByLabel('Your name').fill('ada');
  await page.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await page.getByRole('link', { name: 'Set up a second factor' }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await application?.close();
});

const go = (path: string) => page.goto(new URL(path, server.consoleUrl).href);
const goTo = (webhook: string, more = '') => go(`webhooks?webhook=${encodeURIComponent(webhook)}${more}`);
const row = (name: string | RegExp) => page.getByRole('row', { name });
const dialog = () => page.getByRole('dialog');
const problemsOf = () => screenProblems({ page });
const ordersTold = () => application.writes().flatMap(({ body }) => /"id":"(evt_\d)"/.exec(body)?.[1] ?? []);

async function send(target: string, { body, headers = {} }: Sent): Promise<number> {
  const response = await fetch(`${server.gate.url}${target}`, { method: 'POST', body, headers });
  return response.status;
}

interface Sent {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

const sendEvent = (id: string, more: Readonly<Record<string, unknown>> = {}) => {
  const { body, headers = {} } = stripeEvent(id, { more });
  const sent = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return send('/webhooks/stripe', { body, headers: Object.fromEntries(sent) });
};

const change = (path: '/on' | '/off') =>
  server.control.post(path, {
    actor: 'keeper',
    ...(path === '/on' && { mode: 'read-only', reason: 'a repair', force: true }),
  });

/** Gives the reason that a dialog asks for, and goes on. */
async function decide(action: string, reason: string): Promise<void> {
  const button = dialog().getByRole('button', { name: action, exact: true });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await dialog().getByLabel('Reason').fill(reason);
  await button.click();
  await dialog().waitFor({ state: 'detached' });
}

/** The id that a row shows, of the held one at this place. */
const idAt = async (index: number) =>
  (await page.getByRole('table', { name: 'Held webhooks' }).getByRole('link').nth(index).textContent()) ?? '';

describe('during a window', () => {
  beforeAll(async () => {
    await change('/on');
    expect(await sendEvent('evt_1', { note: hostile })).toBe(200);
    expect(await sendEvent('evt_2')).toBe(200);
    expect(await sendEvent('evt_3')).toBe(200);
    expect(await send('/webhooks/scanner', { body: new Uint8Array([0xff, 0xfe, 0x00]) })).toBe(202);
    expect(await send('/webhooks/github', { body: '{}' })).toBe(503);
  });

  it('each route says how many it holds, and a missing secret is told', async () => {
    await go('');
    await page.getByText('4 webhooks are held').waitFor();
    await page.getByRole('link', { name: 'Show the webhooks' }).click();
    await row(/POST \/webhooks\/stripe from stripe, held during a window 3 /).waitFor();
    await row(/POST \/webhooks\/github .* Secret is missing/).waitFor();
  });

  it('one is inspected by a press that goes on record, and is text whatever it is', async () => {
    await page.getByRole('link', { name: 'POST /webhooks/stripe' }).click();
    await page.getByRole('heading', { name: 'POST /webhooks/stripe' }).waitFor();
    await page.getByText('checked before it is held').waitFor();
    expect(await problemsOf()).toEqual([]);
    await page.getByRole('link', { name: await idAt(0), exact: true }).click();
    await dialog().getByText('goes on record under your name').waitFor();
    expect(await dialog().textContent()).not.toContain('payment.succeeded');
    expect(await recordsOf('webhook.read')).toEqual([]);
    await dialog().getByRole('button', { name: 'Show it, on record' }).click();
    const body = dialog().getByRole('region', { name: 'Body' });
    await body.getByText('payment.succeeded').waitFor();
    expect(JSON.parse((await body.locator('pre').textContent()) ?? '')).toMatchObject({
      data: { object: { note: hostile } },
    });
    const request = await dialog().getByRole('region', { name: 'Request and headers' }).textContent();
    expect(request).toMatch(/POST \/webhooks\/stripe\n(?:.+\n)*stripe-signature: t=\d+,v1=/i);
    expect(await page.locator('main img, [role=dialog] img').count()).toBe(0);
    expect(await page.title()).not.toBe('ran');
    expect(await recordsOf('webhook.read')).toMatchObject([
      { actor: 'operator:ada', data: { webhook: 'POST /webhooks/stripe' } },
    ]);
    expect(await problemsOf()).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('what is no text is shown as base64', async () => {
    await goTo('POST /webhooks/scanner');
    await page.getByText('not checked: anybody can have something held here').waitFor();
    await page.getByRole('link', { name: await idAt(0), exact: true }).click();
    await dialog().getByRole('button', { name: 'Show it, on record' }).click();
    await dialog().getByText('It is no text. Shown is its base64.').waitFor();
    await dialog().getByText('//4A', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('more than a page of them have a next one, and a way back', async () => {
    await Promise.all(Array.from({ length: 50 }, () => send('/webhooks/scanner', { body: '{}' })));
    const rows = page.getByRole('table', { name: 'Held webhooks' }).getByRole('link');
    await goTo('POST /webhooks/scanner');
    await expect.poll(() => rows.count()).toBe(50);
    const first = await idAt(0);
    await page.getByRole('button', { name: 'Next' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    expect(await idAt(0)).not.toBe(first);
    expect(await page.getByRole('button', { name: 'Next' }).count()).toBe(0);
    await page.getByRole('button', { name: 'To the beginning' }).click();
    await expect.poll(() => idAt(0)).toBe(first);
    await page.goBack();
    await expect.poll(() => rows.count()).toBe(1);
  });

  it('one is dropped, once it was said that it is never delivered', async () => {
    await goTo('POST /webhooks/stripe');
    const id = await idAt(1);
    await page.getByRole('button', { name: `Drop ${id}` }).click();
    await dialog().getByText('A dropped webhook is never delivered').waitFor();
    expect(await problemsOf()).toEqual([]);
    await decide('Drop for ever', 'it was a test order');
    await page.getByText('1 webhook is dropped.').first().waitFor();
    await row(new RegExp(id)).waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'Dropped' }).check();
    await row(new RegExp(`${id} .* Dropped`)).waitFor();
  });

  it('a flood is dropped as a whole, by typing of what', async () => {
    const decided = await recordsOf('webhooks.decided');
    for (const body of ['1', '2', '3']) expect(await send('/webhooks/flood', { body })).toBe(202);
    await goTo('POST /webhooks/flood');
    await page.getByRole('button', { name: 'Drop all that wait…' }).click();
    await dialog().getByText('Drop all 3 that wait of POST /webhooks/flood?').waitFor();
    expect(await problemsOf()).toEqual([]);
    await dialog().getByLabel('Type POST /webhooks/flood to confirm').fill('POST /webhooks/flood');
    // What comes while somebody types is not dropped with them.
    expect(await send('/webhooks/flood', { body: '4' })).toBe(202);
    await decide('Drop for ever', 'somebody plays');
    await page.getByText('3 webhooks are dropped.').first().waitFor();
    await page.getByText('4', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Drop all that wait…' }).count()).toBe(0);
    await page.getByRole('button', { name: `Drop ${await idAt(0)}` }).click();
    await decide('Drop for ever', 'the last one');
    expect(await recordsOf('webhooks.decided')).toHaveLength(decided.length + 2);
    await goTo('POST /webhooks/stripe');
  });
});

describe('after it', () => {
  it('what is paused stays, and says by whom and why', async () => {
    await page.getByRole('button', { name: 'Pause delivery…' }).click();
    await decide('Pause delivery', 'the accountant looks first');
    await page.getByText('Paused by ada').waitFor();
    await page.getByText('“the accountant looks first”').waitFor();
    await change('/off');
    await expect.poll(() => application.writes().length).toBe(51);
    expect(application.writes().every(({ target }) => target === '/webhooks/scanner')).toBe(true);
    await go('');
    await page.getByText('2 webhooks are held').waitFor();
    await page.getByText('Somebody has paused the delivery of 1 route.').waitFor();
    await go('webhooks');
    await row(/POST \/webhooks\/stripe .* Paused by ada: the accountant looks first/).waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('what is resumed goes out, and what the application does not take is told as failed', async () => {
    broken = 'evt_1';
    await goTo('POST /webhooks/stripe');
    await page.getByRole('button', { name: 'Resume delivery…' }).click();
    await decide('Resume delivery', 'she is done');
    await page.getByText('1 webhook could not be delivered').waitFor();
    // It waits behind the one that failed.
    await row(/Behind others/).waitFor();
    await go('');
    await page.getByText('1 held webhook could not be delivered: somebody must decide').waitFor();
    expect(await problemsOf()).toEqual([]);
    await page.getByRole('link', { name: 'Show the webhooks' }).click();
    await page.getByRole('link', { name: 'POST /webhooks/stripe' }).click();
    await row(/ Failed The application answered 500 1 attempt/).waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('all that failed are dropped only by typing of what', async () => {
    await page.getByRole('button', { name: 'Drop all failed…' }).click();
    await dialog().getByLabel('Reason').fill('by accident');
    await dialog().getByLabel('Type POST /webhooks/stripe to confirm').fill('POST /webhooks/other');
    const button = dialog().getByRole('button', { name: 'Drop for ever' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.click({ force: true });
    expect(await problemsOf()).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await recordsOf('webhooks.decided')).toHaveLength(5);
  });

  it('it is replayed once the application is mended, and the one behind it follows', async () => {
    broken = '';
    await page.getByRole('button', { name: `Replay ${await idAt(0)}` }).click();
    await decide('Replay', 'the application is mended');
    await expect.poll(ordersTold).toEqual(['evt_1', 'evt_1', 'evt_3']);
    await page.getByText('None has failed').waitFor();
    await page.getByRole('radio', { name: 'All' }).check();
    await expect.poll(() => row(/Delivered/).count()).toBe(2);
    await page.getByText('could not be delivered').waitFor({ state: 'detached' });
  });

  it('in German, too, and on record in words', async () => {
    await page.evaluate("localStorage.setItem('portcullis-console-language', 'de')");
    await goTo('POST /webhooks/stripe', '&state=all');
    await page.getByRole('heading', { name: 'Gehaltene Webhooks' }).waitFor();
    await go('audit?kind=webhooks.decided');
    await page.getByText('zustellen · ').first().waitFor();
    await page.evaluate("localStorage.setItem('portcullis-console-language', 'en')");
  });
});

describe('whoever may look, not decide', () => {
  it('sees how it stands, and why there is nothing to press', async () => {
    await page.route('**/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ json: { ...(await response.json()), scopes: ['read'] } });
    });
    await goTo('POST /webhooks/stripe', '&state=all');
    await page.getByText('Your role may look, not decide.').waitFor();
    expect(await page.getByRole('button', { name: /Pause|Replay|Drop/ }).count()).toBe(0);
    await page.getByRole('link', { name: await idAt(0), exact: true }).click();
    await dialog().getByText('Support, operators and owners look at what webhooks say.').waitFor();
    await page.unroute('**/session');
  });
});

it('nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
  expect(complaints).toEqual([]);
});

async function recordsOf(kind: string): Promise<readonly unknown[]> {
  const { records } = await server.control.get<{ records: readonly { actor: string; data: string }[] }>(
    `/audit?kind=${kind}`,
  );
  return records.map(({ actor, data }) => ({ actor, data: JSON.parse(data) as unknown }));
}
