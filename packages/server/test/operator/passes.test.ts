import { join } from 'node:path';
import { createPassToken, hashPassToken, randomBytes } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { patience, recordOf } from '../support/beside-the-server.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
afterEach(() => site.close());

const start = async (mode: 'open' | 'read-only' | 'closed' = 'closed') => {
  site = await startSite({ application: smallShop, policy: smallShopPolicy });
  if (mode !== 'open') await site.on({ mode });
  // The lock-out check has looked at the sign-in page.
  site.arrived.splice(0);
};

interface Created {
  readonly pass: { readonly id: string; readonly windowId: string | null };
  readonly link: string;
}

const createPass = (scope: 'read' | 'write', subject = 'mia@example.com') =>
  site.control.post<Created>('/passes', { subject, scope, ttlMs: 3_600_000, actor: 'tester' });
const pathOf = ({ link }: Created) => `${new URL(link).pathname}${new URL(link).search}`;
const tokenOf = ({ link }: Created) => new URL(link).searchParams.get('token') ?? '';
const redeemPath = '/.well-known/portcullis/pass';
const redeem = (token: string, headers: Record<string, string> = {}) =>
  site.send(redeemPath, {
    method: 'POST',
    body: `token=${token}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', ...headers },
  });
const cookieOf = (reply: { headers: { readonly 'set-cookie'?: string[] | undefined } }) =>
  reply.headers['set-cookie']?.find((line) => line.startsWith('__Host-portcullis-pass='))?.split(';')[0] ??
  '';
const recordsOf = async (kind: string) => {
  const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>(
    '/audit?limit=100',
  );
  return records
    .filter((record) => record.kind === kind)
    .map((record) => ({ ...record, data: JSON.parse(record.data) as unknown }));
};
const applicationSaw = () =>
  site.arrived
    .filter(({ target }) => target !== '/api/me')
    .map(({ method, target }) => `${method} ${target}`);

describe('a read pass', () => {
  it('is not used up by looking at its link, and lets in once it is redeemed', async () => {
    await start();
    const created = await createPass('read');
    expect((await site.send('/orders')).status).toBe(503);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const landing = await site.send(pathOf(created), { method, headers: { Accept: 'text/html' } });
      expect([method, landing.status, landing.headers['set-cookie']]).toEqual([method, 200, undefined]);
    }
    const redeemed = await redeem(tokenOf(created));
    expect(redeemed.status).toBe(200);
    const line = redeemed.headers['set-cookie']?.[0] ?? '';
    expect(line).toMatch(
      /^__Host-portcullis-pass=[^;]+; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax$/,
    );
    expect(line).not.toContain(tokenOf(created));

    const headers = { Cookie: cookieOf(redeemed) };
    expect((await site.send('/orders', { headers })).status).toBe(200);
    expect((await site.send('/orders', { headers, method: 'POST', body: 'a=1' })).status).toBe(503);
    expect(
      (await site.send('/orders', { headers, method: 'POST', body: 'a=1', host: adminHost })).status,
    ).toBe(503);
    expect(applicationSaw()).toEqual(['GET /orders']);
  });

  it('is redeemed once, also when many try at the same time', async () => {
    await start();
    const token = tokenOf(await createPass('read'));
    const replies = await Promise.all(Array.from({ length: 6 }, () => redeem(token)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter((reply) => cookieOf(reply) !== '')).toHaveLength(1);
    expect((await redeem(token)).status).toBe(403);
  });
});

describe('a write pass', () => {
  it('writes only together with a trusted path, and its use is on record', async () => {
    await start('read-only');
    const headers = { Cookie: cookieOf(await redeem(tokenOf(await createPass('write')))) };
    const write = { headers, method: 'POST', body: 'a=1' };
    expect((await site.send('/orders', write)).status).toBe(503);
    expect(applicationSaw()).toEqual([]);
    // "You are signed in as mia (admin)", it said to somebody who had never signed in.
    const page = await site.send('/orders', { ...write, headers: { ...headers, Accept: 'text/html' } });
    expect(page.body).toContain('You hold a write pass for <bdi>mia@example.com</bdi>.');
    expect(page.body).toContain('<a href="/login">Go to the sign-in page</a>');
    expect((await site.send('/orders', { ...write, host: adminHost })).status).toBe(200);
    expect(applicationSaw()).toEqual(['POST /orders']);
    const forwarded = site.arrived.at(-1);
    expect(forwarded?.headers.cookie ?? '').not.toContain('portcullis');

    const { records } = await site.control.get<{ records: { kind: string; actor: string }[] }>(
      '/audit?limit=50',
    );
    const kinds = records.map(({ kind, actor }) => `${kind} ${actor}`);
    expect(kinds).toContain('pass.created shell:tester');
    expect(kinds).toContain('pass.redeemed mia@example.com');
    expect(kinds.some((line) => line.startsWith('bypass.used'))).toBe(true);
  });
});

describe('a pass for a test run', () => {
  const createTestPass = () =>
    site.control.post<Created>('/passes', {
      subject: 'mia@example.com',
      scope: 'write',
      isTest: true,
      ttlMs: 3_600_000,
      actor: 'tester',
    });
  const testOf = (header: unknown) =>
    (JSON.parse(Buffer.from(String(header).split('.')[1] ?? '', 'base64url').toString()) as { test: boolean })
      .test;
  const off = (more: Readonly<Record<string, unknown>> = {}) =>
    site.control.post('/off', { actor: 'tester', anyway: true, ...more });

  it('tells the application so, and opening asks what came of it', async () => {
    await start('read-only');
    const headers = { Cookie: cookieOf(await redeem(tokenOf(await createTestPass()))) };
    const write = { headers, method: 'POST', body: 'a=1', host: adminHost };
    expect((await site.send('/orders', write)).status).toBe(200);
    expect(testOf(site.arrived.at(-1)?.headers['portcullis-decision'])).toBe(true);
    const others = { Cookie: cookieOf(await redeem(tokenOf(await createPass('write')))) };
    expect((await site.send('/orders', { ...write, headers: others })).status).toBe(200);
    expect(testOf(site.arrived.at(-1)?.headers['portcullis-decision'])).toBe(false);

    await expect(off()).rejects.toMatchObject({
      code: 'PORTCULLIS_TEST_RESULT_MISSING',
      message: expect.stringContaining('mia@example.com made a test run'),
    });
    expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(503);
    await off({ testPassed: true });
    expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(200);
    const [last] = (await recordsOf('switch.changed')).filter(({ data }) => 'testers' in (data as object));
    expect(last?.data).toMatchObject({ testers: ['mia@example.com'], testPassed: true });
  });

  it('is asked for as well where a change of the window is what opens it', async () => {
    await start('read-only');
    await redeem(tokenOf(await createTestPass()));
    const open = { mode: 'open', anyway: true, force: false };
    await expect(site.on(open)).rejects.toMatchObject({ code: 'PORTCULLIS_TEST_RESULT_MISSING' });
    expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(503);
    await site.on({ mode: 'closed', anyway: true });
    await site.on({ ...open, force: true });
    expect((await site.send('/orders', { method: 'POST', body: 'a=1' })).status).toBe(200);
  });

  it('that nobody redeemed is not asked for, nor one of another window; force opens without a result', async () => {
    await start('read-only');
    await createTestPass();
    await off();
    await site.on({});
    await redeem(tokenOf(await createTestPass()));
    await off({ force: true });
    await site.on({});
    await off();
  });

  it('is a pass to write', async () => {
    await start();
    const wanted = { subject: 'mia', scope: 'read', isTest: true, ttlMs: 3_600_000, actor: 'tester' };
    await expect(site.control.post('/passes', wanted)).rejects.toMatchObject({
      code: 'PORTCULLIS_USAGE',
      message: expect.stringContaining('expected the scope write'),
    });
  });
});

describe('a break-glass pass', () => {
  it('is used once, and its reason is on record', async () => {
    await start('read-only');
    const token = createPassToken(randomBytes(32));
    const host = createHostState({ directory: site.stateDirectory });
    await host.addBreakGlassPass('default', {
      id: 'p1',
      tokenHash: (await hashPassToken(token)) ?? '',
      subject: 'break-glass:ada',
      reason: 'the sign-in is down',
      expiresAt: Date.now() + 3_600_000,
      redeemed: false,
    });
    const landing = `${redeemPath}?token=${token}`;
    await vi.waitUntil(async () => (await site.send(landing)).status === 200, patience);
    expect((await redeem(token)).status).toBe(200);
    expect((await redeem(token)).status).toBe(403);
    await vi.waitUntil(async () => (await recordsOf('break-glass.used')).length === 1, patience);
    expect(await recordsOf('break-glass.used')).toMatchObject([
      { actor: 'break-glass:ada', data: { pass: 'p1', from: '127.0.0.1', reason: 'the sign-in is down' } },
    ]);
  });
});

describe('a pass that is no good', () => {
  it('is refused with one answer that tells nothing, and opens nothing', async () => {
    await start();
    const created = await createPass('read');
    const token = tokenOf(created);
    const foreign = 'A'.repeat(token.length);
    const answers = [
      await site.send(`${redeemPath}?token=${token}&token=${token}`),
      await site.send(`${redeemPath}?token=${foreign}`),
      await site.send(redeemPath),
      await redeem(`${token}&token=${token}`),
      await redeem(foreign),
      await redeem(''),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(new Set(answers.map(({ body }) => body.replace(/\d\d:\d\d/g, ''))).size).toBeLessThanOrEqual(2);
    for (const { headers } of answers) expect(headers['set-cookie']).toBeUndefined();
    // None of these used the good one up.
    expect((await redeem(token)).status).toBe(200);
  });

  it('lets a revoked one in no more, redeemed or not', async () => {
    await start();
    const [redeemed, kept] = [await createPass('read'), await createPass('read')];
    const headers = { Cookie: cookieOf(await redeem(tokenOf(redeemed))) };
    expect((await site.send('/orders', { headers })).status).toBe(200);
    for (const { pass } of [redeemed, kept])
      await site.control.post(`/passes/${pass.id}/revoke`, { actor: 'tester' });
    expect((await site.send('/orders', { headers })).status).toBe(503);
    expect((await redeem(tokenOf(kept))).status).toBe(403);
    await expect(
      site.control.post(`/passes/${kept.pass.id}/revoke`, { actor: 'tester' }),
    ).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_FOUND',
    });
  });

  it('ends with its window', async () => {
    await start();
    const [redeemed, kept] = [await createPass('read'), await createPass('read')];
    const headers = { Cookie: cookieOf(await redeem(tokenOf(redeemed))) };
    await site.off();
    await site.on({ mode: 'closed' });
    expect((await site.send('/orders', { headers })).status).toBe(503);
    expect((await redeem(tokenOf(kept))).status).toBe(403);
  });

  it("has expired by the store's clock", async () => {
    await start();
    const token = createPassToken(randomBytes(32));
    const tokenHash = (await hashPassToken(token)) ?? '';
    const expiresAt = Date.now() + 2_500;
    const store = createSqliteStore({ file: join(site.stateDirectory, 'portcullis.sqlite') });
    try {
      await store.passes.create(
        {
          id: 'short',
          site: 'default',
          subject: 'mia',
          scope: 'read',
          isTest: false,
          tokenHash,
          windowId: null,
          createdAt: Date.now(),
          createdBy: 'tester',
          expiresAt,
          redeemedAt: null,
          revokedAt: null,
        },
        recordOf('pass.created'),
      );
    } finally {
      await store.close();
    }
    await vi.waitUntil(
      async () => (await site.send(`${redeemPath}?token=${token}`)).status === 200,
      patience,
    );
    const headers = { Cookie: cookieOf(await redeem(token)) };
    expect((await site.send('/orders', { headers })).status).toBe(200);
    await vi.waitUntil(() => Date.now() > expiresAt, patience);
    expect((await site.send('/orders', { headers })).status).toBe(503);
  });

  it('cannot be made up: a changed or foreign cookie is nobody', async () => {
    await start();
    const cookie = cookieOf(await redeem(tokenOf(await createPass('read'))));
    expect((await site.send('/orders', { headers: { Cookie: cookie } })).status).toBe(200);
    const changed = `${cookie.slice(0, -2)}${cookie.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const Cookie of [
      changed,
      `${cookie}; ${cookie}x`,
      '__Host-portcullis-pass=',
      cookie.replace('__Host-', ''),
    ]) {
      expect((await site.send('/orders', { headers: { Cookie } })).status).toBe(503);
    }
  });

  it('is made for at most 24 hours, by name, with a scope', async () => {
    await start('open');
    for (const wrong of [
      { subject: 'mia', scope: 'read', ttlMs: 25 * 3_600_000 },
      { subject: '', scope: 'read', ttlMs: 3_600_000 },
      { subject: 'mia', scope: 'admin', ttlMs: 3_600_000 },
      { subject: 'mia', scope: 'read', ttlMs: 3_600_000, forever: true },
    ]) {
      await expect(site.control.post('/passes', { actor: 'tester', ...wrong })).rejects.toMatchObject({
        code: 'PORTCULLIS_USAGE',
      });
    }
    expect(await site.control.get('/passes')).toMatchObject({ passes: [], total: 0 });
  });
});

