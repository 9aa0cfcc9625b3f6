import { type ErrorCode, PortcullisError } from '@portcullis/gate';
import SqliteDatabase from 'better-sqlite3';
import { ShapeError } from '../record/shape.ts';

interface Description {
  /** A result code of SQLite, or the part of it that its extended codes share. */
  readonly prefix: string;
  readonly code: ErrorCode;
  readonly happened: string;
  readonly next: string;
}

const repair =
  'Keep the damaged file, restore the newest backup in its place or move it away to begin anew; until then instances keep the last state they know';

/** The first prefix that fits wins: the special cases stand before the general ones. */
const descriptions: readonly Description[] = [
  {
    prefix: 'SQLITE_IOERR_SHORT_READ',
    code: 'PORTCULLIS_STORE_CORRUPT',
    happened: 'is shorter than its own header says',
    next: repair,
  },
  {
    prefix: 'SQLITE_IOERR_CORRUPTFS',
    code: 'PORTCULLIS_STORE_CORRUPT',
    happened: 'lies on a damaged file system',
    next: 'Check the file system, then restore the newest backup',
  },
  { prefix: 'SQLITE_CORRUPT', code: 'PORTCULLIS_STORE_CORRUPT', happened: 'is damaged', next: repair },
  {
    prefix: 'SQLITE_NOTADB',
    code: 'PORTCULLIS_STORE_CORRUPT',
    happened: 'is not a SQLite file, or its beginning is damaged',
    next: repair,
  },
  {
    prefix: 'SQLITE_FULL',
    code: 'PORTCULLIS_STORE_UNAVAILABLE',
    happened: 'cannot grow: the disk is full',
    next: 'Free some space and repeat',
  },
  {
    prefix: 'SQLITE_READONLY',
    code: 'PORTCULLIS_STORE_UNAVAILABLE',
    happened: 'cannot be written: it, its folder or its file system is read-only',
    next: 'Let the user of this process write the file and its folder, and repeat',
  },
  {
    prefix: 'SQLITE_IOERR_SHM',
    code: 'PORTCULLIS_STORE_UNAVAILABLE',
    happened: 'needs shared memory beside it and did not get it',
    next: 'Free some space, and keep the file on a local disk: network file systems cannot share it between processes',
  },
  {
    prefix: 'SQLITE_IOERR',
    code: 'PORTCULLIS_STORE_UNAVAILABLE',
    happened: 'could not be read or written by the disk',
    next: 'Look at the disk, its quota and the limits of this process (ulimit -f), and repeat',
  },
  {
    prefix: 'SQLITE_CANTOPEN',
    code: 'PORTCULLIS_STORE_UNAVAILABLE',
    happened: 'cannot be opened',
    next: 'Check that its folder exists and that the user of this process may write there',
  },
  {
    prefix: 'SQLITE_NOMEM',
    code: 'PORTCULLIS_STORE_UNAVAILABLE',
    happened: 'could not be read for lack of memory',
    next: 'Free memory and repeat',
  },
];

const unexpected: Description = {
  prefix: '',
  code: 'PORTCULLIS_STORE_UNAVAILABLE',
  happened: 'answered with an error that was not expected',
  next: 'Repeat; when it stays, report it together with the cause',
};

export function isBusy(error: unknown): boolean {
  return (
    error instanceof SqliteDatabase.SqliteError &&
    (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED'))
  );
}

/** Says which file, what happened and what to do. Errors of ours pass unchanged. */
export function describeError(error: unknown, file: string): PortcullisError {
  if (error instanceof PortcullisError) return error;
  if (error instanceof ShapeError) {
    return new PortcullisError(
      'PORTCULLIS_STORE_CORRUPT',
      `The store ${file} holds what Portcullis did not write: ${error.message}. ${repair}`,
      { cause: error },
    );
  }
  const sqliteCode = error instanceof SqliteDatabase.SqliteError ? error.code : 'no SQLite code';
  const message = error instanceof Error ? error.message : String(error);
  const { code, happened, next } = descriptionOf(sqliteCode, message);
  return new PortcullisError(
    code,
    `The store ${file} ${happened} (${sqliteCode}: ${message}). Nothing of this operation was stored. ${next}`,
    { cause: error },
  );
}

function descriptionOf(sqliteCode: string, message: string): Description {
  // A table that is not there has only the general code SQLITE_ERROR.
  if (/^no such (table|column)/.test(message)) {
    return {
      prefix: '',
      code: 'PORTCULLIS_STORE_CORRUPT',
      happened: 'lacks a table or column',
      next: repair,
    };
  }
  return descriptions.find(({ prefix }) => sqliteCode.startsWith(prefix)) ?? unexpected;
}
