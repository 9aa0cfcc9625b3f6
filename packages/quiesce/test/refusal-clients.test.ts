import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PrismaPg } from '@prisma/adapter-pg';
import Database from 'better-sqlite3';
import { sql as drizzleSql } from 'drizzle-orm';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePostgresJs } from 'drizzle-orm/postgres-js';
import { integer as sqliteInteger, sqliteTable } from 'drizzle-orm/sqlite-core';
import knex, { type Knex } from 'knex';
import { type Generated, Kysely, sql as kyselySql, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';
import postgres from 'postgres';
import { DataTypes, Sequelize } from 'sequelize';
import { DataSource, EntitySchema } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardRefusalOf } from '../src/refusal/index.ts';
import { createSqliteGuard } from '../src/sqlite/index.ts';
import { type GuardedDatabase, startGuardedDatabase } from './guarded-database.ts';

/** Clients as applications have them, each with what it throws when a guard refuses, however it writes. */
interface Client {
  /** Ways to write a line into `notes`. */
  readonly writes: Readonly<Record<string, () => Promise<unknown>>>;
  /** The same in a transaction that is read-only, or on what reads only: refused by the database itself. */
  readonly elsewhere?: () => Promise<unknown>;
  /** It hands on the detail of an error, and not which table it is about. */
  readonly dropsTables?: true;
  end(): Promise<unknown>;
}

const insert = `insert into notes (text) values ('x')`;
const readOnly = 'set transaction read only';
interface Note {
  readonly id: Generated<number>;
  readonly text: string | null;
}

