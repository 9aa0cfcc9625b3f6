import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { json } from '../support/odoo/odoo-answer.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooVisitor } from '../support/odoo/odoo-visitor.ts';
import { type OdooSite, startOdooSite } from '../support/odoo-site.ts';
import { type ScreenProblemsOptions, screenProblems } from '../support/screen-problems.ts';
import { eventually } from '../support/sites.ts';
import { watchConsole } from '../support/watch-console.ts';

/** Production mode in front of an Odoo, by the console alone: what the module of that name is known for, and the phone call. */
let site: OdooSite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];
let clerk: OdooVisitor;

const secret = 'select secret from vault';

beforeAll(async () => {
  [site, browser] = await Promise.all([startOdooSite({ major: 18 }), launchChromium()]);
  context = await openContext(browser, { reducedMotion: 'reduce' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  complaints = await watchConsole(context, { origins: [new URL(site.consoleUrl).origin] });
  page = await context.newPage();
  clerk = site.visit();
  await clerk.signIn(odooUsers.restricted);
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

const go = async (path: string) => {
  await page.goto(new URL(path, site.consoleUrl).href);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
};
const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();
const dialog = () => page.getByRole('dialog');
const problemsOf = (options: Partial<ScreenProblemsOptions> = {}) => screenProblems({ page, ...options });
const turnIsDone = () => page.getByText('In force after').waitFor();

async function technicalErrorOf(visitor: OdooVisitor): Promise<string> {
  const { error } = await visitor.callKw('test.errors', 'raise_value_error');
  return JSON.stringify(error);
}

describe('while it is off', () => {
  it('a technical error is told as it is', async () => {
    expect(await technicalErrorOf(clerk)).toContain(secret);
  });

  it('the screen says so, whom it would restrict and what it would shut', async () => {
    await go('');
    await page.getByRole('link', { name: 'Production mode', exact: true }).click();
    await page.getByRole('heading', { name: 'Production mode is off' }).waitFor();
    await page.getByText('Members of “Production Mode Restricted”').waitFor();
    await page.getByText(/^\d+ routes for everybody$/).click();
    await page.getByText('/web/database/**', { exact: true }).waitFor();
    await page.getByText('How to make the group in Odoo').click();
    await page.getByText('Call it “Production Mode Restricted”, exactly so.').waitFor();
    expect(await problemsOf()).toEqual([]);
  });
});

describe('turned on', () => {
  it('by a dialog that asks why, and waits until every instance follows', async () => {
    await press('Turn on…');
    await dialog().getByLabel('Reason').fill('go-live on Monday');
    expect(await problemsOf()).toEqual([]);
    await dialog().getByRole('button', { name: 'Turn on', exact: true }).click();
    await page.getByRole('heading', { name: 'Production mode is on' }).waitFor();
    await turnIsDone();
    await page.getByText('go-live on Monday').waitFor();
    expect((await site.control.get<{ on: boolean }>('/production')).on).toBe(true);
    expect(await problemsOf()).toEqual([]);
  });

  it('is told on Now, with a link', async () => {
    await go('');
    await page.getByText('Production mode is on: technical errors are hidden').waitFor();
    await page.getByRole('link', { name: 'For whom, and the errors' }).click();
    await page.getByRole('heading', { name: 'Production mode is on' }).waitFor();
  });

  it('the database manager is shut for everybody, and who knocked is listed', async () => {
    const admin = site.visit();
    await admin.signIn(odooUsers.admin);
    expect((await admin.get('/web/database/manager')).status).toBe(404);
    await go('production');
    const lately = page.getByRole('region', { name: 'Shut lately' });
    await lately.getByText('GET /web/database/manager').waitFor();
    expect(await problemsOf()).toEqual([]);
    await lately.getByRole('link').first().click();
    await dialog().getByText('Production mode shuts it: /web/database/**.').first().waitFor();
  });
});

describe('the phone call', () => {
  let id = '';

  it('a restricted reader gets an id, and nothing of the error', async () => {
    const told = await technicalErrorOf(clerk);
    expect(told).not.toContain(secret);
    expect(told).not.toContain('Traceback');
    id = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(told)?.[0] ?? '';
    expect(id).not.toBe('');
  });

  it('people outside the group see it as it is', async () => {
    const employee = site.visit();
    await employee.signIn(odooUsers.employee);
    expect(await technicalErrorOf(employee)).toContain(secret);
  });

  it('is listed, with what was asked', async () => {
    await go('production?view=errors');
    const row = page.getByRole('row', { name: id });
    await row.getByText('builtins.ValueError').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('is found by the id as it was heard, and shows nothing before a press that goes on record', async () => {
    await page.getByLabel('Id of an error').fill(` ${id.toLowerCase().replace('-', ' ')} `);
    await press('Look it up');
    await dialog()
      .getByRole('heading', { name: `Technical error ${id}` })
      .waitFor();
    await dialog().getByText('goes on record under your name').waitFor();
    expect(await dialog().textContent()).not.toContain('ValueError');
    expect(await recordsOf('incident.read')).toEqual([]);
    expect(await problemsOf()).toEqual([]);
  });

  it('and then shows the trace, as text to be copied', async () => {
    await press('Show it, on record');
    const original = dialog().getByRole('region', { name: 'What the application sent' });
    await original.getByText('Traceback').first().waitFor();
    expect(await original.textContent()).toContain(secret);
    await dialog().getByText('/web/dataset/call_kw').waitFor();
    expect(await problemsOf()).toEqual([]);
    await dialog().getByRole('button', { name: 'Copy: What the application sent' }).click();
    await dialog().getByText('Copied').first().waitFor();
    expect(String(await page.evaluate('navigator.clipboard.readText()'))).toContain(secret);
    expect(await recordsOf('incident.read')).toEqual([{ actor: 'operator:ada', data: { incident: id } }]);
  });

  it('an id that nobody was told is not found', async () => {
    await page.goto(new URL('production?view=errors&incident=AAAA-AAAA', site.consoleUrl).href);
    await press('Show it, on record');
    await dialog().getByText('PORTCULLIS_NOT_FOUND').waitFor();
    await page.keyboard.press('Escape');
  });
});

describe('an application that somebody makes say anything', () => {
  const hostile = `<img src=x onerror="document.title='ran'"><script>alert(1)</script>\u202eesrever ${'long'.repeat(2_000)}`;

  it('is shown as text, and turns, widens and runs nothing', async () => {
    const error = {
      code: 200,
      message: hostile,
      data: { name: hostile.slice(0, 200), debug: `${hostile}\n\n\n${hostile}` },
    };
    site.odoo.answerInstead(({ target }) =>
      target.startsWith('/web/dataset') ? json({ jsonrpc: '2.0', id: 7, error }) : undefined,
    );
    const told = await technicalErrorOf(clerk);
    site.odoo.answerInstead(undefined);
    expect(told).not.toContain('onerror');
    const id = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(told)?.[0] ?? '';
    await go('production?view=errors');
    await page.getByRole('link', { name: id }).click();
    await press('Show it, on record');
    const original = dialog().getByRole('region', { name: 'What the application sent' });
    await original.getByRole('heading', { name: 'The longest text in it, as it reads' }).waitFor();
    expect(await original.locator('pre').first().textContent()).toBe(`${hostile}\n\n\n${hostile}`);
    expect(await page.locator('main img, [role=dialog] img, [role=dialog] script').count()).toBe(0);
    expect(await page.title()).not.toBe('ran');
    expect(await problemsOf()).toEqual([]);
    await page.keyboard.press('Escape');
  });
});

describe('in German', () => {
  it('says all of it, and nothing in the words of the preset', async () => {
    await page.evaluate("localStorage.setItem('portcullis-console-language', 'de')");
    await go('production');
    await page.getByRole('heading', { name: 'Der Produktivmodus ist an' }).waitFor();
    await page.getByText(/^\d+ Routen für alle$/).click();
    await page.getByText('Verwaltet Datenbanken oder installiert Code.').waitFor();
    await page.getByText('So legen Sie die Gruppe in Odoo an').waitFor();
    await go('production?view=errors');
    await page.getByRole('heading', { name: 'Technische Fehler' }).waitFor();
    await go('switch');
    await page.getByText('Mitglieder von „Allowed During Maintenance“').waitFor();
    await go('insiders');
    await page.getByText('der Mitgliedschaft in „Allowed During Maintenance“').first().waitFor();
    await page.evaluate("localStorage.setItem('portcullis-console-language', 'en')");
  });
});

describe('what readers are told', () => {
  it('is written here, and looked at before it is saved', async () => {
    await go('production?view=text');
    await page.getByLabel('What they are told').fill('Please ask Ada in room 7.');
    await page.getByText(/^Please ask Ada in room 7\. Reference: AB2C-3DE4/).waitFor();
    expect(await problemsOf()).toEqual([]);
    await page.getByRole('radio', { name: 'Page' }).check();
    await page.frameLocator('iframe').getByText('Please ask Ada in room 7.').waitFor();
    expect(await problemsOf({ hasSandboxedFrame: true })).toEqual([]);
    await press('Save');
    await page.getByText('The settings are saved').first().waitFor();
  });

  it('and is what they get', async () => {
    const isTold = async () => (await technicalErrorOf(clerk)).includes('Please ask Ada in room 7.');
    expect(await eventually(isTold)).toBe(true);
  });

  it('stays when the rest of the settings is saved', async () => {
    await go('settings');
    await page.getByLabel('Name of the site').fill('Larkspur');
    await press('Save');
    await page.getByText('The settings are saved').first().waitFor();
    expect(await technicalErrorOf(clerk)).toContain('Please ask Ada in room 7.');
  });
});

describe('maintenance, as its module is known', () => {
  it('closes the backend by one press, and says who keeps working', async () => {
    await go('switch');
    const usual = page.getByRole('region', { name: 'Maintenance of Odoo' });
    await usual.getByText('Members of “Allowed During Maintenance”').waitFor();
    await usual.getByText('by their role alone').waitFor();
    await usual.getByRole('button', { name: 'Close only: Odoo backend' }).click();
    await usual.getByRole('button', { name: 'Chosen: only Odoo backend is closed' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Odoo backend' }).inputValue()).toBe('closed');
    expect(await page.getByRole('radio', { name: /^Open/ }).isChecked()).toBe(true);
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
    expect(await problemsOf({ hasSandboxedFrame: true })).toEqual([]);
  });

  it('Policy names the preset', async () => {
    await go('policy');
    await page.getByText('With the preset odoo').waitFor();
  });
});

describe('turned off', () => {
  it('by the same dialog; then errors are as they were', async () => {
    await go('production');
    await press('Turn off…');
    await dialog().getByRole('button', { name: 'Turn off', exact: true }).click();
    await page.getByRole('heading', { name: 'Production mode is off' }).waitFor();
    await turnIsDone();
    expect(await technicalErrorOf(clerk)).toContain(secret);
  });

  it('is on record both times, in words', async () => {
    await go('audit?kind=production.changed');
    await page.getByText('Production mode turned off · “Looking for the cause of an error”').waitFor();
    await page.getByText('Production mode turned on · “go-live on Monday”').waitFor();
    await go('audit?kind=incident.read');
    await page
      .getByRole('list', { name: 'Records' })
      .getByText('Technical error looked at')
      .first()
      .waitFor();
  });
});

it('nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
  // The error that nobody was told of.
  expect(complaints.filter((line) => !line.includes('AAAA-AAAA'))).toEqual([]);
});

async function recordsOf(kind: string): Promise<readonly unknown[]> {
  const { records } = await site.control.get<{ records: readonly { actor: string; data: string }[] }>(
    `/audit?kind=${kind}`,
  );
  return records.map(({ actor, data }) => ({ actor, data: JSON.parse(data) as unknown }));
}
