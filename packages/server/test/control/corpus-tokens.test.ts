import { connect } from 'node:net';
import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCases } from '../../../../test/corpora/cases.ts';
import {
  behindProxy,
  type ConsoleBrowser,
  firstOwner,
  invited,
  openBrowser,
  password,
} from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

/** What the published cases of tokens and sockets ask of passes and of the console, where no other test does. */
let site: RunningSite;
let owner: ConsoleBrowser;
beforeAll(async () => {
  site = await startSite({ policy: behindProxy });
  owner = await firstOwner(site, { address: '192.0.2.1' });
  await site.on({ mode: 'closed' });
});
afterAll(() => site.close());

const passPath = '/.well-known/portcullis/pass';
const passToken = async (): Promise<string> => {
  const body = { subject: 'mia', scope: 'read', ttlMs: 3_600_000, url: null, actor: 'tester' };
  const { link } = await site.control.post<{ link: string }>('/passes', body);
  return new URL(link).searchParams.get('token') ?? '';
};
/** As a proxy in front says. */
const encrypted = { 'X-Forwarded-For': '203.0.113.50', 'X-Forwarded-Proto': 'https' };
const redeem = (token: string) =>
  site.send(passPath, {
    method: 'POST',
    body: `token=${encodeURIComponent(token)}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', ...encrypted },
  });

describe('the token of a pass', () => {
  it('is no cookie: neither that of a redeemed pass nor that of a session of the console redeems anything', async () => {
    const redeemed = await redeem(await passToken());
    const ofPass = /=([^;]+)/.exec(redeemed.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
    expect(ofPass.length).toBeGreaterThan(40);
    expect(owner.cookies.size).toBeGreaterThan(0);
    for (const value of [ofPass, owner.token, ...owner.cookies.values()]) {
      const answer = await redeem(value);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
    }
  });

  it('is taken from no path', async () => {
    const token = await passToken();
    for (const target of [
      `${passPath}/${token}`,
      `${passPath}${token}`,
      `/${token}`,
      `${passPath};${token}`,
    ]) {
      for (const method of ['GET', 'POST']) {
        const answer = await site.send(target, { method, headers: { Accept: 'text/html', ...encrypted } });
        expect([target, answer.status >= 400, answer.headers['set-cookie']]).toEqual([
          target,
          true,
          undefined,
        ]);
      }
    }
    expect((await redeem(token)).status).toBe(200);
  });

  it('is told to no other site, and stands in no record, feed or count, used or not', async () => {
    const [used, looked] = [await passToken(), await passToken()];
    for (const token of [used, looked]) {
      const landing = await site.send(`${passPath}?token=${token}`, { headers: { Accept: 'text/html' } });
      // The origin alone: with no-referrer browsers send the form of the page without any origin.
      expect(landing.headers['referrer-policy']).toBe('strict-origin');
      await site.send(`/orders?from=${token}`, { method: 'POST', body: `token=${token}` });
    }
    await redeem(used);
    const told = await Promise.all(
      ['/audit?limit=1000', '/passes', '/ledger', '/traffic', '/insiders'].map((path) =>
        site.control.get<unknown>(path).then((answer) => JSON.stringify(answer)),
      ),
    );
    const store = createSqliteStore({ file: join(site.stateDirectory, 'portcullis.sqlite') });
    const stored = JSON.stringify(await store.passes.list('default'));
    await store.close();
    for (const token of [used, looked]) {
      expect([...told, stored].filter((text) => text.includes(token))).toEqual([]);
    }
  });
});

describe('whoever burns the tries of an account', () => {
  const guess = (address: string, name: string) =>
    openBrowser(site, { address }).post('/sign-in', { name, password: 'a wrong password' });

  it('by any spelling of its name counts against the one account', async () => {
    await invited(site, { name: 'Grace@shop.example', role: 'viewer', address: '192.0.2.7' });
    const spellings = [
      'grace@shop.example',
      'GRACE@SHOP.EXAMPLE',
      ' Grace@shop.example ',
      'ｇrace@shop.example',
    ];
    for (let tries = 0; tries < 12; tries += 1) {
      await guess(`198.51.100.${tries}`, spellings[tries % spellings.length] ?? '');
    }
    const statuses = await Promise.all(
      spellings.map(async (name, index) => (await guess(`203.0.113.${index}`, name)).status),
    );
    expect(statuses).toEqual([429, 429, 429, 429]);
  });

  it('ends no session that is there, and keeps nobody from what works on the host', async () => {
    for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${100 + tries}`, 'ada');
    expect(
      (await openBrowser(site, { address: '203.0.113.9' }).post('/sign-in', { name: 'ada', password }))
        .status,
    ).toBe(429);
    expect((await owner.get('/status')).status).toBe(200);
    expect((await owner.post('/explain', { method: 'GET', url: '/' })).status).toBe(200);
    expect((await redeem(await passToken())).status).toBe(200);
  });
});

describe('a session', () => {
  it('takes the token of no other session', async () => {
    const other = await invited(site, { name: 'linus', role: 'owner', address: '192.0.2.8' });
    const answer = await owner.send('POST', '/explain', {
      body: { method: 'GET', url: '/' },
      headers: { 'Portcullis-Console': other.token },
    });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_FOREIGN_REQUEST', status: 403 });
  });
});

describe('a socket at the console', () => {
  const ids = ['W032', 'W035', 'W036'];
  it.each(readCases('websocket').filter(({ id }) => ids.includes(id)))(
    '$id ($why) is refused',
    async ({ raw }) => {
      const bytes = (raw ?? '').replace('Host: app.example', `Host: 127.0.0.1:${owner.port}`);
      expect(await answerTo(bytes)).toMatch(/^HTTP\/1\.1 4\d\d /);
    },
  );
});

function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(owner.port, '127.0.0.1');
    socket.setEncoding('latin1');
    socket.once('data', (chunk: string) => {
      resolve(chunk);
      socket.destroy();
    });
    socket.once('error', reject);
    socket.write(bytes, 'latin1');
  });
}
