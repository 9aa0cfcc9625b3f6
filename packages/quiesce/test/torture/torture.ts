import pg from 'pg';
import type { GuardedDatabase } from '../guarded-database.ts';
import { type Writer, writers } from './writers.ts';

export interface TortureOptions {
  readonly flips: number;
  /** Waits for who is in flight; returns what nobody expects. @default the guard's drain */
  readonly settle?: (database: GuardedDatabase) => Promise<readonly string[]>;
  /** Sessions of each kind. @default 2 */
  readonly sessions?: number;
}

export interface Torture {
  /** Commits while it was said to be still, by kind. */
  readonly late: Readonly<Record<string, number>>;
  /** Transactions of which one half is there. */
  readonly halfDone: number;
  /** Commits in all, by kind: each kind must have written. */
  readonly commits: Readonly<Record<string, number>>;
  readonly refusals: number;
  /** From the call of close to the end of the drain, ms. */
  readonly stillAfterMs: readonly number[];
  /** What the database said that nobody expects. */
  readonly unexpected: readonly string[];
}

const tables = `
create table torture (key int primary key, kind text not null);
create table torture_twin (key int primary key);
grant select, insert on torture, torture_twin to app`;

/** A guard refuses; transactions that cannot be serialised are nobody's fault. */
const expectedStates: ReadonlySet<string> = new Set(['25006', '40001']);

/**
 * Closes and opens a database again and again while sessions write to it in every way that is known to get past a guard, and
 * looks by the times of their commits whether any came while the database was said to be still.
 */
export async function torture(
  database: GuardedDatabase,
  { flips, settle = drain, sessions = 2 }: TortureOptions,
): Promise<Torture> {
  const { guard, admin, connect } = database;
  const owner = await connect('owner');
  await owner.query(tables);
  const end = new AbortController();
  const unexpected: string[] = [];
  let refusals = 0;
  let keys = 0;

  async function run(writer: Writer, client: pg.Client): Promise<void> {
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 30));
    while (!end.signal.aborted) {
      keys += 1;
      try {
        await writer.write(client, keys, pause);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        if (error.constraint === 'portcullis_gate') refusals += 1;
        if (!expectedStates.has(error.code ?? '')) unexpected.push(`${writer.kind}: ${error.message}`);
        await client.query('rollback');
      }
      await pause();
    }
  }

  const running: Promise<void>[] = [];
  for (const writer of writers) {
    for (let session = 0; session < sessions; session += 1) {
      running.push(run(writer, await connect('app', writer.kind)));
    }
  }
  const stillAfterMs: number[] = [];
  const windows: { readonly from: string; readonly to: string }[] = [];
  const now = async () => String((await admin.query('select clock_timestamp()::text as now')).rows[0].now);
  const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let flip = 0; flip < flips; flip += 1) {
    await rest(50 + Math.random() * 100);
    const started = performance.now();
    await guard.close({ reason: 'torture' });
    unexpected.push(...(await settle(database)));
    stillAfterMs.push(performance.now() - started);
    const from = await now();
    await rest(100);
    windows.push({ from, to: await now() });
    await guard.open();
  }
  end.abort();
  await Promise.all(running);
  const late: Record<string, number> = {};
  for (const { from, to } of windows) {
    const { rows } = await admin.query(
      `select kind, count(*)::int as count from torture
       where pg_xact_commit_timestamp(xmin) > $1::timestamptz and pg_xact_commit_timestamp(xmin) < $2::timestamptz group by kind`,
      [from, to],
    );
    for (const { kind, count } of rows) late[kind] = (late[kind] ?? 0) + count;
  }
  const { rows: halves } = await admin.query(
    'select count(*)::int as count from torture full join torture_twin using (key) where torture.key is null or torture_twin.key is null',
  );
  const { rows: all } = await admin.query('select kind, count(*)::int as count from torture group by kind');
  await owner.query('drop table torture; drop table torture_twin');
  return {
    late,
    halfDone: halves[0].count,
    commits: Object.fromEntries(all.map(({ kind, count }) => [kind, count])),
    refusals,
    stillAfterMs,
    unexpected,
  };
}

async function drain({ guard }: GuardedDatabase): Promise<readonly string[]> {
  const found = await guard.drain({ timeoutMs: 20_000 });
  return found.isDrained ? [] : [`not drained: ${JSON.stringify(found)}`];
}

/** What makes proofs that can fail: nobody is waited for. */
export async function waitForNobody(): Promise<readonly string[]> {
  return [];
}

/** All that can be waited for where a row is asked: nobody holds it. A drain would find at its end that this is no guard of its own. */
export async function waitForHolders({ admin }: GuardedDatabase): Promise<readonly string[]> {
  await admin.query('select portcullis.end_grace()');
  const { rows } = await admin.query('select transaction from portcullis.holders()');
  return rows.map(({ transaction }) => `${transaction} holds a gate that nobody asks`);
}

/** A guard that asks a row instead of a sequence, as everybody's first one does. */
export async function askARow({ admin }: GuardedDatabase): Promise<void> {
  await admin.query(`create or replace function portcullis.guard() returns trigger language plpgsql security definer as $$
    begin
      if (select closed from portcullis.state) then
        raise exception 'portcullis: closed' using errcode = '25006', constraint = 'portcullis_gate';
      end if;
      return null;
    end $$`);
}
