import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServerStore } from '@portcullis/gate';
import { createSqliteStore, type SqliteStoreOptions } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  incidentStore,
  keyStore,
  ledgerStore,
  operatorStore,
  sessionStore,
  transitionStore,
} from '../src/sql/server-facets.ts';
import { type Connection, createConnection } from '../src/sqlite/connection.ts';
import { changeOf, recordOf } from './fixtures.ts';
import { entryOf, incidentOf, operatorOf, sessionOf, transitionOf } from './server-fixtures.ts';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const site = 'shop';
const isRoot = process.getuid?.() === 0;
const ada = operatorOf('ada', site);

let directory: TemporaryDirectory;
let file: string;
let stores: ServerStore[];

beforeEach(() => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'state', 'store.db');
  stores = [];
});

afterEach(async () => {
  for (const store of stores) await store.close();
  directory.remove();
});

function open(options: Partial<SqliteStoreOptions> = {}): ServerStore {
  const store = createSqliteStore({ file, ...options });
  stores.push(store);
  return store;
}

/** A closed store with one of everything in it. */
async function fill(): Promise<void> {
  const store = createSqliteStore({ file });
  await store.operators.create(site, ada, { onlyFirst: true, record: recordOf('a', 1) });
  await store.sessions.open(sessionOf('1', ada), { operatorVersion: 1, record: null });
  const key = { id: 'k', site, name: 'deploy', tokenHash: 'token of k', scopes: ['switch' as const] };
  const times = { createdAt: 1, createdBy: 'ada', expiresAt: null, revokedAt: null, lastUsedAt: null };
  await store.keys.create({ ...key, ...times }, recordOf('a', 2));
  await store.ledger.add(site, [entryOf('/orders')]);
  await store.incidents.add(site, incidentOf('i'), { most: 10 });
  const settings = { page: { brand: 'Shop' }, defaults: { message: {}, button: null } };
  await store.settings.change(site, {
    expectedEpoch: 0,
    settings,
    changedBy: 'ada',
    record: recordOf('a', 3),
  });
  await store.transitions.claim(site, { id: 'one', leaseMs: 3_600_000 });
  await store.transitions.write(site, { ...stepOf(0), record: null });
  await store.close();
}

const stepOf = (expectedVersion: number) => ({
  conductorId: 'one',
  expectedVersion,
  transition: transitionOf(),
});

