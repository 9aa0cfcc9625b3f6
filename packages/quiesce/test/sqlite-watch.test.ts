import type Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createSqliteGuard,
  createSqliteWatch,
  type SqliteGuard,
  type SqliteWatch,
} from '../src/sqlite/index.ts';
import { createDatabaseFile, type DatabaseFile } from './database-file.ts';

let database: DatabaseFile;
let operator: Database.Database;
let other: Database.Database;
let guard: SqliteGuard;
let watch: SqliteWatch;

beforeEach(() => {
  database = createDatabaseFile();
  operator = database.connect();
  other = database.connect();
  operator.exec('create table orders (id int); create table sessions (id text)');
  guard = createSqliteGuard(operator);
  watch = createSqliteWatch({ clients: ['node'], processes: async () => [{ pid: 4711, name: 'sqlite3' }] });
});
afterEach(() => database.remove());
const look = () => watch.look(operator);
const pastGuard = () => other.exec('drop trigger portcullis_insert_orders; insert into orders values (1)');

test('nothing is written, and it is said since when', async () => {
  expect(await look()).toMatchObject({ since: null, writes: [], wroteBeforeClosing: [] });
  guard.close({ reason: 'a repair' });
  const first = await look();
  expect(await look()).toMatchObject({ since: first.at, tables: 2, writes: [], wroteBeforeClosing: [] });
  expect(first.sessions).toMatchObject([{ application: 'sqlite3', pids: [4711], isDeclared: false }]);
});

test('who takes the guard off a table is found, and whoever has the file open is named', async () => {
  guard.close({ reason: 'a repair' });
  await look();
  pastGuard();
  expect((await look()).writes).toMatchObject([
    { kind: 'past-guard', what: 'unknown', by: [{ application: 'sqlite3', pid: 4711 }, { pid: null }] },
  ]);
  expect((await look()).writes).toHaveLength(1);
});

test('an operator who was admitted is nobody to be afraid of, nor is what is refused', async () => {
  guard.close({ reason: 'a repair' });
  await look();
  createSqliteGuard(other).admit(() => other.exec('insert into orders values (1)'));
  expect((await look()).writes).toMatchObject([{ kind: 'approved' }]);
  expect(() => other.exec('insert into orders values (1)')).toThrow('portcullis');
  expect((await look()).writes).toHaveLength(1);
});

test('nobody can tell what was written where tables stay writable', async () => {
  guard.close({ reason: 'a repair', bookkeepingTables: ['sessions'] });
  await look();
  other.exec(`insert into sessions values ('ada')`);
  expect((await look()).writes).toMatchObject([{ kind: 'unsure' }]);
  // A closing is known by its time.
  await new Promise((resolve) => setTimeout(resolve, 5));
  guard.close({ reason: 'a repair', tables: ['orders'] });
  await look();
  other.exec(`insert into sessions values ('ben')`);
  expect((await look()).writes).toMatchObject([{ kind: 'unsure' }]);
});

test('what was written before the closing is told after it', async () => {
  await look();
  other.exec('insert into orders values (1)');
  await look();
  guard.close({ reason: 'a repair' });
  expect(await look()).toMatchObject({ writes: [], wroteBeforeClosing: [{ kind: 'open' }] });
});

test('another connection begins anew', async () => {
  guard.close({ reason: 'a repair' });
  await look();
  pastGuard();
  const again = database.connect();
  expect((await watch.look(again)).writes).toEqual([]);
});

test('a closing of an earlier version admits', async () => {
  guard.close({ reason: 'a repair' });
  operator.exec('alter table portcullis_gate drop column passes');
  createSqliteGuard(other).admit(() => other.exec('insert into orders values (1)'));
  expect(other.prepare('select * from orders').all()).toHaveLength(1);
});
