import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { postgresVersions, startPostgres } from '../../test/support/postgres/start-postgres.ts';

/**
 * What a dormant guard costs a database, beside the check that everybody writes first: a trigger that asks a table of one row.
 *   npm run bench -- guard [--rounds 9] [--statements 20000] [--transactions 8000]
 * Rounds are interleaved. Statements: in a loop inside the server, by the clock. Transactions: one prepared UPDATE each, by the
 * processor time of the session that serves them. Then closing and opening 500 tables, idle.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    statements: { type: 'string', default: '20000' },
    transactions: { type: 'string', default: '8000' },
    tables: { type: 'string', default: '500' },
  },
});
const rounds = Number(values.rounds);
const statements = Number(values.statements);
const transactions = Number(values.transactions);
const tables = Number(values.tables);

/** `empty`: a trigger that does nothing, which every guard by triggers costs at the least. */
const forms = ['none', 'empty', 'guard', 'row'] as const;
type Form = (typeof forms)[number];

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Of a process, in ms: fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const lines: string[] = [];
for (const version of postgresVersions) {
  const server = await startPostgres(version);
  try {
    const client = new pg.Client({ connectionString: server.adminUrl });
    await client.connect();
    await client.query('set synchronous_commit = off');
    const guard = createPostgresGuard(client);
    for (const form of forms) {
      await client.query(
        `create table of_${form} (id int primary key, value int); insert into of_${form} values (1, 0)`,
      );
    }
    await guard.install();
    await client.query(`drop trigger aa_portcullis on of_none;
      drop trigger aa_portcullis on of_row;
      drop trigger aa_portcullis on of_empty;
      create function do_nothing() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger nothing before insert or update or delete or truncate on of_empty for each statement execute function do_nothing();
      create table switch (closed boolean); insert into switch values (false);
      create function ask_a_row() returns trigger language plpgsql as $$ begin
        if (select closed from switch) then raise 'closed'; end if; return null; end $$;
      create trigger ask before insert or update or delete or truncate on of_row for each statement execute function ask_a_row()`);
    const pid = Number((await client.query('select pg_backend_pid() as pid')).rows[0].pid);

    const perStatement: Record<Form, number[]> = { none: [], empty: [], guard: [], row: [] };
    const perTransaction: Record<Form, number[]> = { none: [], empty: [], guard: [], row: [] };
    for (let round = 0; round <= rounds; round += 1) {
      for (const form of forms) {
        const started = performance.now();
        await client.query(
          `do $$ begin for i in 1..${statements} loop update of_${form} set value = 1 where false; end loop; end $$`,
        );
        const micros = ((performance.now() - started) * 1_000) / statements;
        const before = cpuMsOf(pid);
        for (let done = 0; done < transactions; done += 1) {
          await client.query({
            name: form,
            text: `update of_${form} set value = $1 where id = 1`,
            values: [done],
          });
        }
        const cpu = ((cpuMsOf(pid) - before) * 1_000) / transactions;
        await client.query(`vacuum of_${form}`);
        // The first round warms up.
        if (round === 0) continue;
        perStatement[form].push(micros);
        perTransaction[form].push(cpu);
      }
      process.stderr.write(`PostgreSQL ${version}: round ${round} of ${rounds}\n`);
    }
    const ratioTo = (form: Form) =>
      median(perTransaction[form].map((one, round) => one / (perTransaction.none[round] ?? Number.NaN)));
    const addedBy = (form: Form) =>
      median(perStatement[form].map((one, round) => one - (perStatement.none[round] ?? Number.NaN)));
    for (const form of forms) {
      lines.push(
        `| ${version} | ${form} | ${median(perStatement[form]).toFixed(2)} | ${form === 'none' ? '' : addedBy(form).toFixed(2)} | ${median(perTransaction[form]).toFixed(1)} | ${form === 'none' ? '' : ratioTo(form).toFixed(3)} |`,
      );
    }

    for (let table = 0; table < tables; table += 1) await client.query(`create table many_${table} (id int)`);
    await client.query('drop trigger ask on of_row');
    const time = async (work: () => Promise<unknown>) => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const times = { install: await time(() => guard.install()), close: [0], drain: [0], open: [0] };
    for (let round = 0; round < rounds; round += 1) {
      times.close[round] = await time(() => guard.close({ reason: 'benchmark' }));
      times.drain[round] = await time(() => guard.drain({ timeoutMs: 5_000 }));
      times.open[round] = await time(() => guard.open());
    }
    lines.push(
      `| ${version} | ${tables} tables: | install ${times.install.toFixed(0)} ms | close ${median(times.close).toFixed(1)} ms | drain ${median(times.drain).toFixed(1)} ms | open ${median(times.open).toFixed(1)} ms |`,
    );
    await client.end();
  } finally {
    await server.stop();
  }
}
process.stdout.write(
  `${['| PostgreSQL | check | µs per statement | added | CPU µs per transaction | ratio |', '|---|---|---:|---:|---:|---:|', ...lines].join('\n')}\n`,
);
