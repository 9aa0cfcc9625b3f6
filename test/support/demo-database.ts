import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openDatabase } from 'portcullis-example-shop';

export interface DemoDatabase {
  /** As the superuser, whom no guard refuses; it reads alone, unless a transaction is asked for. */
  readonly session: Database;
  /** Of every row of every table of the shop and of its queues. */
  digest(): Promise<string>;
  /** How often each job, and the cron, ran since the shop was made. */
  jobRuns(): Promise<Readonly<Record<string, number>>>;
  /** The one number that `select … as value` gives. */
  number(text: string, values?: readonly unknown[]): Promise<number>;
}

/** The database of a demo that runs, as an administrator of its host finds it. */
export function openDemoDatabase(directory: string): DemoDatabase {
  const place = join(directory, 'database/postgres');
  const password = readFileSync(join(place, 'password'), 'utf8');
  const port = readFileSync(join(place, 'data/postmaster.pid'), 'utf8').split('\n')[3];
  const session = openDatabase(`postgres://postgres:${password}@127.0.0.1:${port}/shop`, {
    applicationName: 'a reader',
  });
  return {
    session,
    async digest() {
      const [found] = await session.query<{ digest: string }>(
        `select md5(string_agg(rows, ' ' order by oid)) as digest from (
           select c.oid, query_to_xml(format('select md5(coalesce(string_agg(t::text, %L order by t::text), %L)) from %s t',
             ' ', '', c.oid::regclass), false, false, '')::text as rows
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where c.relkind = 'r' and n.nspname in ('public', 'pgboss')) tables`,
      );
      if (found === undefined) throw new Error('Expected a digest of the tables, got no row.');
      return found.digest;
    },
    async jobRuns() {
      const rows = await session.query<{ name: string; runs: number }>('select name, runs from job_run');
      return Object.fromEntries(rows.map(({ name, runs }) => [name, runs]));
    },
    async number(text, values) {
      const [found] = await session.query<{ value: unknown }>(text, values);
      return Number(found?.value);
    },
  };
}
