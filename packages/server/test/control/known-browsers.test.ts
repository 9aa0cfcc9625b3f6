import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  behindProxy,
  type ConsoleAnswer,
  type ConsoleBrowser,
  firstOwner,
  invited,
  openBrowser,
  password,
} from '../support/console-browser.ts';
import { openOperators } from '../support/operators-fixture.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

// An operator without second factor, in the browser where she signed in before.

const markCookie = '__Host-portcullis-console-default.browser';
const office = '192.0.2.1';

let site: RunningSite;
beforeEach(async () => {
  // No delay is over because a machine is slow. Timers go on.
  vi.useFakeTimers({ toFake: ['Date'] });
  site = await startSite({ policy: behindProxy });
});
afterEach(async () => {
  vi.useRealTimers();
  await site.close();
});

const guess = (address: string, name = 'ada'): Promise<ConsoleAnswer> =>
  openBrowser(site, { address }).post('/sign-in', { name, password: 'a wrong password' });

/** The same browser, signed out, at another address. */
function moved(browser: ConsoleBrowser, address: string): ConsoleBrowser {
  const there = openBrowser(site, { address });
  const mark = browser.cookies.get(markCookie);
  if (mark !== undefined) there.cookies.set(markCookie, mark);
  return there;
}

async function signInAt(browser: ConsoleBrowser, name = 'ada'): Promise<number> {
  return (await browser.post('/sign-in', { name, password })).status;
}

it('is not kept by strangers behind the same address, nor by a crowd', async () => {
  const browser = await firstOwner(site, { address: office });
  await browser.post('/sign-out', { everywhere: true });
  for (let tries = 0; tries < 8; tries += 1) await guess(office);
  for (let tries = 0; tries < 8; tries += 1) await guess(office, `nobody${tries}`);
  for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`);
  expect((await guess(office)).status).toBe(429);
  expect(await signInAt(openBrowser(site, { address: office }))).toBe(429);
  expect(await signInAt(browser)).toBe(200);
  expect(await signInAt(moved(browser, '203.0.113.5'))).toBe(200);
});

it('is not kept after a restart, which forgets addresses', async () => {
  const browser = await firstOwner(site, { address: office });
  await browser.post('/sign-out', { everywhere: true });
  await site.stopServer();
  await site.startServer();
  for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`);
  for (let tries = 0; tries < 6; tries += 1) await guess(office);
  const again = moved(browser, office);
  expect(await signInAt(openBrowser(site, { address: office }))).toBe(429);
  expect(await signInAt(again)).toBe(200);
});

it('is bounded there, too, and its failures are its own', async () => {
  const browser = await firstOwner(site, { address: office });
  const mine = moved(browser, office);
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    statuses.push((await mine.post('/sign-in', { name: 'ada', password: 'a wrong password' })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  expect(await signInAt(mine)).toBe(429);
});

it('gives nobody else a place: not another operator, not another site, not after it was changed', async () => {
  const browser = await firstOwner(site, { address: office });
  await invited(site, { name: 'ben', role: 'viewer', address: '192.0.2.2' });
  const mark = browser.cookies.get(markCookie) ?? '';
  expect(mark).not.toBe('');
  for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`, 'ben');
  expect(await signInAt(moved(browser, '203.0.113.5'), 'ben')).toBe(429);
  for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries + 100}`);
  for (const spoiled of [
    `${mark}x`,
    // Not the last sign: some of its bits are no part of what it encodes.
    mark.replace(/.(?=.{8}$)/, (sign) => (sign === 'A' ? 'B' : 'A')),
    'v1.a.b',
    '"',
  ]) {
    const there = openBrowser(site, { address: '203.0.113.6' });
    there.cookies.set(markCookie, spoiled);
    expect(await signInAt(there), spoiled).toBe(429);
  }
});

it('knows several operators of one browser', async () => {
  const browser = await firstOwner(site, { address: office });
  const { code } = await site.control.post<{ code: string }>('/operators', {
    name: 'ben',
    role: 'viewer',
    actor: 'shell',
  });
  await browser.post('/sign-out', { everywhere: true });
  await browser.post('/enrolments', { code, password });
  for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`);
  for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries + 100}`, 'ben');
  expect(await signInAt(moved(browser, '203.0.113.5'), 'ada')).toBe(200);
  expect(await signInAt(moved(browser, '203.0.113.6'), 'ben')).toBe(200);
});

it('is a cookie of its own that no script reads, and that only a whole sign-in leaves', async () => {
  const browser = await invited(site, { name: 'ben', role: 'viewer', address: office });
  const answer = await browser.post('/sign-in', { name: 'ben', password });
  expect(answer.headers['set-cookie']).toContainEqual(
    expect.stringMatching(
      /^__Host-portcullis-console-default\.browser=v1\.[\w.-]{80,1000}; Path=\/; Max-Age=15552000; Secure; HttpOnly; SameSite=Strict$/,
    ),
  );
  const refused = await guess(office, 'ben');
  expect(refused.headers['set-cookie'] ?? []).toEqual([]);
});

it('proves again who it is, whatever strangers do: a session counts for itself', async () => {
  const browser = await firstOwner(site, { address: office });
  for (let tries = 0; tries < 8; tries += 1) await guess(office);
  const { json } = await browser.post('/session/confirm', { password });
  expect(json.confirmedUntil).toBeGreaterThan(Date.now());
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    statuses.push((await browser.post('/session/confirm', { password: 'a wrong password' })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

it('is forgotten after half a year', async () => {
  const { room, advance } = await openOperators();
  const browser = { address: '192.0.2.7', userAgent: 'test', mark: null };
  const { code } = await room.newFirstRunCode();
  const { operator } = await room.enrolment.enrol({ code, name: 'ada', password, browser });
  const mark = room.marks.with(null, operator.id);
  expect(room.marks.of(mark, operator.id)).toMatch(/^[\w-]{16,}$/);
  expect(room.marks.of(mark, 'somebody else')).toBeNull();
  // A new one with each sign-in: who copied the old one has other failures.
  expect(room.marks.of(room.marks.with(mark, operator.id), operator.id)).not.toBe(
    room.marks.of(mark, operator.id),
  );
  advance(181 * 86_400_000);
  expect(room.marks.of(mark, operator.id)).toBeNull();
});
