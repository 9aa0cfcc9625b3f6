import type Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqliteGuard, type SqliteGuard } from '../src/sqlite/index.ts';
import { createDatabaseFile, type DatabaseFile, outcomeOf } from './database-file.ts';

let database: DatabaseFile;
let operator: Database.Database;
let guard: SqliteGuard;
const connect = () => database.connect();

beforeEach(() => {
  database = createDatabaseFile();
  operator = connect();
  operator.exec(`
    create table orders (id integer primary key, state text not null default 'new');
    create table items (id integer primary key, order_id int references orders on delete cascade);
    create table "odd ""name""" (id int);
    create table sessions (id text primary key, seen int) without rowid;
    create view open_orders as select * from orders where state = 'new';
    create trigger open_orders_insert instead of insert on open_orders begin insert into orders (id) values (new.id); end;
    insert into orders (id) values (1), (2), (3);
    insert into items values (1, 1);`);
  guard = createSqliteGuard(operator);
});
afterEach(() => database.remove());

const writes = [
  'insert into orders (id) values (9)',
  `update orders set state = 'x'`,
  'delete from items',
  'delete from orders where id = 1',
  'replace into orders (id) values (1)',
  'insert or ignore into orders (id) values (1)',
  'insert or rollback into orders (id) values (9)',
  `insert into orders (id) values (1) on conflict (id) do update set state = 'x'`,
  'insert into open_orders (id) values (9)',
  'insert into "odd ""name""" values (1)',
];

test.each(writes)('%s is refused by every connection, and works again', (text) => {
  const app = connect();
  const content = () => JSON.stringify(operator.prepare('select * from orders, items').all());
  const before = content();
  guard.close({ reason: 'a repair' });
  expect(outcomeOf(app, text)).toBe('refused');
  expect(outcomeOf(operator, text)).toBe('refused');
  expect(content()).toBe(before);
  guard.open();
  expect(outcomeOf(app, text)).toBe('done');
});

test('what was prepared before is refused', () => {
  const app = connect();
  const statement = app.prepare('insert into orders (id) values (?)');
  statement.run(10);
  guard.close({ reason: 'a repair' });
  expect(() => statement.run(11)).toThrow('portcullis: INSERT refused');
});

test.each([
  'select * from orders',
  'create temp table mine (id int); insert into mine values (1); drop table mine',
  `insert into sessions values ('s', 1) on conflict (id) do update set seen = 2`,
])('%s passes while it is closed', (text) => {
  guard.close({ reason: 'a repair', bookkeepingTables: ['sessions'] });
  expect(outcomeOf(connect(), text)).toBe('done');
});

test('an open snapshot cannot write any more', () => {
  const app = connect();
  app.exec('begin; select count(*) from orders');
  guard.close({ reason: 'a repair' });
  expect(outcomeOf(app, 'insert into orders (id) values (9)')).toBe('SQLITE_BUSY_SNAPSHOT');
  app.exec('rollback');
  expect(outcomeOf(app, 'insert into orders (id) values (9)')).toBe('refused');
});

test('who writes is waited for, and named as busy when that takes too long', () => {
  const app = connect();
  app.exec('begin immediate; insert into orders (id) values (9)');
  operator.pragma('busy_timeout = 20');
  expect(() => guard.close({ reason: 'a repair' })).toThrow('database is locked');
  expect(guard.status().state).toBe('open');
  app.exec('commit');
  guard.close({ reason: 'a repair' });
  expect(guard.status().state).toBe('closed');
});

test('an operator writes in one transaction, whole or not at all', () => {
  guard.close({ reason: 'a repair' });
  const app = connect();
  guard.admit(() => operator.exec(`update orders set state = 'repaired' where id = 1`));
  expect(() =>
    guard.admit(() => {
      operator.exec(`update orders set state = 'broken' where id = 2`);
      throw new Error('half way');
    }),
  ).toThrow('half way');
  expect(app.prepare('select state from orders order by id').pluck().all()).toEqual([
    'repaired',
    'new',
    'new',
  ]);
  expect(outcomeOf(app, 'delete from items')).toBe('refused');
  expect(outcomeOf(operator, 'delete from items')).toBe('refused');
});

test('an operator who ends the transaction himself lets nobody else in', () => {
  guard.close({ reason: 'a repair' });
  const app = connect();
  expect(() =>
    guard.admit(() => {
      operator.exec(`update orders set state = 'repaired' where id = 1; commit`);
      throw new Error('half way');
    }),
  ).toThrow('half way');
  expect(outcomeOf(app, 'delete from items')).toBe('refused');
  operator.exec('update portcullis_gate set admitted = 1');
  expect(guard.verify()).toMatchObject([{ kind: 'torn', isHole: true }]);
});

test('says what it is, and is the same for another process', () => {
  expect(guard.status()).toMatchObject({ state: 'open' });
  guard.close({ reason: 'a repair', tables: ['orders'], bookkeepingTables: ['sessions'] });
  expect(createSqliteGuard(connect()).status()).toMatchObject({
    state: 'closed',
    scope: 'named',
    reason: 'a repair',
    tables: ['orders'],
    bookkeeping: ['sessions'],
    closedAt: expect.any(Date),
  });
  expect(outcomeOf(connect(), 'delete from items')).toBe('done');
  expect(outcomeOf(connect(), 'delete from orders')).toBe('refused');
});

test('names what was taken off, and what is younger than the closing', () => {
  guard.close({ reason: 'a repair' });
  expect(guard.verify()).toEqual([]);
  const app = connect();
  app.exec('drop trigger portcullis_update_orders; create table younger (id int)');
  expect(guard.verify()).toMatchObject([
    { kind: 'unguarded', object: 'orders', isHole: true },
    { kind: 'unguarded', object: 'younger', message: expect.stringContaining('younger than the closing') },
  ]);
  guard.close({ reason: 'a repair' });
  expect(guard.verify()).toEqual([]);
  expect(outcomeOf(app, 'insert into younger values (1)')).toBe('refused');
});

test('says that a virtual table cannot be guarded', () => {
  operator.exec('create virtual table search using fts5(text)');
  guard.close({ reason: 'a repair' });
  expect(guard.verify()).toMatchObject([
    { kind: 'unguarded', object: 'search', isHole: true, message: expect.stringContaining('virtual') },
  ]);
});

test('closing and opening leaves the file as it was', () => {
  const schema = () =>
    JSON.stringify(operator.prepare('select type, name, tbl_name, sql from sqlite_schema').all());
  const before = schema();
  guard.close({ reason: 'a repair' });
  guard.close({ reason: 'a repair', tables: ['items'] });
  guard.open();
  guard.open();
  expect(schema()).toBe(before);
});

test('a table that is not there is named, and nothing is closed', () => {
  expect(() => guard.close({ reason: 'a repair', tables: ['orders', 'order'] })).toThrow(
    'Expected names of tables of this database, got order. It has',
  );
  expect(guard.status().state).toBe('open');
});
