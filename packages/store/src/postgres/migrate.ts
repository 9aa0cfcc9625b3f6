import { randomUUID } from 'node:crypto';
import { PortcullisError } from '@portcullis/gate';
import { list, object, text } from '../record/shape.ts';
import { migrations } from './migrations/index.ts';
import { runStatement, type SqlRunner } from './run-statement.ts';

const namesShape = list(object<{ readonly name: string }>({ name: text }));

export interface MigrateOptions {
  readonly client: SqlRunner;
  readonly schema: string;
  /** As it is called in messages. */
  readonly store: string;
}

/** Of one statement, and of the wait for another that brings them up to date. */
const longestSeconds = 60;
/** Whoever is cut off in between lets go of every table after so long. */
const idleSeconds = 5;
/** For a table that a dump reads, say: behind whoever waits for longer everybody waits who uses it. It is tried again. */
const lockedSeconds = 1;

/**
 * Brings the tables up to date, in one transaction whose lock ends with it: a pooler that hands each transaction to another
 * connection does no harm, several that begin at once do it one after the other, and the last of them finds nothing to do. Throws when
 * the tables are of a newer version that this one may not work beside.
 */
export async function migrate({ client, schema, store }: MigrateOptions): Promise<void> {
  await client.query(
    `begin read write; set local statement_timeout = '${longestSeconds}s'; set local idle_in_transaction_session_timeout = '${idleSeconds}s'`,
  );
  try {
    await runStatement(client, {
      sql: `select pg_advisory_xact_lock(hashtextextended('portcullis migrate ' || $1, 0))`,
      parameters: [schema],
    });
    await client.query(`set local lock_timeout = '${lockedSeconds}s'`);
    // Asked for first: whoever may not create schemas may use one that somebody made for him.
    const there = await runStatement(client, {
      sql: 'select nspname as name from pg_namespace where nspname = $1',
      parameters: [schema],
    });
    if (there.rows.length === 0) await client.query(`create schema ${quoted(schema)}`);
    await client.query(`set local search_path = ${quoted(schema)}`);
    await client.query(
      `create table if not exists migrations (name text primary key, is_known_before boolean not null, at timestamptz not null default now());
       create table if not exists identity (one integer primary key check (one = 1), lineage text not null)`,
    );
    await runStatement(client, {
      sql: 'insert into identity (one, lineage) values (1, $1) on conflict do nothing',
      parameters: [randomUUID()],
    });
    const applied = await namesOf(client, 'select name from migrations order by name');
    await refuseNewer(client, store);
    for (const { name, statements, isKnownBefore } of migrations) {
      if (applied.includes(name)) continue;
      for (const statement of statements) await client.query(statement);
      await runStatement(client, {
        sql: 'insert into migrations (name, is_known_before) values ($1, $2)',
        parameters: [name, isKnownBefore],
      });
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function refuseNewer(client: SqlRunner, store: string): Promise<void> {
  const mustBeKnown = await namesOf(
    client,
    'select name from migrations where not is_known_before order by name',
  );
  const unknown = mustBeKnown.filter((name) => !migrations.some((one) => one.name === name));
  if (unknown.length === 0) return;
  throw new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${store} was written by a newer version of Portcullis (it has ${unknown.join(', ')}); nothing was changed in it. Install that version or a newer one, or restore a backup made before the update`,
  );
}

async function namesOf(client: SqlRunner, sql: string): Promise<readonly string[]> {
  const { rows } = await runStatement(client, { sql, parameters: [] });
  return namesShape(rows, 'the migrations').map(({ name }) => name);
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
