import { existsSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { PortcullisError } from '@portcullis/gate';
import { createPostgresGuard, type PostgresGuard, type SqlSession } from '@portcullis/quiesce/postgres';
import { createSqliteGuard, type SqliteConnection, type SqliteGuard } from '@portcullis/quiesce/sqlite';

/** The guard of one database, with the connection that it goes by. */
export type OpenGuard = {
  /** Which database, without its password. */
  readonly name: string;
  /** Ends the connection. */
  close(): Promise<void>;
} & (
  | { readonly engine: 'postgres'; readonly guard: PostgresGuard; readonly session: SqlSession }
  | { readonly engine: 'sqlite'; readonly guard: SqliteGuard; readonly connection: SqliteConnection }
);

const connectTimeoutMs = 10_000;
const usualBusyTimeoutMs = 10_000;

export interface OpenGuardOptions {
  /** Relative paths of files start here. */
  readonly workingDirectory: string;
  /** How long a writer of SQLite is waited for, while this process does nothing else. @default 10000 */
  readonly busyTimeoutMs?: number;
}

/**
 * Connects to the database that a URL (`postgres://…`) or the path of a file names. Drivers are loaded when there is something
 * to connect to: a command that needs none starts in a moment.
 */
export async function openGuard(place: string, options: OpenGuardOptions): Promise<OpenGuard> {
  const { workingDirectory, busyTimeoutMs = usualBusyTimeoutMs } = options;
  if (isPostgres(place)) return openPostgres(place);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(place)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `Expected a database as postgres://USER@HOST/NAME or the path of a file of SQLite, got one of ${place.split(':', 1)[0]}.`,
    );
  }
  return openSqlite(isAbsolute(place) ? place : resolve(workingDirectory, place), busyTimeoutMs);
}

/** Others are paths of files. */
export function isPostgres(place: string): boolean {
  return /^postgres(?:ql)?:/i.test(place);
}

async function openPostgres(text: string): Promise<OpenGuard> {
  const url = URL.parse(text);
  if (url === null || !isWhole(text, url)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'Expected a database as postgres://USER:PASSWORD@HOST:PORT/NAME, got one that is no URL like this. Signs in a password must be escaped (%40 for @, %2F for /).',
    );
  }
  const { user, name } = {
    user: decodeURIComponent(url.username),
    name: decodeURIComponent(url.pathname.slice(1)),
  };
  const shown = `${name === '' ? user : name} at ${url.host}${user === '' ? '' : ` as ${user}`}`;
  const [{ default: pg }, { postgresStoreTables }] = await Promise.all([
    import('pg'),
    import('@portcullis/store/postgres'),
  ]);
  const client = new pg.Client({
    connectionString: text,
    application_name: 'portcullis guard',
    connectionTimeoutMillis: connectTimeoutMs,
  });
  // A connection that is lost is told by the statement that needs it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw new PortcullisError(
      'PORTCULLIS_DATABASE_UNREACHABLE',
      `Expected to reach the database ${shown}: ${reasonOf(cause)}. Is it running, and may this user log in from here?`,
      { cause },
    );
  }
  return {
    name: shown,
    engine: 'postgres',
    guard: createPostgresGuard(client, { storeTables: postgresStoreTables }),
    session: client,
    close: () => client.end(),
  };
}

/** Where a sign of a password is not escaped, or a slash is missing, what is taken for host or name is a part of the password. */
function isWhole(text: string, { pathname, search, hash }: URL): boolean {
  const [firstKey = ''] = search.split('=', 1);
  return (
    /^[a-z]+:\/\/./i.test(text) && ![pathname, firstKey].some((part) => part.includes('@')) && hash === ''
  );
}

async function openSqlite(file: string, busyTimeoutMs: number): Promise<OpenGuard> {
  if (!existsSync(file) || !statSync(file).isFile()) {
    if (mayBeAddress(file)) {
      throw new PortcullisError(
        'PORTCULLIS_DATABASE_UNREACHABLE',
        'Expected a database as postgres://USER:PASSWORD@HOST:PORT/NAME, without quotes or spaces around it, or the path of a file of SQLite, but got neither. It is not shown: it may hold a password.',
      );
    }
    throw new PortcullisError(
      'PORTCULLIS_DATABASE_UNREACHABLE',
      `Expected a file of SQLite at ${file}, but there is none. Name the file that the application writes to.`,
    );
  }
  const { default: Database } = await import('better-sqlite3');
  try {
    const database = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs });
    // What is no database is found by reading it.
    database.pragma('schema_version');
    return {
      name: file,
      engine: 'sqlite',
      guard: createSqliteGuard(database),
      connection: database,
      async close() {
        database.close();
      },
    };
  } catch (cause) {
    throw new PortcullisError(
      'PORTCULLIS_DATABASE_UNREACHABLE',
      `Expected a file of SQLite at ${file}: ${reasonOf(cause)}.`,
      { cause },
    );
  }
}

/** Signs that stand in addresses, and hardly in paths: with a space before it, or in quotes, an address is taken for a path. */
function mayBeAddress(file: string): boolean {
  return /[:@=?"']/.test(file);
}

/** What a driver says in one line; several addresses of a host fail each for themselves. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replace(/\.$/, '');
}
