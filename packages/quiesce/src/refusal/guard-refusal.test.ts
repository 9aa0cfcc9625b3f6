import { expect, test } from 'vitest';
import { guardRefusalOf } from './guard-refusal.ts';

const message = 'portcullis: INSERT refused, maintenance is in progress';
const detail = JSON.stringify({ portcullis: 'closed', reason: 'a repair', retryAfter: 600 });
const whole = { reason: 'a repair', retryAfterSeconds: 600, table: 'orders' };
const withoutTable = { ...whole, table: null };
const pgError = Object.assign(new Error(message), {
  code: '25006',
  detail,
  table: 'orders',
  constraint: 'portcullis_gate',
});

test.each([
  ['pg, Knex and Kysely', pgError, whole],
  [
    'postgres.js',
    Object.assign(new Error(message), {
      code: '25006',
      detail,
      table_name: 'orders',
      constraint_name: 'portcullis_gate',
    }),
    whole,
  ],
  ['Drizzle', new Error('Failed query: insert into …', { cause: pgError }), whole],
  ['TypeORM', Object.assign(new Error(message), { driverError: pgError, query: 'insert …' }), whole],
  [
    'Sequelize',
    Object.assign(new Error(message), { parent: pgError, original: pgError, sql: 'insert …' }),
    whole,
  ],
  [
    'Prisma with an adapter',
    Object.assign(new Error('DriverAdapterError'), {
      cause: {
        kind: 'postgres',
        code: '25006',
        originalCode: '25006',
        originalMessage: message,
        message,
        detail,
      },
    }),
    withoutTable,
  ],
  [
    'the client of Prisma with an adapter',
    Object.assign(new Error(`Database error. Code: \`25006\`. Message: \`${message}\``), {
      code: 'P2039',
      meta: {
        driverAdapterError: Object.assign(new Error('DriverAdapterError'), {
          cause: {
            kind: 'postgres',
            code: '25006',
            originalCode: '25006',
            originalMessage: message,
            message,
            detail,
          },
        }),
      },
    }),
    withoutTable,
  ],
  [
    'the engine of Prisma',
    new Error(
      `Invalid prisma.order.create() invocation: Error occurred during query execution: ConnectorError(ConnectorError { kind: QueryError(PostgresError { code: "25006", message: "${message}" }) })`,
    ),
    { reason: null, retryAfterSeconds: null, table: null },
  ],
  [
    'better-sqlite3',
    Object.assign(new Error('portcullis: UPDATE refused, maintenance is in progress'), {
      code: 'SQLITE_CONSTRAINT_TRIGGER',
    }),
    { reason: null, retryAfterSeconds: null, table: null },
  ],
  [
    'node:sqlite',
    Object.assign(new Error('portcullis: UPDATE refused, maintenance is in progress'), {
      code: 'ERR_SQLITE_ERROR',
      errcode: 1811,
    }),
    { reason: null, retryAfterSeconds: null, table: null },
  ],
  [
    'Knex on better-sqlite3',
    Object.assign(
      new Error(
        "insert into `notes` (`text`) values ('x') - portcullis: INSERT refused, maintenance is in progress",
      ),
      { code: 'SQLITE_CONSTRAINT_TRIGGER' },
    ),
    { reason: null, retryAfterSeconds: null, table: null },
  ],
])('%s', (_, error, expected) => {
  expect(guardRefusalOf(error)).toEqual(expected);
});

const looped = new Error('in a circle');
Object.assign(looped, { cause: looped, parent: { original: looped } });

test.each([
  [
    'a read-only replica',
    Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code: '25006' }),
  ],
  [
    'another constraint',
    Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'orders_pkey' }),
  ],
  [
    'a constraint of that name with another state',
    Object.assign(new Error('x'), { code: '23514', constraint: 'portcullis_gate' }),
  ],
  [
    'another trigger of SQLite',
    Object.assign(new Error('stock is empty'), { code: 'SQLITE_CONSTRAINT_TRIGGER' }),
  ],
  [
    'a statement that quotes one, refused by another trigger',
    Object.assign(new Error(`insert into notes values ('${message}') - stock is empty`), {
      code: 'SQLITE_CONSTRAINT_TRIGGER',
    }),
  ],
  [
    'another constraint of node:sqlite',
    Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode: 2067 }),
  ],
  ['a text that quotes one', new Error(`order note: "${message}"`)],
  ['one that is too deep', [1, 2, 3, 4, 5, 6].reduce<unknown>((cause) => ({ cause }), pgError)],
  ['a circle', looped],
  [
    'an object that throws',
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    ),
  ],
  ['nothing', null],
  ['a text', message],
])('%s is another error', (_, error) => {
  expect(guardRefusalOf(error)).toBeNull();
});

test.each([
  '{',
  '[]',
  'null',
  '{"portcullis":"open"}',
  `{"portcullis":"closed","retryAfter":-1}`,
  `{"portcullis":"closed","retryAfter":"1"}`,
])('a detail of %s says no time', (odd) => {
  expect(guardRefusalOf(Object.assign(new Error(message), { code: '25006', detail: odd }))).toEqual({
    reason: null,
    retryAfterSeconds: null,
    table: null,
  });
});
