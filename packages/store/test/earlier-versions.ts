import type { AuditRecord } from '@portcullis/gate';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { firstTables } from '../src/sqlite/migrations/0001-first-tables.ts';
import { serverStore } from '../src/sqlite/migrations/0002-server-store.ts';
import { incidents } from '../src/sqlite/migrations/0003-incidents.ts';
import { recordOf } from './fixtures.ts';

interface Row {
  readonly table: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * A file as the first version of Portcullis left it: its tables, one window that is open, a pass, an instance, a seal,
 * and as many records as asked for. Written by the SQL of that version, which this one no longer has.
 */
export async function createFirstVersion(file: string, recordCount: number): Promise<void> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`application_id = ${0x50434c53}`);
  await migrateUpTo(database, { '0001-first-tables': firstTables });
  insertAll(database, [
    ...firstRows,
    ...Array.from({ length: recordCount }, (_, index) => ({
      table: 'audit_records',
      values: recordRow(recordOf('a', index + 1)),
    })),
  ]);
  database.close();
}

/** The same after the second version used it: with an operator, a session, a key, settings and a ledger. */
export async function createSecondVersion(file: string, recordCount: number): Promise<void> {
  await createFirstVersion(file, recordCount);
  const database = new Database(file);
  await migrateUpTo(database, { '0001-first-tables': firstTables, '0002-server-store': serverStore });
  insertAll(database, secondRows);
  database.close();
}

/** The same after the third version used it: with an incident. */
export async function createThirdVersion(file: string, recordCount: number): Promise<void> {
  await createSecondVersion(file, recordCount);
  const database = new Database(file);
  await migrateUpTo(database, {
    '0001-first-tables': firstTables,
    '0002-server-store': serverStore,
    '0003-incidents': incidents,
  });
  insertAll(database, thirdRows);
  database.close();
}

async function migrateUpTo(
  database: Database.Database,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const migrator = new Migrator({
    db: new Kysely({ dialect: new SqliteDialect({ database }) }),
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: 'portcullis_migration',
    migrationLockTableName: 'portcullis_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

function insertAll(database: Database.Database, rows: readonly Row[]): void {
  database.transaction(() => {
    for (const { table, values } of rows) {
      const marks = Object.keys(values).map(() => '?');
      const columns = Object.keys(values).join(', ');
      database
        .prepare(`insert into ${table} (${columns}) values (${marks.join(', ')})`)
        .run(...Object.values(values));
    }
  })();
}

function recordRow({ previousHash, ...record }: AuditRecord): Readonly<Record<string, unknown>> {
  return { site: 'shop', ...record, previous_hash: previousHash };
}

const firstRows: readonly Row[] = [
  {
    table: 'switches',
    values: {
      site: 'shop',
      epoch: 7,
      window_id: 'window 1',
      mode: 'read-only',
      production: 0,
      since: 5,
      details: JSON.stringify({
        areas: { checkout: 'closed' },
        notice: { message: { en: 'Back soon' }, paused: {}, stillWorks: {}, button: null, contact: {} },
        reason: 'repair',
        actor: { kind: 'shell', name: 'ada' },
        expected: null,
        expires: null,
      }),
    },
  },
  {
    table: 'passes',
    values: {
      site: 'shop',
      id: 'p',
      subject: 'grace',
      scope: 'write',
      token_hash: 'token of p',
      window_id: 'window 1',
      created_at: 1,
      created_by: 'ada',
      expires_at: Number.MAX_SAFE_INTEGER,
      redeemed_at: null,
      revoked_at: null,
    },
  },
  { table: 'claims', values: { site: 'shop', key: 'key', expires_at: Number.MAX_SAFE_INTEGER } },
  {
    table: 'audit_seals',
    values: { site: 'shop', chain: 'a', sequence: 1, hash: 'h', at: 1, signature: 's' },
  },
];

const secondRows: readonly Row[] = [
  {
    table: 'operators',
    values: {
      site: 'shop',
      id: 'ada',
      name: 'Ada',
      folded_name: 'ada',
      role: 'owner',
      password_hash: '$argon2id$',
      created_at: 1,
      created_by: 'shell:ada',
      version: 1,
    },
  },
  {
    table: 'operator_sessions',
    values: {
      site: 'shop',
      id: 's',
      token_hash: 'token of s',
      operator_id: 'ada',
      stage: 'signed-in',
      created_at: 1,
      confirmed_at: 1,
      seen_at: 1,
      expires_at: Number.MAX_SAFE_INTEGER,
      user_agent: '',
    },
  },
  {
    table: 'api_keys',
    values: {
      site: 'shop',
      id: 'k',
      name: 'deploy',
      token_hash: 'token of k',
      scopes: '["switch"]',
      created_at: 1,
      created_by: 'ada',
    },
  },
  {
    table: 'settings',
    values: {
      site: 'shop',
      settings: JSON.stringify({ page: { brand: 'Shop' }, defaults: { message: {}, button: null } }),
      changed_at: 1,
      changed_by: 'ada',
    },
  },
  {
    table: 'ledger',
    values: {
      site: 'shop',
      window_id: 'window 1',
      method: 'POST',
      route: '/orders',
      actor: '',
      rule: 'read-only-write',
      count: 3,
      first_at: 1,
      last_at: 2,
    },
  },
  {
    table: 'ledger_windows',
    values: { site: 'shop', window_id: 'window 1', entries: 1, refused: 3, first_at: 1, last_at: 2 },
  },
];

const thirdRows: readonly Row[] = [
  {
    table: 'incidents',
    values: {
      site: 'shop',
      id: 'i',
      at: 1,
      expires_at: Number.MAX_SAFE_INTEGER,
      method: 'GET',
      path: '/orders',
      status: 500,
      channel: 'page',
      sealed: Uint8Array.of(0, 255),
    },
  },
];