describe('a subject', () => {
  it.each([
    ['of 256 characters', 'a'.repeat(256)],
    ['of 320 bytes', `${'字'.repeat(32)}${'"'.repeat(224)}`],
    ['with an accent', 'Zoë Müller <zoë@example.com>'],
  ])('%s can be redeemed', async (_, subject) => {
    await start();
    const redeemed = await redeem(tokenOf(await createPass('read', subject)));
    expect(redeemed.status).toBe(200);
    const { status } = await site.send('/orders', { headers: { Cookie: cookieOf(redeemed) } });
    expect(status).toBe(200);
  });

  it.each([
    ['that would not fit the cookie', '字'.repeat(200), /expected at most 320 bytes of UTF-8, got 600/],
    ['with a control character', 'mia\tsmith', /without control characters/],
    ['of a half character', 'mia\ud800', /without control characters/],
  ])('%s is refused before there is a pass', async (_, subject, message) => {
    await start();
    const refused = { code: 'PORTCULLIS_USAGE', message: expect.stringMatching(message) };
    await expect(createPass('read', subject)).rejects.toMatchObject(refused);
    await expect(site.on({ proof: { passFor: subject } })).rejects.toMatchObject(refused);
    expect(await site.control.get('/passes')).toMatchObject({ passes: [], total: 0 });
  });
});

