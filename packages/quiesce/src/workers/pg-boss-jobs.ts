import { mostJobsShown, type RunningJob } from './worker.ts';

/** The database as pg-boss hands it out: `boss.getDb()`. */
export interface PgBossDatabase {
  executeSql(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

export interface PgBossJobsOptions {
  /** As SQL writes it. */
  readonly schema: string;
  readonly queues: readonly string[];
}

export interface PgBossJobsInHand {
  readonly active: number;
  readonly waiting: number;
  /** The oldest that are active. */
  readonly jobs: readonly RunningJob[];
  /** Of the ids that were asked for, those that are active. */
  readonly known: ReadonlySet<string>;
}

/** Milliseconds since 1970 by the clock of the database; rounded up, so that what began before is not after. */
export async function readMoment(database: PgBossDatabase): Promise<number> {
  const { rows } = await database.executeSql(
    'select ceil(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
    [],
  );
  return Number(fieldOf(rows[0], 'now'));
}

/** One statement, so that what goes from one state to the other meanwhile is counted once. */
export async function readJobsInHand(
  database: PgBossDatabase,
  { schema, queues, ids }: PgBossJobsOptions & { readonly ids: readonly string[] },
): Promise<PgBossJobsInHand> {
  const { rows } = await database.executeSql(
    `select counted.*, oldest.* from
       (select count(*) filter (where state = 'active')::int as active,
               count(*) filter (where state <> 'active')::int as waiting,
               string_agg(id::text, ',') filter (where state = 'active' and id = any($2::uuid[])) as known
          from ${schema}.job where name = any($1::text[]) and state in ('created', 'retry', 'active')) counted
       left join lateral
       (select ${jobColumns} from ${schema}.job where name = any($1::text[]) and state = 'active'
         order by started_on, id limit ${mostJobsShown}) oldest on true`,
    [[...queues], [...ids]],
  );
  const [first] = rows;
  return {
    active: Number(fieldOf(first, 'active')),
    waiting: Number(fieldOf(first, 'waiting')),
    known: new Set(String(fieldOf(first, 'known') ?? '').split(',')),
    jobs: rows.filter((row) => fieldOf(row, 'id') !== null).map(runningJob),
  };
}

/** Whatever became of them. Version 10 moves what ended to a table of its own, by and by. */
export async function readJobsBegunAfter(
  database: PgBossDatabase,
  { schema, queues, moment }: PgBossJobsOptions & { readonly moment: number },
): Promise<readonly RunningJob[]> {
  const { rows: archives } = await database.executeSql('select to_regclass($1) is not null as is_there', [
    `${schema}.archive`,
  ]);
  const tables = fieldOf(archives[0], 'is_there') === true ? ['job', 'archive'] : ['job'];
  const begun = tables.map(
    (table) =>
      `select ${jobColumns} from ${schema}.${table}
        where name = any($1::text[]) and started_on > to_timestamp($2::float8 / 1000)`,
  );
  const { rows } = await database.executeSql(
    `${begun.join(' union ')} order by since, id limit ${mostJobsShown}`,
    [[...queues], moment],
  );
  return rows.map(runningJob);
}

const jobColumns = 'id::text as id, name, (extract(epoch from started_on) * 1000)::float8 as since';

function runningJob(row: unknown): RunningJob {
  const since = fieldOf(row, 'since');
  return {
    name: String(fieldOf(row, 'name')),
    id: String(fieldOf(row, 'id')),
    since: since === null ? null : Number(since),
    by: null,
  };
}

function fieldOf(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? (Reflect.get(row, name) ?? null) : null;
}
