import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCases } from '../corpora/cases.ts';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type ConsoleSite, startConsoleSite } from '../support/console-site.ts';
import { line, strangersOn, writtenOn } from '../support/page-contents.ts';
import { sendRequest } from '../support/send-request.ts';
import { watchConsole } from '../support/watch-console.ts';

/**
 * The texts of the corpus in every place where a stranger or an operator can put one, through the gate and the real API; then
 * every screen of the console and every page for visitors in a real browser: nothing runs, and texts are shown as
 * they are.
 */
const own = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  'javascript:alert(1)',
  '<iframe srcdoc="<script>alert(1)</script>">',
];
/** Those that fit into a field at all. */
const texts = [...own, ...readCases('messages').map(({ value }) => value)].filter(
  ({ length }) => length <= 128,
);
const isPlain = (text: string) => !/[\p{Cc}\p{Cf}]/u.test(text);
/** Eight in one field: a page that took them for markup would not show them as they are. */
const groups = Array.from({ length: Math.ceil(texts.filter(isPlain).length / 8) }, (_, index) =>
  texts.filter(isPlain).slice(index * 8, index * 8 + 8),
);
const svgLogo = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
)}`;

let site: ConsoleSite;
let browser: Browser;
let page: Page;
let complaints: readonly string[];
/** A visitor. */
let visitor: Page;
let visitorComplaints: readonly string[];

const areaTitle = '<img src=x onerror=alert(1)> area';
const why = '</code><script>alert(1)</script> why';

beforeAll(async () => {
  [site, browser] = await Promise.all([
    startConsoleSite({
      trusted: {
        proxies: ['127.0.0.1/32'],
        adminHosts: ['admin.localhost'],
        networks: [{ name: '<svg onload=alert(1)> office', cidr: '203.0.113.0/24' }],
      },
      identity: [
        { kind: 'header', subject: 'x-auth-user', role: { header: 'x-auth-role', map: { ops: 'admin' } } },
      ],
      areas: { checkout: { title: { en: areaTitle }, routes: ['/checkout/**'] } },
      routes: [{ match: 'GET /report', access: 'write', why }],
      page: { timeZone: 'UTC' },
    }),
    launchChromium(),
  ]);
  const operator = await openContext(browser, { userAgent: texts.slice(0, 3).join(' ') });
  complaints = await watchConsole(operator, {
    origins: [new URL(site.consoleUrl).origin],
    // Links that lead to nothing, and URLs that are refused.
    isExpected: (message) => /status of (400|404)/.test(message.text()),
  });
  page = await operator.newPage();
  const public_ = await openContext(browser);
  visitorComplaints = await watchConsole(public_, {
    origins: [site.gate.url],
    isExpected: (message) => message.text().includes('status of 503'),
  });
  visitor = await public_.newPage();
  await page.goto(site.firstOwnerLink);
  await page.getByLabel('Your name').fill(texts[0] ?? '');
  await page.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await page.getByRole('link', { name: 'Set up a second factor' }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens a screen, waits for something on it, and looks at all of it. */
async function look(path: string, waitFor: string | RegExp, written: readonly string[] = []): Promise<void> {
  await page.goto(new URL(path, site.consoleUrl).href);
  await page.getByText(waitFor).first().waitFor();
  await lookAgain(written);
}

async function lookAgain(written: readonly string[] = []): Promise<void> {
  // A list may come after what stands above it.
  const missing = async () => {
    const all = written.length === 0 ? '' : await writtenOn(page);
    return written.map(line).filter((text) => !all.includes(text));
  };
  await expect.poll(missing, { timeout: 20_000 }).toEqual([]);
  expect(await strangersOn(page)).toEqual([]);
}

const onHost = (path: string, body: object) => site.control.post(path, { ...body, actor: texts[1] ?? '' });

/** As the operator who is signed in, from a page of the console. */
async function saveSettings(body: object): Promise<void> {
  const saved = await page.evaluate(`(async () => {
    const at = '/v1/sites/shop/';
    const { token } = await (await fetch(at + 'session')).json();
    const headers = { 'content-type': 'application/json', 'portcullis-console': token };
    const answer = await fetch(at + 'settings', { method: 'PUT', headers, body: ${JSON.stringify(JSON.stringify(body))} });
    return answer.ok ? '' : answer.text();
  })()`);
  expect(saved).toBe('');
}

/** Refused or not: what the API takes, the screens must bear. Resolves with the texts that were taken. */
async function taken(send: (text: string) => Promise<unknown>): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (const text of texts) {
    await send(text).then(
      () => accepted.push(text),
      () => undefined,
    );
  }
  return accepted;
}

describe('texts of strangers', () => {
  const isHeader = (text: string) => /^[ -~]*$/.test(text);

  beforeAll(async () => {
    await onHost('/on', { mode: 'read-only', reason: 'test', force: true });
    for (const text of texts) {
      const target = `/${text.replaceAll(/[^!-~]/g, (sign) => encodeURIComponent(sign.toWellFormed()))}`;
      const headers = {
        ...(isHeader(text) && {
          'user-agent': text,
          referer: text,
          'x-auth-user': text,
          'x-auth-role': 'ops',
        }),
      };
      const { port } = site.gate;
      // As a visitor, as somebody whom a proxy names, and with a name of the site that nobody gave it.
      await sendRequest({
        port,
        method: 'POST',
        target,
        headers: { 'user-agent': text.replaceAll(/[^ -~]/g, '') },
      });
      await sendRequest({ port, target: `/checkout?${target.slice(1)}`, headers });
      await sendRequest({ port, method: 'POST', target, headers: { ...headers, host: 'admin.localhost' } });
    }
  });

  it('on Now', async () => {
    await look('', 'Who got through');
  });

  it('in Traffic, and where it says why', async () => {
    await look('traffic', '/checkout');
    await lookAgain(
      texts
        .filter((text) => isHeader(text) && !text.includes('#'))
        .slice(-12)
        .map((text) => `Admin ${text}`),
    );
    await page
      .getByRole('button', { name: /^Why: POST/ })
      .first()
      .click();
    await page.getByText('judged again now').waitFor();
    await lookAgain();
  });

  it.each([
    ['ledger', 'Refused writes'],
    ['unnamed', 'A rule that names it'],
  ])('in Traffic: %s', async (view, waitFor) => {
    await look(`traffic?view=${view}`, waitFor);
  });

  it('in who is inside', async () => {
    await look('insiders', 'Inside now', texts.filter(isHeader).slice(0, 12));
  });
});

describe('texts of operators, in lists', () => {
  let passes: readonly string[];
  let operators: readonly string[];
  let reasons: readonly string[];

  beforeAll(async () => {
    passes = await taken((subject) =>
      onHost('/passes', { subject, scope: 'read', ttlMs: 3_600_000, url: null }),
    );
    operators = await taken((name) => onHost('/operators', { name, role: 'viewer' }));
    reasons = await taken((reason) => onHost('/on', { mode: 'read-only', reason, force: true }));
    expect(Math.min(passes.length, operators.length, reasons.length)).toBeGreaterThan(25);
  });

  it('in passes, and what was done with them', async () => {
    await look('insiders?view=passes', 'Search by name', passes);
    await page
      .getByRole('button', { name: /^Activity of/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('Fingerprint').waitFor();
    await lookAgain(passes.slice(-1));
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Revoke/ })
      .first()
      .click();
    await page.getByText('Its link stops working').waitFor();
    await lookAgain(passes.slice(-1));
  });

  it('in operators, and the question before one is removed', async () => {
    await look('settings?view=operators', 'What each role may do', operators);
    await page
      .getByRole('button', { name: /^Change/ })
      .last()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('dialog').getByText('What they did stays on record').waitFor();
    await lookAgain();
  });

  it('in keys, made on the screen', async () => {
    await look('settings?view=keys', 'There are no keys yet');
    for (const name of own) {
      await page.getByRole('button', { name: 'Make a key' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill(name);
      await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
      await page.getByRole('dialog').getByLabel('Key', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('rowheader').getByText(name, { exact: true }).waitFor();
    }
    await lookAgain(own);
  });

  it('in the account: browsers say of themselves what they like', async () => {
    await look('account', 'Where you are signed in');
  });

  it('in the audit, with its records as they are kept', async () => {
    await look('audit?kind=switch.changed', 'Raw record', reasons.slice(-20));
    for (const kind of [
      'operator.created',
      'pass.created',
      'key.created',
      'bypass.used',
      'requests.refused',
    ]) {
      await look(`audit?kind=${kind}`, 'Raw record');
      await page.getByText('Raw record').first().click();
      await lookAgain();
    }
  });
});

describe('texts that visitors see', () => {
  it.each(groups.map((group, index) => [index + 1, group] as const))('group %i', async (_number, group) => {
    const joined = group.join(' ');
    const short = group.find(({ length }) => length <= 60) ?? '';
    const brand = joined.slice(0, 80);
    const text = { en: joined };
    const { epoch } = await site.control.get<{ epoch: number }>('/settings');
    const button = { label: { en: short }, url: '/help' };
    await saveSettings({
      expectedEpoch: epoch,
      settings: { page: { brand, logo: svgLogo }, defaults: { message: text, button } },
    });
    await onHost('/on', {
      mode: 'closed',
      reason: joined,
      notice: { message: text, paused: text, stillWorks: text, button },
      force: true,
    });
    await visitor.goto(site.gate.url);
    expect(await strangersOn(visitor)).toEqual([]);
    const written = await writtenOn(visitor);
    expect([joined, short, brand].map(line).filter((one) => !written.includes(one))).toEqual([]);
    await visitor.goto(`${site.gate.url}/.well-known/portcullis/status`);
    expect(await strangersOn(visitor)).toEqual([]);
    expect(await writtenOn(visitor)).toContain(line(brand));
    await look('', 'Is it in force everywhere?', [joined, brand]);
    await look('switch', 'What visitors get', [joined, short]);
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
    await lookAgain([joined, short]);
    await look('settings', 'What visitors get', [joined, short, brand]);
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
    await lookAgain([joined, short, brand]);
  });
});

it('a passing look at a policy that somebody else wrote', async () => {
  await look('policy', 'Every value', [areaTitle, why, '<svg onload=alert(1)> office']);
});

describe('links that somebody made up', () => {
  const links = groups.slice(0, 2).flatMap((group) => {
    const text = encodeURIComponent(group.join(' '));
    return [
      [`traffic?search=${text}&reference=${encodeURIComponent(group[0] ?? '')}`, /PORTCULLIS_/],
      [
        `traffic?view=try&method=${encodeURIComponent(group[0] ?? '')}&url=/${text}&subject=${text}&as=admin`,
        'What would happen',
      ],
      [`audit?search=${text}&actor=${text}&kind=${text}`, 'Was the record touched?'],
      [`policy?search=${text}`, 'Every value'],
      [`insiders?view=passes&search=${text}&pass=${text}`, 'Search by name'],
      // What two servers may split in two ways, this one answers before any screen.
      [text.replaceAll(/%2F|%25/g, ''), 'There is no such screen'],
    ] as const;
  });

  it('open, and show what they bring as it is', async () => {
    for (const [path, waitFor] of links) await look(path, waitFor);
  });
});

describe('a link to the sign-in that says where to go afterwards', () => {
  const cases = readCases('urls').filter(({ cls }) => cls === 'return-to');

  it.each(cases)('leads to the start screen and nowhere else: $id ($why)', async ({ query = '' }) => {
    await page.goto(new URL(`sign-in?${query}`, site.consoleUrl).href);
    await page.getByRole('region', { name: 'Is it in force everywhere?' }).waitFor();
    expect(new URL(page.url()).origin + new URL(page.url()).pathname).toBe(site.consoleUrl);
  });
});

describe('addresses', () => {
  const refused = readCases('urls').filter(
    ({ cls, expect: wanted }) => cls === 'redirect-url' && wanted === 'refuse',
  );
  const label = { en: 'Help' };

  it.each(refused)(
    '$id ($why) is refused wherever one may stand, with the place and the reason',
    async ({ value = '' }) => {
      const notices = [{ button: { label, url: value } }, { contact: { url: value } }];
      for (const notice of notices) {
        await expect(
          onHost('/on', { mode: 'closed', reason: 'test', notice, force: true }),
        ).rejects.toMatchObject({
          code: 'PORTCULLIS_NOTICE_INVALID',
          message: expect.stringMatching(/notice\.(button|contact)\.url: /),
        });
      }
    },
  );

  it('are refused on the screens, where they are written', async () => {
    await look('switch', 'What visitors get');
    await page.getByLabel('Its label').fill('Help');
    await page.getByLabel('Where it leads').fill('javascript:alert(1)');
    await page.getByText('Begin with https://').waitFor();
    expect(await page.getByRole('button', { name: 'Apply the change' }).isDisabled()).toBe(true);
    // What only the server knows to be wrong, the preview says, and nothing else.
    await page.getByLabel('Where it leads').fill('https://127.0.0.1/');
    await page.getByText("127.0.0.1 is the reader's own machine").waitFor();

    await look('settings', 'What visitors get');
    await page.getByLabel('Where the button leads').fill('data:text/html,<script>alert(1)</script>');
    await page.getByText('Begin with https://').waitFor();
  });
});

it('nothing ran, nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
  expect([...complaints, ...visitorComplaints]).toEqual([]);
});
