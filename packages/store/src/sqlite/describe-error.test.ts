import { PortcullisError } from '@portcullis/gate';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../record/shape.ts';
import { describeError, isBusy } from './describe-error.ts';

function sqliteError(code: string, message = 'from SQLite'): Error {
  return new SqliteDatabase.SqliteError(message, code);
}

describe('describeError', () => {
  it.each([
    ['SQLITE_CORRUPT', 'PORTCULLIS_STORE_CORRUPT', 'is damaged'],
    ['SQLITE_CORRUPT_INDEX', 'PORTCULLIS_STORE_CORRUPT', 'is damaged'],
    ['SQLITE_NOTADB', 'PORTCULLIS_STORE_CORRUPT', 'is not a SQLite file'],
    ['SQLITE_IOERR_SHORT_READ', 'PORTCULLIS_STORE_CORRUPT', 'is shorter than'],
    ['SQLITE_IOERR_CORRUPTFS', 'PORTCULLIS_STORE_CORRUPT', 'damaged file system'],
    ['SQLITE_FULL', 'PORTCULLIS_STORE_UNAVAILABLE', 'the disk is full'],
    ['SQLITE_READONLY', 'PORTCULLIS_STORE_UNAVAILABLE', 'is read-only'],
    ['SQLITE_READONLY_DBMOVED', 'PORTCULLIS_STORE_UNAVAILABLE', 'is read-only'],
    ['SQLITE_IOERR_WRITE', 'PORTCULLIS_STORE_UNAVAILABLE', 'could not be read or written by the disk'],
    ['SQLITE_IOERR_FSYNC', 'PORTCULLIS_STORE_UNAVAILABLE', 'could not be read or written by the disk'],
    ['SQLITE_IOERR_SHMMAP', 'PORTCULLIS_STORE_UNAVAILABLE', 'keep the file on a local disk'],
    ['SQLITE_CANTOPEN', 'PORTCULLIS_STORE_UNAVAILABLE', 'cannot be opened'],
    ['SQLITE_NOMEM', 'PORTCULLIS_STORE_UNAVAILABLE', 'lack of memory'],
    ['SQLITE_MISUSE', 'PORTCULLIS_STORE_UNAVAILABLE', 'was not expected'],
  ])('says what %s means', (sqliteCode, code, words) => {
    const cause = sqliteError(sqliteCode);
    const described = describeError(cause, '/data/store.db');
    expect(described.code).toBe(code);
    expect(described.message).toContain('The store /data/store.db');
    expect(described.message).toContain(words);
    expect(described.message).toContain(`(${sqliteCode}: from SQLite)`);
    expect(described.cause).toBe(cause);
  });

  it('calls a missing table damage, which SQLite has no code for', () => {
    const described = describeError(sqliteError('SQLITE_ERROR', 'no such table: passes'), '/data/store.db');
    expect(described.code).toBe('PORTCULLIS_STORE_CORRUPT');
  });

  it('calls a row of the wrong shape damage, and passes its own errors on', () => {
    const shape = new ShapeError('the switch of shop.mode should be one of open, found "shut"');
    expect(describeError(shape, '/data/store.db').code).toBe('PORTCULLIS_STORE_CORRUPT');
    expect(describeError(shape, '/data/store.db').message).toContain(shape.message);
    const own = new PortcullisError('PORTCULLIS_PASS_REFUSED', 'taken');
    expect(describeError(own, '/data/store.db')).toBe(own);
  });
});

describe('isBusy', () => {
  it.each([
    ['SQLITE_BUSY', true],
    ['SQLITE_BUSY_SNAPSHOT', true],
    ['SQLITE_BUSY_RECOVERY', true],
    ['SQLITE_LOCKED', true],
    ['SQLITE_FULL', false],
  ])('%s: %s', (code, busy) => {
    expect(isBusy(sqliteError(code))).toBe(busy);
  });
});
