import { execFileSync, spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programPath } from '../../../scripts/setup-debian.ts';
import { createSqliteGuard, type SqliteGuard } from '../src/sqlite/index.ts';
import { createDatabaseFile, type DatabaseFile, outcomeOf } from './database-file.ts';

let file: DatabaseFile;
let operator: Database.Database;
let app: Database.Database;
let guard: SqliteGuard;

beforeEach(() => {
  file = createDatabaseFile();
  operator = file.connect();
  operator.exec(`
    create table shelves (id integer primary key);
    create table books (id integer primary key, shelf int references shelves on delete cascade on update cascade);
    create table loans (id integer primary key, shelf int default 1 references shelves on delete set default);
    create table pins (id integer primary key, shelf int references shelves on delete set null);
    create table notes (id integer primary key autoincrement, text text);
    create table strict_notes (id int primary key, text text, twice int generated always as (id * 2) stored) strict, without rowid;
    create table visits (id integer primary key);
    create trigger note_visit after insert on visits begin insert into notes (text) values ('seen'); end;
    create index notes_text on notes (text);
    insert into shelves values (1), (2), (3), (4);
    insert into books values (2, 2); insert into loans values (3, 3); insert into pins values (4, 4);
    insert into notes (text) values ('x'); insert into strict_notes (id) values (1);`);
  guard = createSqliteGuard(operator);
  app = file.connect();
});
afterEach(() => file.remove());

const content = () =>
  ['shelves', 'books', 'loans', 'pins', 'notes', 'strict_notes', 'visits'].map((table) =>
    operator.prepare(`select * from ${table}`).all(),
  );

const writes: Readonly<Record<string, string>> = {
  'a cascade from a table that is open': 'delete from shelves where id = 2',
  'a cascading update from one': 'update shelves set id = 20 where id = 2',
  'SET DEFAULT from one': 'delete from shelves where id = 3',
  'SET NULL from one': 'delete from shelves where id = 4',
  'REPLACE of a row that others refer to': 'replace into shelves values (2)',
  'a trigger of one': 'insert into visits values (1)',
  'UPDATE OR REPLACE': 'insert into visits values (2); update or replace notes set id = 1',
  RETURNING: `insert into notes (text) values ('y') returning id`,
  'UPDATE FROM': `update notes set text = 'y' from shelves where shelves.id = notes.id`,
  'a strict table without rowid': 'delete from strict_notes',
  'ON CONFLICT in one': `insert into strict_notes (id) values (1) on conflict do update set text = 'y'`,
  'a table with the gate of another': `create temp table portcullis_gate (admitted int); insert into temp.portcullis_gate values (1);
    insert into notes (text) values ('y')`,
  'a temporary trigger': `create temp trigger before_visit before insert on visits begin delete from notes; end; insert into visits values (1)`,
  'no recursive triggers': `pragma recursive_triggers = off; replace into notes values (1, 'y')`,
  'foreign keys that are off': 'pragma foreign_keys = off; delete from books',
  'constraints that are checked later': 'begin; pragma defer_foreign_keys = on; delete from books; commit',
  'checks that are off': `pragma ignore_check_constraints = on; insert into notes (text) values ('y')`,
  'a schema that is not trusted': `pragma trusted_schema = off; insert into notes (text) values ('y')`,
  'a table that is dropped with its references': 'drop table shelves',
  'a savepoint': `savepoint s; insert into notes (text) values ('y'); release s`,
};

test.each(Object.entries(writes))('%s gets nothing past it', (_, text) => {
  const before = content();
  guard.close({ reason: 'a repair', bookkeepingTables: ['shelves', 'visits'] });
  expect(outcomeOf(app, text)).toBe('refused');
  if (app.inTransaction) app.exec('rollback');
  operator.exec('delete from visits');
  expect(content()).toEqual(before);
  expect(guard.verify()).toEqual([]);
});

test('neither does who attaches it to another database', () => {
  const other = new Database(':memory:');
  try {
    guard.close({ reason: 'a repair' });
    const text = `insert into shop.notes (text) values ('y')`;
    expect(outcomeOf(other, `attach '${file.path}' as shop; ${text}`)).toBe('refused');
    const gates = `create table main.portcullis_gate (admitted int); insert into main.portcullis_gate values (1);
      create temp table portcullis_gate (admitted int); insert into temp.portcullis_gate values (1)`;
    expect(outcomeOf(other, `${gates}; ${text}`)).toBe('refused');
  } finally {
    other.close();
  }
});