const clientsOfPostgres: Readonly<Record<string, (url: string) => Promise<Client> | Client>> = {
  async 'the adapter of Prisma'(url) {
    const adapter = await new PrismaPg({ connectionString: url }).connect();
    const query = (sql: string) => ({ sql, args: [], argTypes: [] });
    /** The client sends the end of it as a statement. */
    const inTransaction = async (...statements: readonly string[]) => {
      const transaction = await adapter.startTransaction();
      try {
        for (const statement of statements) await transaction.executeRaw(query(statement));
      } finally {
        await transaction.executeRaw(query('rollback'));
        await transaction.rollback();
      }
    };
    /** As its client hands it on, whose own half is made by a generator that is fetched from elsewhere. */
    const asClient = (work: () => Promise<unknown>) =>
      work().catch((cause: unknown) => {
        const text = `Database error. Code: \`25006\`. Message: \`${String(cause)}\``;
        throw Object.assign(new Error(text), { code: 'P2039', meta: { driverAdapterError: cause } });
      });
    return {
      writes: {
        'a statement': () => adapter.executeRaw(query(insert)),
        'a statement, through its client': () => asClient(() => adapter.executeRaw(query(insert))),
        'a query': () => asClient(() => adapter.queryRaw(query(`${insert} returning id`))),
        'a transaction': () => inTransaction('update orders set total = 1'),
        'several statements': () => adapter.executeScript(`${insert}; ${insert}`),
      },
      elsewhere: () => asClient(() => inTransaction(readOnly, insert)),
      dropsTables: true,
      end: () => adapter.dispose(),
    };
  },
  pg(url) {
    const pool = new pg.Pool({ connectionString: url });
    return {
      writes: {
        'a query': () => pool.query(insert),
        'a prepared one': () =>
          pool.query({ name: 'note', text: 'insert into notes (text) values ($1)', values: ['x'] }),
      },
      elsewhere: () => pool.query(`begin read only; ${insert}`).finally(() => pool.query('rollback')),
      end: () => pool.end(),
    };
  },
  'postgres.js'(url) {
    const sql = postgres(url, { onnotice() {} });
    return {
      writes: {
        'a template': () => sql`insert into notes (text) values (${'x'})`.execute(),
        'a transaction': () => sql.begin((inner) => inner`update orders set total = 1`),
        'several statements': () => sql.unsafe(`${insert}; ${insert}`).simple(),
      },
      elsewhere: () => sql.begin('read only', (inner) => inner`update orders set total = 1`),
      end: () => sql.end(),
    };
  },
  knex(url) {
    const database = knex({ client: 'pg', connection: url });
    return {
      writes: writesOfKnex(database),
      elsewhere: () =>
        database.transaction(async (inner) => {
          await inner.raw(readOnly);
          await inner('notes').insert({ text: 'x' });
        }),
      end: () => database.destroy(),
    };
  },
  kysely(url) {
    const database = new Kysely<{ notes: Note }>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }),
    });
    return {
      writes: {
        ...writesOfKysely(database),
        'raw SQL': () => kyselySql.raw(insert).execute(database),
      },
      elsewhere: () =>
        database
          .transaction()
          .setAccessMode('read only')
          .execute((inner) => inner.insertInto('notes').values({ text: 'x' }).execute()),
      end: () => database.destroy(),
    };
  },
  'drizzle on pg'(url) {
    const pool = new pg.Pool({ connectionString: url });
    const database = drizzle(pool);
    return {
      writes: {
        'a builder': async () => database.insert(notes).values({ text: 'x' }),
        'raw SQL': async () => database.execute(drizzleSql.raw(insert)),
        'a transaction': () => database.transaction(async (inner) => inner.update(orders).set({ total: 1 })),
      },
      elsewhere: () =>
        database.transaction(async (inner) => inner.insert(notes).values({ text: 'x' }), {
          accessMode: 'read only',
        }),
      end: () => pool.end(),
    };
  },
  'drizzle on postgres.js'(url) {
    const sql = postgres(url);
    const database = drizzlePostgresJs(sql);
    return {
      writes: {
        'a builder': async () => database.insert(notes).values({ text: 'x' }),
        'a transaction': () => database.transaction(async (inner) => inner.delete(orders)),
      },
      end: () => sql.end(),
    };
  },
  async typeorm(url) {
    const Line = new EntitySchema<{ id: number; text: string }>({
      name: 'notes',
      columns: { id: { type: Number, primary: true, generated: true }, text: { type: String } },
    });
    const source = await new DataSource({ type: 'postgres', url, entities: [Line] }).initialize();
    return {
      writes: {
        'a repository': () => source.getRepository(Line).save({ text: 'x' }),
        'raw SQL': () => source.query(insert),
        'a builder': () => source.createQueryBuilder().delete().from(Line).execute(),
        'a transaction': () => source.transaction((inner) => inner.insert(Line, { text: 'x' })),
      },
      elsewhere: () =>
        source.transaction(async (inner) => {
          await inner.query(readOnly);
          await inner.insert(Line, { text: 'x' });
        }),
      end: () => source.destroy(),
    };
  },
  sequelize(url) {
    const database = new Sequelize(url, { logging: false });
    const Line = database.define('notes', { text: DataTypes.TEXT }, { timestamps: false });
    return {
      writes: {
        'a model': () => Line.create({ text: 'x' }),
        'many rows': () => Line.bulkCreate([{ text: 'x' }, { text: 'y' }]),
        'an update': () => Line.update({ text: 'z' }, { where: {} }),
        'raw SQL': () => database.query(insert),
        'a transaction': () =>
          database.transaction((transaction) => Line.create({ text: 'x' }, { transaction })),
      },
      elsewhere: () =>
        database.transaction(async (transaction) => {
          await database.query(readOnly, { transaction });
          await Line.create({ text: 'x' }, { transaction });
        }),
      end: () => database.close(),
    };
  },
};

const notes = pgTable('notes', { id: serial().primaryKey(), text: text() });
const orders = pgTable('orders', { id: integer().primaryKey(), total: integer() });

function writesOfKnex(database: Knex): Client['writes'] {
  return {
    'a builder': async () => database('notes').insert({ text: 'x' }),
    'raw SQL': async () => database.raw(insert),
    'a transaction': () =>
      database.transaction(async (inner) => {
        await inner('notes').insert({ text: 'x' });
      }),
    'rows at once': () =>
      database.batchInsert(
        'notes',
        ['x', 'y'].map((line) => ({ text: line })),
      ),
  };
}

function writesOfKysely(database: Kysely<{ notes: Note }>): Client['writes'] {
  return {
    'a builder': () => database.insertInto('notes').values({ text: 'x' }).execute(),
    'a transaction': () =>
      database.transaction().execute((inner) => inner.insertInto('notes').values({ text: 'x' }).execute()),
  };
}

async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => expect.unreachable('it was written'),
    (error: unknown) => error,
  );
}

