import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { csvLine } from '../../src/control/csv.ts';
import { createLogger } from '../../src/index.ts';
import { keepLedger, type LedgerKeeper, type RefusedRequest } from '../../src/traffic/keep-ledger.ts';
import { type ConsoleBrowser, firstOwner, openBrowser } from '../support/console-browser.ts';
import { clientId, clientSecret, startOpenIdProvider } from '../support/openid-provider.ts';
import { startSite } from '../support/running-site.ts';

// What visitors, and other people of a provider, can fill or hold up.

/** A refused write of a visitor who scans words. */
function refusedAt(route: string): RefusedRequest {
  const rule = { id: 'read-only', detail: '' };
  const standing = { role: 'visitor', subject: null, scope: 'none' };
  const decision = { kind: 'refuse', status: 503, access: 'write', rule, standing };
  // Of a decision nothing else is looked at.
  return { decision, method: 'POST', route, at: 1, reference: null } as unknown as RefusedRequest;
}

describe('the ledger, while visitors scan', () => {
  function counted(forgettable = 0) {
    const steps: number[] = [];
    const stored = new Set<string>();
    let turns = 0;
    let left = forgettable;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const store = {
      async add(_: string, entries: readonly LedgerEntry[]) {
        steps.push(turns);
        for (const { route } of entries) stored.add(route);
      },
      async forget(_: string, { atMost }: { readonly atMost: number }) {
        steps.push(turns);
        const forgotten = Math.min(left, atMost);
        left -= forgotten;
        return forgotten;
      },
    };
    const keeper = keepLedger({
      store,
      site: 'shop',
      windowId: () => 'window',
      logger: createLogger({ level: 'silent', site: 'shop' }),
      flushIntervalMs: 1_000_000,
    });
    onTestFinished(async () => {
      clearImmediate(next);
      await keeper.close();
    });
    return { keeper, steps, stored };
  }

  it('has so many kinds in memory and no more', async () => {
    const { keeper, stored } = counted();
    for (let index = 0; index < 6_000; index += 1) keeper.count(refusedAt(`/word-${index}`));
    await keeper.flush();
    expect([stored.size, stored.has('')]).toEqual([5_001, true]);
  });

  // A store's promise is kept in the same turn: ten steps of 500 held visitors up for 180 to 310 ms of processor time.
  it('is stored in steps between which visitors are served', async () => {
    const { keeper, steps } = counted();
    for (let index = 0; index < 5_000; index += 1) keeper.count(refusedAt(`/word-${index}`));
    await keeper.flush();
    expect(steps.length).toBeGreaterThanOrEqual(50);
    expect(new Set(steps).size).toBe(steps.length);
  });

  // A quarter later: some 11 ms for 1,000 entries, all of them were one turn.
  it('is forgotten in steps between which visitors are served', async () => {
    const { keeper, steps } = counted(5_000);
    keeper.count(refusedAt('/word'));
    await keeper.flush();
    expect(steps.length).toBeGreaterThanOrEqual(50);
    expect(new Set(steps).size).toBe(steps.length);
  });

  // 5,000 kinds a second, each some 300 bytes for 90 days: the disk of the store was a visitor's to fill.
  it('has an end in the store as well, and goes on counting every one', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'portcullis-ledger-'));
    const store = createSqliteStore({ file: join(directory, 'store.sqlite') });
    const open = (mostKinds?: number) =>
      keepLedger({
        store: store.ledger,
        site: 'shop',
        windowId: () => 'window',
        logger: createLogger({ level: 'silent', site: 'shop' }),
        flushIntervalMs: 1_000_000,
        now: () => 1,
        ...(mostKinds !== undefined && { mostKinds }),
      });
    onTestFinished(async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    });
    const scan = async (keeper: LedgerKeeper, seconds: number, words: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        for (let word = 0; word < words; word += 1) keeper.count(refusedAt(`/word-${second}-${word}`));
        await keeper.flush();
      }
    };
    const small = open(30);
    await scan(small, 4, 20);
    await small.close();
    expect(await store.ledger.windows('shop')).toMatchObject([{ entries: 31, refused: 80 }]);
    // Another server of the site, or this one after a restart.
    const byDefault = open();
    await scan(byDefault, 3, 4_000);
    await byDefault.close();
    expect(await store.ledger.windows('shop')).toMatchObject([{ entries: 10_001, refused: 12_080 }]);
    const [others] = await store.ledger.read('shop', { windowId: 'window', limit: 1 });
    expect(others).toMatchObject({ method: '', route: '', actor: '', rule: '', reference: null });
  });
});