it('leaving by a form of another site is refused', async () => {
  await start();
  const leave = (headers: Record<string, string>) =>
    site.send('/.well-known/portcullis/leave', { method: 'POST', headers });
  const elsewhere = await leave({ 'Sec-Fetch-Site': 'cross-site' });
  expect([elsewhere.status, elsewhere.headers['set-cookie']]).toEqual([403, undefined]);
  expect((await leave({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(303);
});

describe('redeeming', () => {
  it('from a form of another site is refused and leaves the pass as it was', async () => {
    await start();
    const token = tokenOf(await createPass('read'));
    const elsewhere: readonly Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ];
    for (const headers of elsewhere) {
      const reply = await redeem(token, headers);
      expect([reply.status, cookieOf(reply)]).toEqual([403, '']);
    }
    expect((await redeem(token, { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });

  it('works however often others guessed before, from the same address', async () => {
    await start();
    const created = await createPass('read');
    const guesses = Array.from(
      { length: 30 },
      (_, guess) => `${'B'.repeat(40)}${String(guess).padStart(3, '0')}`,
    );
    for (const guess of guesses) expect((await redeem(guess)).status).toBe(403);
    expect((await redeem(tokenOf(created))).status).toBe(200);
  });
});

describe('guesses', () => {
  it('are counted on record, by reason and method, and not one by one', async () => {
    await start('open');
    const guess = `${redeemPath}?token=${'A'.repeat(43)}`;
    for (let count = 0; count < 40; count += 1) expect((await site.send(guess)).status).toBe(403);
    expect((await redeem('B'.repeat(43))).status).toBe(403);
    expect((await redeem('B'.repeat(43), { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    const counted = async () => {
      const sums: Record<string, number> = {};
      for (const { data } of await recordsOf('pass.refused')) {
        const { counts } = data as { counts: Record<string, number> };
        for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + count;
      }
      return sums;
    };
    await vi.waitFor(
      async () =>
        expect(await counted()).toEqual({
          [`unusable GET ${redeemPath}`]: 40,
          [`unusable POST ${redeemPath}`]: 2,
        }),
      patience,
    );
    expect((await recordsOf('pass.refused')).length).toBeLessThan(20);
  });
});

describe('write passes that are out', () => {
  const out = async () =>
    (await site.control.get<{ writePasses: { count: number; longest: { subject: string }[] } }>('/status'))
      .writePasses;

  it('are on the status until they are revoked, or end with the window', async () => {
    await start('read-only');
    expect(await out()).toEqual({ count: 0, longest: [] });
    await createPass('read', 'reader@example.com');
    const { pass } = await createPass('write');
    await createPass('write', 'ben@example.com');
    const { count, longest } = await out();
    expect([count, longest.map(({ subject }) => subject).sort()]).toEqual([
      2,
      ['ben@example.com', 'mia@example.com'],
    ]);
    await site.control.post(`/passes/${pass.id}/revoke`, { actor: 'tester' });
    expect(await out()).toMatchObject({ count: 1, longest: [{ subject: 'ben@example.com' }] });
    await site.off();
    expect(await out()).toEqual({ count: 0, longest: [] });
  });
});
