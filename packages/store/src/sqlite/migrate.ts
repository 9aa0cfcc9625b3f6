import { PortcullisError } from '@portcullis/gate';
import type SqliteDatabase from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { list, object, type Shape, text } from '../record/shape.ts';
import type { Schema } from '../sql/schema.ts';
import { migrations } from './migrations/index.ts';

/** "PCLS": marks the file as ours, so that another program's SQLite file is not taken over. */
const applicationId = 0x50434c53;
const migrationTable = 'portcullis_migration';
/** Names of those beside which programs that do not know them may work. */
const knownBeforeTable = `${migrationTable}_known_before`;

export interface MigrateOptions {
  readonly file: string;
  readonly database: SqliteDatabase.Database;
  readonly query: Kysely<Schema>;
}

/**
 * Brings the file to the newest version, forward only. SQLite's adapter in kysely takes no lock between
 * processes, so the whole run is one `begin immediate` of ours; a process that comes second finds the work
 * done. Throws "busy" when the lock is held: the caller tries again without blocking the event loop.
 */
export async function migrate({ file, database, query }: MigrateOptions): Promise<void> {
  if (isCurrent(database, file)) return;
  database.exec('begin immediate');
  try {
    if (!isCurrent(database, file)) await runMigrations(database, query);
    database.exec('commit');
  } finally {
    if (database.inTransaction) database.exec('rollback');
  }
}

async function runMigrations(database: SqliteDatabase.Database, query: Kysely<Schema>): Promise<void> {
  database.pragma(`application_id = ${applicationId}`);
  const migrator = new Migrator({
    db: query,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  database.exec(`create table if not exists ${knownBeforeTable} (name text not null primary key) strict`);
  const insert = database.prepare(`insert or ignore into ${knownBeforeTable} (name) values (?)`);
  for (const [name, { isKnownBefore = false }] of Object.entries(migrations)) {
    if (isKnownBefore) insert.run(name);
  }
}

const namesShape: Shape<readonly { readonly name: string }[]> = list(object({ name: text }));

/** Whether every migration has run. Throws when the file is of a newer version that this one may not work beside, or of another program. */
function isCurrent(database: SqliteDatabase.Database, file: string): boolean {
  const tables = namesOf(database, `select name from sqlite_schema where type = 'table'`);
  if (tables.length === 0) return false;
  if (!tables.includes(migrationTable)) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The file ${file} is a SQLite database of another program (it has the table ${tables[0]}); nothing was changed in it. Give Portcullis a file of its own`,
    );
  }
  const applied = namesOf(database, `select name from ${migrationTable} order by name`);
  const knownBefore = tables.includes(knownBeforeTable)
    ? namesOf(database, `select name from ${knownBeforeTable}`)
    : [];
  const own = applied.filter((name) => Object.hasOwn(migrations, name));
  const unknown = applied.filter((name) => !own.includes(name) && !knownBefore.includes(name));
  if (unknown.length > 0) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The store ${file} was written by a newer version of Portcullis (it has ${unknown.join(', ')}); nothing was changed in it. Install that version or a newer one, or restore a backup made before the update`,
    );
  }
  return own.length === Object.keys(migrations).length;
}

function namesOf(database: SqliteDatabase.Database, statement: string): readonly string[] {
  return namesShape(database.prepare(statement).all(), 'sqlite_schema').map(({ name }) => name);
}
