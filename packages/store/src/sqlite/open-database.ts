import { PortcullisError } from '@portcullis/gate';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { object, type Shape, text } from '../record/shape.ts';
import { foldName } from '../rules/fold-name.ts';
import type { Schema } from '../sql/schema.ts';
import {
  checkLink,
  checkNotEmptied,
  createDatabaseFile,
  type FileIdentity,
  identityOf,
} from './database-file.ts';
import { migrate } from './migrate.ts';

export interface OpenDatabase {
  readonly database: SqliteDatabase.Database;
  /** Builds SQL; it is compiled here and run by `connection`, which is synchronous and holds the locks. */
  readonly query: Kysely<Schema>;
  readonly identity: FileIdentity;
  readonly lineage: string;
}

export interface OpenDatabaseOptions {
  readonly file: string;
  /** False once the file was seen: a store that vanished is not begun anew behind everybody's back. */
  readonly create: boolean;
}

/** Checking reads every page: 17 ms for 17 MB here. A larger file is checked page by page as it is read. */
const checkedUpToBytes = 32 * 1024 * 1024;

const lineageShape: Shape<{ readonly lineage: string }> = object({ lineage: text });

/** Opens the file, tuned, checked and migrated. Throws "busy" when another process is just doing the same. */
export async function openDatabase({ file, create }: OpenDatabaseOptions): Promise<OpenDatabase> {
  checkLink(file);
  if (create) createDatabaseFile(file);
  checkNotEmptied(file);
  const identity = identityOf(file);
  if (!identity) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The store ${file} has gone while it was in use. Put it back, or restart to begin with a new one`,
    );
  }
  // Waiting is done by the caller with timers: SQLite's own waiting would stop every request of the process.
  const database = new SqliteDatabase(file, { fileMustExist: true, timeout: 0 });
  try {
    tune(database);
    // For a migration; SQLite itself knows the cases of ASCII letters alone.
    database.function('fold_name', { deterministic: true, directOnly: true }, (name) =>
      foldName(String(name)),
    );
    if (identity.size <= checkedUpToBytes) quickCheck(database, file);
    const query = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
    await migrate({ file, database, query });
    const row = database.prepare('select lineage from identity').get();
    return { database, query, identity, lineage: lineageShape(row, 'identity').lineage };
  } catch (error) {
    database.close();
    throw error;
  }
}

function tune(database: SqliteDatabase.Database): void {
  database.pragma('journal_mode = WAL');
  // The binding is built with NORMAL for WAL, which forgets acknowledged changes at a power cut.
  database.pragma('synchronous = FULL');
  database.pragma('journal_size_limit = 16777216');
  // While webhooks are stored the same pages of indexes change again and again. Written to the file so often, few at a time: whoever
  // writes waits for it (99 of 100 webhooks within 23 ms at 3,000 a second, with 4,000 pages within 55 ms); and they are kept here.
  database.pragma('wal_autocheckpoint = 500');
  database.pragma('cache_size = -16000');
  // A file made elsewhere may carry triggers and views; they must not run functions.
  database.pragma('trusted_schema = OFF');
}

function quickCheck(database: SqliteDatabase.Database, file: string): void {
  const found = database.pragma('quick_check(1)', { simple: true });
  if (found === 'ok') return;
  throw new PortcullisError(
    'PORTCULLIS_STORE_CORRUPT',
    `The store ${file} is damaged (${String(found)}). Keep it, restore the newest backup in its place or move it away to begin anew; until then instances keep the last state they know`,
  );
}
