import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { patience, reportOf } from '../support/beside-the-server.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
afterEach(() => site.close());

const storeFile = () => join(site.stateDirectory, 'portcullis.sqlite');
const status = () => site.control.get<SiteStatus>('/status');
const write = async () => (await site.send('/orders', { method: 'POST', body: 'a=1' })).status;
const read = async () => (await site.send('/orders')).status;

/** Neither the application nor the mode may notice that the store is gone. */
async function expectStillReadOnly(): Promise<void> {
  site.arrived.splice(0);
  expect(await read()).toBe(200);
  expect(await write()).toBe(503);
  expect(site.arrived.map(({ method }) => method)).toEqual(['GET']);
}

function removeStore(): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${storeFile()}${suffix}`, { force: true });
}

/**
 * Runs SQL as somebody with another tool would. In a process of its own: two copies of SQLite in one process
 * take each other's locks away (sqlite.org/howtocorrupt.html, section 2.2).
 */
function tamper(sql: string): void {
  const script =
    "const { DatabaseSync } = require('node:sqlite'); const [file, sql] = process.argv.slice(1); new DatabaseSync(file).exec(sql);";
  execFileSync(process.execPath, ['-e', script, storeFile(), sql], { stdio: 'ignore' });
}

describe('a damaged store', () => {
  const damages: readonly (readonly [string, () => void])[] = [
    ['text', () => writeFileSync(storeFile(), 'this is no database\n'.repeat(500))],
    ['cut off', () => writeFileSync(storeFile(), readFileSync(storeFile()).subarray(0, 5_000))],
    [
      'overwritten in the middle',
      () => {
        const bytes = readFileSync(storeFile());
        bytes.fill(0xa5, 4_096, 12_288);
        writeFileSync(storeFile(), bytes);
      },
    ],
  ];
  it.each(damages)('at the start (%s) opens nothing and says what to do', async (_, damage) => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    await site.stopServer();
    damage();
    const damaged = readFileSync(storeFile());
    await site.startServer();
    await expectStillReadOnly();
    for (const change of [() => site.on({ mode: 'closed' }), () => site.off()]) {
      await expect(change()).rejects.toMatchObject({
        code: expect.stringMatching(/^PORTCULLIS_STORE_(CORRUPT|UNAVAILABLE)$/),
        message: expect.stringMatching(/portcullis\.sqlite.*(restore|backup)/s),
      });
    }
    await expectStillReadOnly();
    // Left as it is, for whoever repairs it.
    expect(readFileSync(storeFile()).equals(damaged)).toBe(true);
  });

  it('at a first start is never taken for an open site', async () => {
    site = await startSite();
    await site.stopServer();
    removeStore();
    rmSync(join(site.stateDirectory, 'state-default.json'), { force: true });
    writeFileSync(storeFile(), 'this is no database\n'.repeat(500));
    await site.startServer();
    expect([await read(), await write()]).toEqual([200, 503]);
  });

  it('while running keeps the mode, and a store that is whole again is used again', async () => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    await site.stopServer();
    const backup = `${storeFile()}.backup`;
    cpSync(storeFile(), backup);
    await site.startServer();
    removeStore();
    writeFileSync(storeFile(), 'this is no database\n'.repeat(500));
    await expect(site.on({ mode: 'closed' })).rejects.toMatchObject({
      code: expect.stringMatching(/^PORTCULLIS_STORE_/),
    });
    await expectStillReadOnly();
    removeStore();
    cpSync(backup, storeFile());
    await vi.waitUntil(
      async () => (await status().catch(() => null))?.word === 'enforced (HTTP only)',
      patience,
    );
    await site.off();
    expect(await write()).toBe(200);
  });
});

describe('a store that vanished', () => {
  it('while running keeps the mode and is not begun anew', async () => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    removeStore();
    await expect(site.off()).rejects.toMatchObject({ code: 'PORTCULLIS_STORE_UNAVAILABLE' });
    await expectStillReadOnly();
  });

  it.each([
    ['vanished', () => undefined],
    ['was emptied', () => writeFileSync(storeFile(), '')],
  ])('and %s while the server was down does not open the site', async (_, leave) => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    await site.stopServer();
    removeStore();
    leave();
    await site.startServer();
    await expectStillReadOnly();
    expect((await status()).word).toBe('not yet enforced');
  });
});

describe('an audit record that cannot be written', () => {
  const fill = `create trigger full before insert on audit_records begin select raise(abort, 'database or disk is full'); end`;

  it('refuses the change, whichever way it goes', async () => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    const { switch: before, instance } = await status();
    tamper(fill);
    const attempts = [
      () => site.off(),
      () => site.on({ mode: 'closed' }),
      () => site.control.post('/passes', { subject: 'mia', scope: 'write', ttlMs: 3_600_000, actor: 'ada' }),
      () =>
        site.control.post(`/instances/${instance}/remove`, { actor: 'ada', reason: 'test', anyway: true }),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({
        code: expect.stringMatching(/^PORTCULLIS_(STORE_UNAVAILABLE|AUDIT_UNWRITABLE)$/),
      });
    }
    expect((await status()).switch).toEqual(before);
    expect((await site.control.get<{ passes: unknown[] }>('/passes')).passes).toEqual([]);
    await expectStillReadOnly();

    tamper('drop trigger full');
    await site.off();
    expect(await write()).toBe(200);
    expect(await site.control.post('/audit/verify', {})).toMatchObject({ findings: [] });
  });
});

describe('a seal that neither store nor disk takes', () => {
  it('does not call a change refused that is stored and in force', async () => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    tamper(
      `create trigger sealless before insert on audit_seals begin select raise(abort, 'database or disk is full'); end`,
    );
    const seals = join(site.stateDirectory, 'seals-default.jsonl');
    rmSync(seals);
    mkdirSync(seals);
    await site.on({ mode: 'closed' });
    expect(await read()).toBe(503);
    await expect(site.control.post('/audit/verify', {})).rejects.toMatchObject({
      code: 'PORTCULLIS_AUDIT_UNWRITABLE',
      message: expect.stringContaining('No place took the seal'),
    });
  });
});

describe('an older copy of the store', () => {
  const restoreOlderCopy = async () => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    await site.off();
    await site.stopServer();
    const older = readFileSync(storeFile());
    await site.startServer();
    await site.on({ mode: 'closed' });
    await site.stopServer();
    removeStore();
    writeFileSync(storeFile(), older);
    await site.startServer();
  };

  it('does not open the site: the stricter of both holds, and status says so', async () => {
    await restoreOlderCopy();
    expect([await read(), await write()]).toEqual([503, 503]);
    const found = await status();
    expect(found.word).toBe('not yet enforced');
    expect(found.enforcement.missing[0]).toMatch(
      /remembers a newer state than the store holds.*Switch again/,
    );
  });

  // A running instance compared the epoch's number alone.
  it('that has come to the same epoch by another way is noticed while the server runs', async () => {
    site = await startSite();
    await site.on({ mode: 'read-only' });
    tamper("update switches set mode = 'closed', since = since + 1");
    await vi.waitUntil(async () => (await read()) === 503, patience);
    expect((await status()).enforcement.missing[0]).toMatch(/remembers a newer state.*Switch again/);
    await site.on({ mode: 'read-only' });
    expect([await read(), await write()]).toEqual([200, 503]);
    expect((await status()).word).toBe('enforced (HTTP only)');
  });

  it('is settled by turning on again', async () => {
    await restoreOlderCopy();
    await site.on({ mode: 'read-only' });
    expect([await read(), await write()]).toEqual([200, 503]);
    expect((await status()).word).toBe('enforced (HTTP only)');
  });

  it('is settled also where another host remembers more', async () => {
    site = await startSite();
    const store = createSqliteStore({ file: storeFile() });
    await store.instances.report('default', reportOf({ host: 'other-host', epoch: 41, why: 'contested' }));
    await store.close();
    await site.on({ mode: 'read-only' });
    expect((await status()).switch.epoch).toBe(42);
  });

  it('is settled by turning off, although the store believes the site is open', async () => {
    await restoreOlderCopy();
    await site.off();
    expect([await read(), await write()]).toEqual([200, 200]);
    expect((await status()).word).toBe('open');
  });
});