describe('the command line of sqlite3', () => {
  const options = { encoding: 'utf8', env: { PATH: programPath } } as const;
  const run = (text: string) => spawnSync('sqlite3', ['-bail', file.path, text], options);

  test('is refused as everybody is', () => {
    expect(execFileSync('sqlite3', [file.path, 'select count(*) from notes'], options)).toBe('1\n');
    guard.close({ reason: 'a repair' });
    for (const text of [
      `insert into notes (text) values ('y')`,
      'pragma foreign_keys = on; delete from shelves',
      `begin immediate; update notes set text = 'y'; commit`,
    ]) {
      const { status, stderr } = run(text);
      // The codes by which it ends differ between versions.
      expect([text, status === 0]).toEqual([text, false]);
      expect(stderr).toContain('refused, maintenance is in progress');
    }
    expect(run('select text from notes').stdout).toBe('x\n');
    guard.open();
    expect(run(`update notes set text = 'y'`).status).toBe(0);
  });
});

// What SQLite has no trigger for.
test.each([
  ['a statement without a row to write', `update notes set text = 'y' where id = 99`, []],
  ['the counter of keys', 'update sqlite_sequence set seq = 99', []],
  ['a number of the file', 'pragma user_version = 7', []],
  ['VACUUM', 'vacuum', []],
  ['ANALYZE', 'analyze', []],
  ['a table that is new', 'create table younger (id int); insert into younger values (1)', ['younger']],
  ['a column that is new', `alter table notes add column more text default 'z'`, ['notes']],
  ['a column that goes', 'alter table loans drop column shelf', ['loans']],
  ['a table that goes', 'drop table notes', ['notes']],
  ['a table that is renamed', 'alter table notes rename to other', ['notes', 'other']],
] as const)('%s passes; what was changed by it is named', (_, text, named) => {
  guard.close({ reason: 'a repair' });
  expect(outcomeOf(app, text)).toBe('done');
  expect(guard.verify().map(({ object }) => object)).toEqual(named);
  expect(guard.status().problems).toEqual(guard.verify());
});

test('VACUUM INTO gives a copy that is as closed', () => {
  guard.close({ reason: 'a repair' });
  app.exec(`vacuum into '${file.path}.copy'`);
  const copy = new Database(`${file.path}.copy`);
  try {
    expect(createSqliteGuard(copy).status()).toMatchObject({ state: 'closed', reason: 'a repair' });
    expect(outcomeOf(copy, 'delete from books')).toBe('refused');
    createSqliteGuard(copy).open();
    expect(outcomeOf(copy, 'delete from books')).toBe('done');
  } finally {
    copy.close();
  }
});

// As a script does that empties every table it finds.
test.each(['delete from portcullis_gate', 'drop table portcullis_gate'])(
  '%s opens nothing, and is told',
  (text) => {
    guard.close({ reason: 'a repair' });
    expect(outcomeOf(app, text)).toBe('done');
    expect(outcomeOf(file.connect(), 'delete from books')).not.toBe('done');
    expect(guard.status()).toMatchObject({
      state: 'torn',
      problems: [{ kind: 'torn', isHole: false, message: expect.stringContaining('Writes are refused') }],
    });
    expect(() => guard.admit(() => operator.exec('delete from books'))).toThrow(/refused|no such table/);
    guard.open();
    expect(guard.status()).toMatchObject({ state: 'open', problems: [] });
    expect(outcomeOf(file.connect(), 'delete from books')).toBe('done');
  },
);

test('who was admitted and did not come back is told', () => {
  guard.close({ reason: 'a repair' });
  operator.exec('update portcullis_gate set admitted = 1');
  expect(guard.status()).toMatchObject({
    state: 'torn',
    reason: 'a repair',
    problems: [{ isHole: true, message: expect.stringContaining('Everybody writes') }],
  });
});

test('a trigger of a name like ours stays where it is', () => {
  operator.exec('create trigger portcullis_insert_visits after insert on visits begin select 1; end');
  guard.close({ reason: 'a repair', bookkeepingTables: ['visits'] });
  guard.open();
  const triggers = operator.prepare(`select name from sqlite_schema where type = 'trigger'`).pluck().all();
  expect(triggers).toContain('portcullis_insert_visits');
});

// Their clock is for people; nothing is judged by it.
test('a clock that was set back or forward changes nothing', () => {
  guard.close({ reason: 'a repair' });
  for (const closedAt of [0, Date.now() + 86_400_000]) {
    operator.exec(`update portcullis_gate set closed_at = ${closedAt}`);
    expect(guard.status()).toMatchObject({ state: 'closed', closedAt: new Date(closedAt) });
    expect(outcomeOf(app, 'delete from books')).toBe('refused');
  }
  guard.open();
  expect(outcomeOf(app, 'delete from books')).toBe('done');
});
