import {
  chmodSync,
  chownSync,
  copyFileSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Store } from '@portcullis/gate';
import { createSqliteStore, type SqliteStoreOptions } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnection } from '../src/sqlite/connection.ts';
import { changeOf, passOf, recordOf, reportOf, sealOf } from './fixtures.ts';
import { incidentOf } from './server-fixtures.ts';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const site = 'shop';
const isRoot = process.getuid?.() === 0;

let directory: TemporaryDirectory;
let file: string;
let stores: Store[];

beforeEach(() => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'state', 'store.db');
  stores = [];
});

afterEach(async () => {
  for (const store of stores) await store.close();
  directory.remove();
});

function open(options: Partial<SqliteStoreOptions> = {}): Store {
  const store = createSqliteStore({ file, ...options });
  stores.push(store);
  return store;
}

/**
 * A closed store with one change, one pass, one instance, one seal and one incident in it. The index of incidents is the last
 * page of the file: while it is empty, its end holds nothing that could be lost.
 */
async function fill(): Promise<void> {
  const store = createSqliteStore({ file });
  await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
  await store.passes.create(passOf('p'), recordOf('a', 2));
  await store.instances.report(site, reportOf('i'));
  await store.audit.seal(site, sealOf('a', 2));
  await store.incidents.add(site, incidentOf('i'), { most: 1 });
  await store.close();
}