describe('a file for spreadsheets', () => {
  it.each(['=1+1', ' =1', '"=1', '\t=1', '\r\n=1', '@a', '\uff1d1', '\u00a0=1', '\ufeff=1', '-1', '+1'])(
    'makes no formula of %j',
    (cell) => expect(csvLine([cell])).toMatch(/^"'/),
  );
});

const sessionCookie = '__Host-portcullis-console-default';
const providerCookie = `${sessionCookie}.provider`;

async function withProvider() {
  const provider = await startOpenIdProvider();
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-secret-'));
  const clientSecretFile = join(directory, 'secret');
  writeFileSync(clientSecretFile, clientSecret);
  const site = await startSite({
    config: {
      console: {
        listen: { port: 0 },
        provider: {
          name: 'Company',
          issuer: provider.issuer,
          clientId,
          clientSecretFile,
          scopes: ['openid', 'profile', 'groups'],
          roles: { subjects: {}, claim: { name: 'groups', map: { ops: 'operator' } } },
        },
      },
    },
  });
  provider.allow(`${site.server.consoleUrl}v1/sites/default/sign-in/provider/callback`);
  onTestFinished(async () => {
    await site.close();
    await provider.close();
    rmSync(directory, { recursive: true });
  });

  /** As whoever the provider knows now, to the end. */
  async function signIn(): Promise<ConsoleBrowser> {
    const browser = openBrowser(site);
    const jar = new Map<string, string>();
    const begun = await browser.get('/sign-in/provider');
    let url = new URL(begun.headers.location ?? '', provider.issuer);
    for (let hops = 0; hops < 10 && url.origin === provider.issuer; hops += 1) {
      const Cookie = [...jar].map((pair) => pair.join('=')).join('; ');
      const answer = await sendRequest({
        port: Number(url.port),
        target: `${url.pathname}${url.search}`,
        headers: { Host: url.host, Cookie },
      });
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      url = new URL(answer.headers.location ?? '', url);
    }
    await browser.send('GET', `/${url.pathname}${url.search}`, {
      headers: { Cookie: `${providerCookie}=${browser.cookies.get(providerCookie)}` },
    });
    return browser;
  }
  return { provider, site, signIn };
}

describe('other people of a provider', () => {
  // As wrong passwords are: five times, then the 8th, 16th …, as often as anybody likes.
  it('do not fill the log by being refused', async () => {
    const { provider, site, signIn } = await withProvider();
    provider.person = { subject: 'anybody', claims: { groups: [] } };
    for (let tries = 0; tries < 9; tries += 1) {
      expect((await signIn()).cookies.has(sessionCookie)).toBe(false);
    }
    const { records } = await site.control.get<{ records: unknown[] }>(
      '/audit?limit=500&kind=operator.sign-in-refused',
    );
    expect(records.length).toBeLessThanOrEqual(6);
  });

  // Did resetting forget who it was to the provider, the next sign-in would make an operator of the same person anew.
  it('are not let in again by a reset after they were disabled', async () => {
    const { provider, site, signIn } = await withProvider();
    await firstOwner(site);
    provider.person = { subject: 'mallory', claims: { name: 'Mallory', groups: ['ops'] } };
    expect((await signIn()).cookies.has(sessionCookie)).toBe(true);
    const { operators } = await site.control.get<{
      operators: readonly { id: string; name: string; version: number }[];
    }>('/operators');
    const { id, version } = operators.find(({ name }) => name === 'Mallory') ?? { id: '', version: 0 };
    await site.control.patch(`/operators/${id}`, { version, disabled: true, actor: 'shell' });
    expect((await signIn()).cookies.has(sessionCookie)).toBe(false);
    await site.control.post(`/operators/${id}/reset`, { actor: 'shell' });
    expect((await signIn()).cookies.has(sessionCookie)).toBe(false);
  });
});

describe('somebody who checks the audit again and again', () => {
  it('adds nothing to the seals', async () => {
    const site = await startSite();
    onTestFinished(() => site.close());
    const owner = await firstOwner(site);
    const seals: unknown[] = [];
    for (let times = 0; times < 5; times += 1) {
      seals.push((await owner.post('/audit/verify', {})).json.seals);
    }
    expect(new Set(seals).size).toBe(1);
  });
});