describe('a refusal of PostgreSQL is told from every other error, as it comes out of', () => {
  let database: GuardedDatabase;
  let url: string;
  beforeAll(async () => {
    database = await startGuardedDatabase(18);
    url = `postgres://app:secret@127.0.0.1:${new URL(database.server.adminUrl).port}/guarded`;
  });
  afterAll(() => database.stop());

  test.each(Object.entries(clientsOfPostgres))('%s', async (_, create) => {
    const client = await create(url);
    try {
      for (const write of Object.values(client.writes)) await write();
      await database.guard.close({ reason: 'a repair', retryAfterSeconds: 600 });
      expect(await database.guard.drain({ timeoutMs: 5_000 })).toMatchObject({ isDrained: true });
      for (const [way, write] of Object.entries(client.writes)) {
        expect([way, guardRefusalOf(await errorOf(write))]).toEqual([
          way,
          {
            reason: 'a repair',
            retryAfterSeconds: 600,
            table: client.dropsTables === true ? null : expect.stringMatching(/^(?:notes|orders)$/),
          },
        ]);
      }
      if (client.elsewhere !== undefined) {
        const error = await errorOf(client.elsewhere);
        expect(String(error) + String(error instanceof Error ? error.cause : '')).toContain('read-only');
        expect(guardRefusalOf(error)).toBeNull();
      }
      await database.guard.open();
      // The same client goes on.
      for (const write of Object.values(client.writes)) await write();
    } finally {
      await database.guard.open();
      await client.end();
    }
  });
});

const sqliteNotes = sqliteTable('notes', { id: sqliteInteger().primaryKey() });

const clientsOfSqlite: Readonly<Record<string, (file: string) => Client>> = {
  'better-sqlite3'(file) {
    const database = new Database(file);
    const reader = new Database(file, { readonly: true });
    return {
      writes: {
        'a text': async () => database.exec(insert),
        'a prepared one': async () => database.prepare('insert into notes (text) values (?)').run('x'),
        'a transaction': async () => database.transaction(() => database.exec(insert))(),
      },
      elsewhere: async () => reader.exec(insert),
      end: async () => [database.close(), reader.close()],
    };
  },
  'node:sqlite'(file) {
    const database = new DatabaseSync(file);
    const prepared = database.prepare('insert into notes (text) values (?)');
    return {
      writes: {
        'a text': async () => database.exec(insert),
        'a prepared one': async () => prepared.run('x'),
      },
      end: async () => database.close(),
    };
  },
  knex(filename) {
    const database = knex({ client: 'better-sqlite3', connection: { filename }, useNullAsDefault: true });
    return { writes: writesOfKnex(database), end: () => database.destroy() };
  },
  kysely(file) {
    const database = new Kysely<{ notes: Note }>({
      dialect: new SqliteDialect({ database: new Database(file) }),
    });
    return { writes: writesOfKysely(database), end: () => database.destroy() };
  },
  drizzle(file) {
    const opened = new Database(file);
    const database = drizzleSqlite({ client: opened });
    return {
      writes: {
        'a builder': async () => database.insert(sqliteNotes).values({}).run(),
        'a transaction': async () => database.transaction((inner) => inner.delete(sqliteNotes).run()),
      },
      end: async () => opened.close(),
    };
  },
};

describe('a refusal of SQLite is told from every other error, as it comes out of', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-clients-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.entries(clientsOfSqlite))('%s', async (name, create) => {
    const file = join(folder, `${name}.sqlite`);
    const operator = new Database(file);
    operator.exec('create table notes (id integer primary key, text text)');
    const guard = createSqliteGuard(operator);
    const client = create(file);
    try {
      for (const write of Object.values(client.writes)) await write();
      operator.exec(insert);
      guard.close({ reason: 'a repair' });
      for (const [way, write] of Object.entries(client.writes)) {
        expect([way, guardRefusalOf(await errorOf(write))]).toEqual([
          way,
          { reason: null, retryAfterSeconds: null, table: null },
        ]);
      }
      if (client.elsewhere !== undefined) {
        expect(guardRefusalOf(await errorOf(client.elsewhere))).toBeNull();
      }
      guard.open();
      for (const write of Object.values(client.writes)) await write();
    } finally {
      await client.end();
      operator.close();
    }
  });
});