function run(...statements: readonly string[]): void {
  const database = new Database(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    (value) => new Error(`it was done: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError('not an error');
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
}

describe('the file', () => {
  it('is made for its owner alone, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      await open().switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
    } finally {
      process.umask(umask);
    }
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    const names = readdirSync(dirname(file));
    expect(names.sort()).toEqual(['store.db', 'store.db-shm', 'store.db-wal']);
    for (const name of names) expect(statSync(join(dirname(file), name)).mode & 0o777, name).toBe(0o600);
  });

  it.skipIf(!isRoot)('made by root, belongs to the owner of its folder', async () => {
    mkdirSync(dirname(file));
    chownSync(dirname(file), 12345, 54321);
    await open().switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
    for (const name of readdirSync(dirname(file))) {
      const { uid, gid } = statSync(join(dirname(file), name));
      expect([uid, gid], name).toEqual([12345, 54321]);
    }
  });

  // Whoever may put a link there chose which file the process opens and creates.
  it.skipIf(!isRoot)('is not found through a link of somebody else', async () => {
    await fill();
    const elsewhere = `${file}.elsewhere`;
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
    expect((await open().switch.read(site)).switch.epoch).toBe(2);
    lchownSync(file, 12345, 12345);
    const { code, message } = await failureOf(open().switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain(`${file} is a link that belongs to user 12345`);
    rmSync(elsewhere);
    expect((await failureOf(open().switch.read(site))).code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(readdirSync(dirname(file))).not.toContain('store.db.elsewhere');
  });

  it('is not touched before the store is used, and opened again after it could not be', async () => {
    writeFileSync(dirname(file), '');
    const store = open();
    const { code, message } = await failureOf(store.switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain(`The store ${file} cannot be created`);
    rmSync(dirname(file));
    expect((await store.switch.read(site)).switch.epoch).toBe(0);
  });

  it('flushes every acknowledged change to the disk, and only those', async () => {
    const clock = { wallMs: () => 0 };
    const connection = createConnection({ file, busyTimeoutMs: 1000, clock });
    const level = { compile: () => CompiledQuery.raw('pragma synchronous') };
    const levels = [
      await connection.write((transaction) => transaction.first(level)),
      await connection.write((transaction) => transaction.first(level), { durable: false }),
      await connection.write((transaction) => transaction.first(level)),
      await connection.read((transaction) => transaction.first(level)),
    ];
    const mode = { compile: () => CompiledQuery.raw('pragma journal_mode') };
    expect(await connection.read((transaction) => transaction.first(mode))).toEqual({ journal_mode: 'wal' });
    await connection.close();
    // 1 = NORMAL, 2 = FULL
    expect(levels.map((found) => Object.values(found ?? {}))).toEqual([[2], [1], [2], [2]]);
  });

  it('of a newer version is refused and left alone', async () => {
    await fill();
    run(`insert into portcullis_migration values ('9999-from-the-future', '2099-01-01T00:00:00.000Z')`);
    const before = readFileSync(file);
    const { code, message } = await failureOf(open().switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain(
      `${file} was written by a newer version of Portcullis (it has 9999-from-the-future)`,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('of a newer version is used beside it where that says so', async () => {
    await fill();
    const database = new Database(file, { readonly: true });
    const marked = database.prepare('select name from portcullis_migration_known_before').pluck().all();
    database.close();
    expect(marked).toEqual(['0007-processes', '0008-held-requests', '0009-held-by-webhook']);
    run(
      `insert into portcullis_migration values ('9998-added', '2099-01-01T00:00:00.000Z');
       insert into portcullis_migration_known_before values ('9998-added')`,
    );
    expect((await open().switch.read(site)).switch.epoch).toBe(2);
    run(`insert into portcullis_migration values ('9999-changed', '2099-01-01T00:00:00.000Z')`);
    const { code, message } = await failureOf(open().switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain('was written by a newer version of Portcullis (it has 9999-changed)');
  });

  it('of another program is refused and left alone', async () => {
    mkdirSync(dirname(file));
    run('create table orders (id integer)');
    const { code, message } = await failureOf(open().switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain('is a SQLite database of another program (it has the table orders)');
    const database = new Database(file);
    const tables = database.prepare(`select name from sqlite_schema`).pluck().all();
    database.close();
    expect(tables).toEqual(['orders']);
  });

  it('gets its tables later when it was empty: its maker was killed', async () => {
    mkdirSync(dirname(file));
    writeFileSync(file, '');
    expect((await open().switch.read(site)).switch.epoch).toBe(0);
  });
});

it('forgets processes that were taken off, once nothing of them can be on its way any more', async () => {
  let nowMs = 1_000_000;
  const store = createSqliteStore({ file, clock: { wallMs: () => nowMs } });
  stores.push(store);
  for (const id of ['a', 'b']) {
    await store.processes.report(site, [{ worker: 'mails', id, instance: 'i', agoMs: 0, said: '{}' }]);
    await store.processes.remove(site, { worker: 'mails', id });
    nowMs += 60_001;
  }
  await store.processes.remove(site, { worker: 'mails', id: 'a' });
  const database = new Database(file, { readonly: true });
  const rows = database.prepare('select id from processes').pluck().all();
  database.close();
  expect(rows).toEqual([]);
});

describe('a locked file', () => {
  it('is waited for without stopping the process, then named', async () => {
    await fill();
    const other = new Database(file);
    other.exec('begin immediate');
    const store = open({ busyTimeoutMs: 1_000 });
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    const { code, message } = await failureOf(store.passes.claim(site, 'key', 1));
    clearInterval(timer);
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain(`${file} was locked by another process for 1000 ms`);
    expect(ticks).toBeGreaterThan(3);
    expect((await store.switch.read(site)).switch.epoch).toBe(2);
    other.exec('rollback');
    other.close();
    expect(await store.passes.claim(site, 'key', 1)).toBe(true);
  });

  it('is written as soon as it is free', async () => {
    await fill();
    const other = new Database(file);
    other.exec('begin immediate');
    const claimed = open({ busyTimeoutMs: 20_000 }).passes.claim(site, 'key', 1);
    setTimeout(() => other.exec('rollback').close(), 30);
    expect(await claimed).toBe(true);
  });
});

describe('a damaged file', () => {
  it.each([
    ['its beginning', () => writeAt(0, 'no database at all')],
    ['the page of a table', () => writeAt(4096 * 3, 'x'.repeat(4096))],
    ['every page but the first', () => writeAt(4096, 'x'.repeat(statSync(file).size - 4096))],
    ['its end, cut off within a page', () => truncateSync(file, statSync(file).size - 1000)],
    ['its second half, cut off', () => truncateSync(file, statSync(file).size / 2)],
    ['all but its first bytes, cut off', () => truncateSync(file, 50)],
  ])('in %s is named at the first use', async (_, damage) => {
    await fill();
    damage();
    const { code, message } = await failureOf(open().switch.read(site));
    expect(message).toContain(file);
    expect(message).toContain('restore the newest backup');
    expect(code).toBe('PORTCULLIS_STORE_CORRUPT');
  });

  it('is named when it was emptied beside its log, which stays', async () => {
    const changer = startProcess({ script: 'change-store.ts', args: [file, 'a', '100000'] });
    await changer.printed(10);
    changer.kill('SIGKILL');
    await changer.ended;
    truncateSync(file, 0);
    const before = statSync(`${file}-wal`).size;
    const { code, message } = await failureOf(open().switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_CORRUPT');
    expect(message).toContain('somebody emptied it');
    expect(statSync(`${file}-wal`).size).toBe(before);
  });

  it('is named when it becomes damaged while it is open', async () => {
    await fill();
    const store = open();
    (await store.switch.version(site)).epoch;
    run('drop table passes');
    const { code, message } = await failureOf(store.switch.read(site));
    expect(code).toBe('PORTCULLIS_STORE_CORRUPT');
    expect(message).toContain('lacks a table or column');
    expect((await failureOf(open().switch.read(site))).code).toBe('PORTCULLIS_STORE_CORRUPT');
  });

  const wrongRows: readonly [string, string, (store: Store) => Promise<unknown>][] = [
    ["update switches set details = '{'", 'details is not JSON', (store) => store.switch.read(site)],
    [
      "update switches set details = '{}'",
      'details.areas should be an object',
      (store) => store.switch.read(site),
    ],
    ["update switches set mode = 'shut'", '.mode should be one of open', (store) => store.switch.read(site)],
    [
      'update switches set production = 2',
      '.production should be 0 or 1',
      (store) => store.switch.read(site),
    ],
    ['update switches set epoch = 9007199254740993', '', (store) => store.switch.version(site)],
    [
      `update switches set details = json_set(details, '$.areas.checkout', 'ajar')`,
      'areas.checkout should be one of open',
      (store) => store.switch.change(site, changeOf({ expectedEpoch: 2, record: recordOf('a', 3) })),
    ],
    [
      "update passes set scope = 'all'",
      'scope should be one of read, write',
      (store) => store.switch.read(site),
    ],
    ["update passes set scope = ''", 'scope should be', (store) => store.passes.list(site)],
    [
      "update passes set scope = 'x'",
      'scope',
      (store) => store.passes.redeem(site, 'token of p', recordOf('a', 3)),
    ],
    [
      "update instances set report = '[]'",
      'report should be an object',
      (store) => store.instances.list(site),
    ],
    [
      `update instances set report = json_remove(report, '$.leaseMs')`,
      'leaseMs should be a number, found nothing',
      (store) => store.instances.list(site),
    ],
    ['delete from identity', 'identity should be an object', (store) => store.switch.read(site)],
  ];

  it.each(wrongRows)('in a row (%s) is an error, never a default', async (statement, reason, use) => {
    await fill();
    run(statement);
    const { code, message } = await failureOf(use(open()));
    expect(code).toBe('PORTCULLIS_STORE_CORRUPT');
    expect(message).toContain(file);
    expect(message).toContain(reason);
  });

  it('gives back a record that was tampered with as it stands, for who verifies the chain', async () => {
    await fill();
    run(`update audit_records set kind = 'never.happened', data = 'no JSON' where sequence = 1`);
    const [record] = await open().audit.read(site, { limit: 1 });
    expect([record?.kind, record?.data]).toEqual(['never.happened', 'no JSON']);
  });
});

describe('a read-only file', () => {
  it.each([
    ['with its folder', 0o555],
    ['in a folder that can be written', 0o777],
  ])('%s says so', async (_, folderMode) => {
    await fill();
    const before = readFileSync(file);
    chmodSync(directory.path, 0o755);
    chmodSync(file, 0o444);
    chmodSync(dirname(file), folderMode);
    const args = [file, 'a', '1', ...(isRoot ? ['65534'] : [])];
    const changer = startProcess({ script: 'change-store.ts', args });
    await changer.ended;
    chmodSync(dirname(file), 0o700);
    expect(changer.lines.at(-1)).toMatch(/^PORTCULLIS_STORE_UNAVAILABLE/);
    expect(changer.lines.at(-1)).toContain(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('a file that changes its place', () => {
  it('is not written to any more, and the one put there is used instead', async () => {
    await fill();
    const store = open();
    const { lineage } = await store.switch.read(site);
    const moved = `${file}.moved`;
    renameSync(file, moved);
    const change = changeOf({ expectedEpoch: 2, record: recordOf('a', 3) });
    expect((await failureOf(store.switch.change(site, change))).message).toContain(
      'was moved, deleted or replaced',
    );
    expect((await failureOf(store.switch.change(site, change))).message).toContain(
      'has gone while it was in use',
    );
    expect(readdirSync(dirname(file))).not.toContain('store.db');
    copyFileSync(moved, file);
    const found = await store.switch.read(site);
    expect([found.lineage, found.switch.epoch]).toEqual([lineage, 2]);
    expect((await store.switch.change(site, change)).kind).toBe('changed');
  });

  it('replaced by another store, is used with the lineage of that one', async () => {
    await fill();
    const store = open();
    const { lineage } = await store.switch.read(site);
    const another = createSqliteStore({ file: `${file}.another` });
    await another.switch.read(site);
    await another.close();
    renameSync(`${file}.another`, file);
    expect((await failureOf(store.switch.version(site))).code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    const found = await store.switch.read(site);
    expect(found.lineage).not.toBe(lineage);
    expect(found.switch.epoch).toBe(0);
  });
});

describe('hints', () => {
  it('come once for a change of another connection, and for nothing that needs no enforcing', async () => {
    const store = open({ hintIntervalMs: 1 });
    const other = open();
    await store.switch.read(site);
    let hints = 0;
    let wake = (): void => undefined;
    const stop = store.switch.subscribe(site, () => {
      hints += 1;
      wake();
    });
    // The first one says that it listens.
    await expect.poll(() => hints).toBe(1);
    hints = 0;
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      await other.instances.report(site, reportOf('i'));
      await other.audit.append(site, [recordOf('a', sequence)]);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(hints).toBe(0);
    const hinted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await other.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('b', 1) }));
    await hinted;
    await store.passes.create(passOf('p'), recordOf('b', 2));
    expect(hints).toBe(2);
    // Wakes the look for changes of others, which must not tell the store's own change again.
    await other.audit.append(site, [recordOf('c', 1)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hints).toBe(2);
    stop();
    await store.passes.revoke(site, 'p', recordOf('b', 3));
    expect(hints).toBe(2);
  });
});

function writeAt(position: number, text: string): void {
  const bytes = readFileSync(file);
  bytes.write(text, position);
  writeFileSync(file, bytes);
}