async function failureOf(
  work: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string }> {
  const error = await work.then(
    (value) => new Error(`it was done: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError('not an error');
  return { code: 'code' in error ? String(error.code) : '', message: error.message };
}

describe('a row that Portcullis did not write', () => {
  const rows: readonly [string, string, (store: ServerStore) => Promise<unknown>][] = [
    ["update settings set settings = '{'", 'settings is not JSON', (store) => store.settings.read(site)],
    [
      `update settings set settings = json_remove(settings, '$.defaults')`,
      'defaults should be an object, found nothing',
      (store) => store.settings.read(site),
    ],
    [
      `update settings set settings = json_set(settings, '$.page.brand', 7)`,
      'brand should be a text, found 7',
      (store) => store.settings.read(site),
    ],
    [
      "update operators set role = 'root'",
      'role should be one of viewer, support, operator, owner',
      (store) => store.operators.list(site),
    ],
    [
      "update operators set role = 'root'",
      'role should be one of',
      (store) => store.sessions.open(sessionOf('2', ada), { operatorVersion: 1, record: null }),
    ],
    [
      `update operators set second_factor = '{"sealedSecret":"x"}'`,
      'confirmedAt should be a whole number, found nothing',
      (store) => store.operators.find(site, { name: 'ada' }),
    ],
    [
      "update operators set issuer = 'https://id.example.org'",
      'federated should be whole or absent',
      (store) => store.operators.find(site, { id: 'ada' }),
    ],
    [
      'update operators set invitation_expires_at = 5',
      'invitation should be whole or absent',
      (store) => store.operators.list(site),
    ],
    [
      "update operator_sessions set stage = 'in'",
      'stage should be one of code-needed, signed-in',
      (store) => store.sessions.find(site, 'token of 1'),
    ],
    ["update operator_sessions set stage = ''", 'stage', (store) => store.sessions.list(site, 'ada')],
    [
      `update api_keys set scopes = '["all"]'`,
      'scopes[0] should be one of read, switch, settings, passes, audit',
      (store) => store.keys.find(site, 'token of k'),
    ],
    ["update api_keys set scopes = '{}'", 'scopes should be a list', (store) => store.keys.list(site)],
    [
      'update ledger set count = 9007199254740993',
      '',
      (store) => store.ledger.read(site, { windowId: 'w1', limit: 1 }),
    ],
    ['update ledger_windows set refused = 9007199254740993', '', (store) => store.ledger.windows(site)],
    [
      "update incidents set channel = 'fax'",
      'channel should be one of page, text, json, json-rpc, xml-rpc, graphql, exception, found "fax"',
      (store) => store.incidents.find(site, 'i'),
    ],
    ["update incidents set channel = ''", 'channel', (store) => store.incidents.recent(site, { limit: 1 })],
    [
      'update incidents set status = 9007199254740993',
      '',
      (store) => store.incidents.recent(site, { limit: 1 }),
    ],
    [
      "update transitions set transition = '{'",
      'transition is not JSON',
      (store) => store.transitions.read(site),
    ],
    [
      `update transitions set transition = json_set(transition, '$.phase', 'sleep')`,
      'phase should be one of announce, freeze, drain, guards, watch, checks',
      (store) => store.transitions.read(site),
    ],
    [
      `update transitions set transition = json_remove(transition, '$.parts[0].prior')`,
      'prior should be one of running, stopped, found nothing',
      (store) => store.transitions.write(site, { ...stepOf(1), record: null }),
    ],
    [
      `update transitions set transition = json_set(transition, '$.parts[0].tables', 'orders')`,
      'tables should be a list',
      (store) => store.transitions.read(site),
    ],
    ['update transitions set version = 9007199254740993', '', (store) => store.transitions.read(site)],
    [
      'drop table transitions',
      'lacks a table',
      (store) => store.transitions.claim(site, { id: 'two', leaseMs: 1 }),
    ],
    ['drop table incidents', 'lacks a table', (store) => store.incidents.forgetExpired(site, { atMost: 1 })],
    ['drop table operator_sessions', 'lacks a table', (store) => store.sessions.list(site)],
  ];

  it.each(rows)('is an error, never a default: %s', async (statement, reason, use) => {
    await fill();
    const database = new Database(file);
    database.exec(statement);
    database.close();
    const { code, message } = await failureOf(use(open()));
    expect(code).toBe('PORTCULLIS_STORE_CORRUPT');
    expect(message).toContain(file);
    expect(message).toContain(reason);
  });
});

describe('a locked file', () => {
  it('keeps nobody from reading, is named to who writes, and is written once it is free', async () => {
    await fill();
    const store = open({ busyTimeoutMs: 60 });
    const other = new Database(file);
    other.exec('begin immediate');
    const writes: readonly (() => Promise<unknown>)[] = [
      () => store.operators.claimStep(site, 'ada', 1),
      () => store.sessions.seen(site, '1', { seenAt: 5, expiresAt: 6 }),
      () => store.ledger.add(site, [entryOf('/orders')]),
      () => store.incidents.add(site, incidentOf('j'), { most: 10 }),
      () => store.transitions.claim(site, { id: 'one', leaseMs: 3_600_000 }),
      () => store.transitions.write(site, { ...stepOf(1), record: recordOf('a', 4) }),
    ];
    for (const write of writes) {
      const { code, message } = await failureOf(write());
      expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      expect(message).toContain(`${file} was locked by another process for 60 ms`);
    }
    expect((await store.sessions.find(site, 'token of 1'))?.operatorId).toBe('ada');
    other.exec('rollback');
    other.close();
    expect(await store.operators.claimStep(site, 'ada', 1)).toBe(true);
    expect((await store.ledger.read(site, { windowId: 'w1', limit: 1 }))[0]?.count).toBe(1);
  });
});

describe('a disk that takes no more', () => {
  it('refuses what it cannot keep, whole, and keeps all before it', async () => {
    await fill();
    const filler = startProcess({ script: 'fill-ledger.ts', args: [file, '100000'], fileSizeBlocks: 2000 });
    expect(await filler.ended).toBe(1);
    const last = filler.lines.at(-1) ?? '';
    expect(last).toMatch(/^PORTCULLIS_STORE_UNAVAILABLE/);
    expect(last).toContain(file);
    expect(last).toContain('Nothing of this operation was stored');
    const acknowledged = filler.lines.length - 1;
    expect(acknowledged).toBeGreaterThan(5);
    const store = open();
    expect(await store.operators.list(site)).toHaveLength(1 + acknowledged);
    expect((await store.audit.head(site, 'fill'))?.sequence).toBe(acknowledged);
    const [window] = await store.ledger.windows(site);
    const counted = (window?.entries ?? 0) - 1;
    // The round that failed was refused as a whole, in the ledger or behind it.
    expect([10 * acknowledged, 10 * (acknowledged + 1)]).toContain(counted);
    await store.ledger.add(site, [entryOf('/there is room again')]);
  });
});

describe('a read-only file', () => {
  it('says so', async () => {
    await fill();
    const before = readFileSync(file);
    chmodSync(directory.path, 0o755);
    chmodSync(file, 0o444);
    chmodSync(dirname(file), 0o555);
    const args = [file, '1', ...(isRoot ? ['65534'] : [])];
    const filler = startProcess({ script: 'fill-ledger.ts', args });
    await filler.ended;
    chmodSync(dirname(file), 0o700);
    expect(filler.lines.at(-1)).toMatch(/^PORTCULLIS_STORE_UNAVAILABLE/);
    expect(filler.lines.at(-1)).toContain(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('a file that was moved away', () => {
  it('opens no session and takes no change any more', async () => {
    await fill();
    const store = open();
    expect((await store.sessions.find(site, 'token of 1'))?.id).toBe('1');
    renameSync(file, `${file}.moved`);
    for (const attempt of [
      () => store.sessions.find(site, 'token of 1'),
      () => store.keys.find(site, 'token of k'),
      () => store.operators.claimStep(site, 'ada', 5),
    ]) {
      expect((await failureOf(attempt())).code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    }
  });
});

describe('what may be forgotten at a power cut', () => {
  it('is when somebody was seen, what is counted each second and who conducts, and nothing else', async () => {
    await fill();
    const connection = createConnection({ file, busyTimeoutMs: 1000, clock: { wallMs: () => 5 } });
    const durable: boolean[] = [];
    const watched: Connection = {
      ...connection,
      write(work, options) {
        durable.push(options?.durable ?? true);
        return connection.write(work, options);
      },
    };
    const sessions = sessionStore(watched);
    const operators = operatorStore(watched);
    const keys = keyStore(watched);
    const ledger = ledgerStore(watched);
    const incidents = incidentStore(watched);
    const transitions = transitionStore(watched);
    const mia = operatorOf('mia', site);
    await sessions.seen(site, '1', { seenAt: 5, expiresAt: Number.MAX_SAFE_INTEGER });
    await keys.used(site, 'k', 5);
    await ledger.add(site, [entryOf('/orders')]);
    await transitions.claim(site, { id: 'one', leaseMs: 1000 });
    await transitions.release(site, 'one');
    expect(durable.splice(0)).toEqual([false, false, false, false, false]);
    await transitions.write(site, { ...stepOf(1), record: recordOf('a', 4) });
    await operators.create(site, mia, { onlyFirst: false, record: recordOf('a', 4) });
    await operators.claimStep(site, 'ada', 5);
    await operators.change(site, 'mia', { expectedVersion: 1, next: {}, record: recordOf('a', 5) });
    await operators.remove(site, 'mia', recordOf('a', 6));
    await sessions.open(sessionOf('2', ada), { operatorVersion: 1, record: null });
    await sessions.replace(site, 'token of 2', { next: sessionOf('3', ada), record: null });
    await sessions.end(site, { operatorId: 'ada' }, null);
    await keys.revoke(site, 'k', recordOf('a', 7));
    await ledger.forget(site, { before: 5, atMost: 1 });
    await incidents.add(site, incidentOf('j'), { most: 10 });
    await incidents.forgetExpired(site, { atMost: 1 });
    await connection.close();
    expect(durable).toEqual(Array.from({ length: 12 }, () => true));
  });
});

describe('hints', () => {
  it('come for a change of the settings by another connection, not for what needs no enforcing', async () => {
    const store = open({ hintIntervalMs: 1 });
    const other = open();
    await store.switch.read(site);
    let hints = 0;
    let wake = (): void => undefined;
    store.switch.subscribe(site, () => {
      hints += 1;
      wake();
    });
    // The first one says that it listens.
    await expect.poll(() => hints).toBe(1);
    hints = 0;
    await other.operators.create(site, ada, { onlyFirst: true, record: recordOf('a', 1) });
    await other.sessions.open(sessionOf('1', ada), { operatorVersion: 1, record: null });
    await other.ledger.add(site, [entryOf('/orders')]);
    await other.incidents.add(site, incidentOf('i'), { most: 10 });
    await other.transitions.claim(site, { id: 'one', leaseMs: 3_600_000 });
    await other.transitions.write(site, { ...stepOf(0), record: null });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hints).toBe(0);
    const hinted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const settings = { page: {}, defaults: { message: {}, button: null } };
    const change = { expectedEpoch: 0, settings, changedBy: 'ada', record: recordOf('a', 2) };
    await other.settings.change(site, change);
    await hinted;
    expect(hints).toBe(1);
    const closing = changeOf({ expectedEpoch: 1, record: recordOf('a', 3) });
    expect((await store.switch.change(site, closing)).kind).toBe('changed');
  });
});
