import type { AuditRecord } from '@portcullis/gate';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { firstTables } from '../src/sqlite/migrations/0001-first-tables.ts';
import { recordOf } from './fixtures.ts';

/**
 * A file as the first version of Portcullis left it: its tables, one window that is open, a pass, an instance, a seal,
 * and as many records as asked for. Written by the SQL of that version, which this one no longer has.
 */
export async function createFirstVersion(file: string, recordCount: number): Promise<void> {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`application_id = ${0x50434c53}`);
  const migrator = new Migrator({
    db: new Kysely({ dialect: new SqliteDialect({ database }) }),
    provider: { getMigrations: async () => ({ '0001-first-tables': firstTables }) },
    migrationTableName: 'portcullis_migration',
    migrationLockTableName: 'portcullis_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  const insert = (table: string, row: Readonly<Record<string, unknown>>): void => {
    const marks = Object.keys(row).map(() => '?');
    const columns = Object.keys(row).join(', ');
    database
      .prepare(`insert into ${table} (${columns}) values (${marks.join(', ')})`)
      .run(...Object.values(row));
  };
  database.transaction(() => {
    for (const row of firstRows) insert(row.table, row.values);
    for (let sequence = 1; sequence <= recordCount; sequence += 1) {
      insert('audit_records', recordRow(recordOf('a', sequence)));
    }
  })();
  database.close();
}

function recordRow({ previousHash, ...record }: AuditRecord): Readonly<Record<string, unknown>> {
  return { site: 'shop', ...record, previous_hash: previousHash };
}

const firstRows: readonly { readonly table: string; readonly values: Readonly<Record<string, unknown>> }[] = [
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
