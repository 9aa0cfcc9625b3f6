import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { guardRefusalOf } from '../src/refusal/index.ts';

/** A database of SQLite in a folder of its own. */
export interface DatabaseFile {
  readonly path: string;
  /** Another connection, with foreign keys; closed with the file. */
  connect(): Database.Database;
  remove(): void;
}

export function createDatabaseFile(journalMode: 'wal' | 'delete' = 'wal'): DatabaseFile {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-sqlite-'));
  const path = join(folder, 'shop.sqlite');
  const connections: Database.Database[] = [];
  return {
    path,
    connect() {
      const connection = new Database(path);
      connections.push(connection);
      connection.pragma(`journal_mode = ${journalMode}`);
      connection.pragma('foreign_keys = on');
      return connection;
    },
    remove() {
      for (const connection of connections) connection.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a statement came to: `done`, `refused` by the guard, or the error's code. */
export function outcomeOf(connection: Database.Database, text: string): string {
  try {
    connection.exec(text);
    return 'done';
  } catch (error) {
    if (guardRefusalOf(error) !== null) return 'refused';
    return error instanceof Database.SqliteError ? error.code : String(error);
  }
}
