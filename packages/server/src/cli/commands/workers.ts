import type { RunningJob } from '@portcullis/quiesce/workers';
import type { Command } from 'commander';
import type { SiteStatus } from '../../control/site-status.ts';
import type { DatabaseStatus, SiteStillness, WorkerStatus } from '../../stillness/site-stillness.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { type Output, printable } from '../output.ts';
import { describeDuration } from '../parse-time.ts';
import { leftLines } from '../show-stillness.ts';
import { withCommonOptions } from './common-options.ts';

export function addWorkersCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('workers'), context)
    .summary('workers and databases that stop with the site: state, jobs, processes, problems')
    .description(
      'Every worker and database that the configuration declares, as the running server knows it.\n' +
        'Jobs are counted while a window stops them; before and afterwards nobody asks.',
    )
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { stillness, now } = await client.get<SiteStatus>('/status');
      const { output } = context;
      if (options.json) {
        output.json({ workers: stillness?.workers ?? [], databases: stillness?.databases ?? [] });
      } else if (stillness === null) output.line('No worker and no database is declared.');
      else show(output, stillness, now);
    });
}

function show(output: Output, stillness: SiteStillness, now: number): void {
  const { workers, databases } = stillness;
  if (workers.length > 0) {
    output.table(
      ['worker', 'state', 'in hand', 'waiting', 'jobs', 'began although paused', 'problem'],
      workers.map((worker) => workerRow(worker, now)),
    );
  }
  const processes = workers.flatMap((worker) =>
    (worker.processes ?? []).map((process) => ({ worker: worker.name, ...process })),
  );
  if (processes.length > 0) {
    output.table(
      ['worker', 'host', 'process', 'joined', 'state', 'problem'],
      processes.map((one) => [
        one.worker,
        one.host,
        String(one.processId),
        `${describeDuration(now - one.joinedAt)} ago`,
        one.obeys,
        one.problems.join('; '),
      ]),
    );
  }
  if (databases.length > 0) {
    output.table(['database', 'state', 'guard', 'may still commit', 'problem'], databases.map(databaseRow));
  }
  for (const line of leftLines(stillness)) output.line(`${output.paint.yellow('left')}  ${printable(line)}`);
}

function workerRow(worker: WorkerStatus, now: number): string[] {
  const { name, state, inHand, waiting, jobs, disobeying, problem } = worker;
  return [
    name,
    state,
    inHand === null ? '' : String(inHand),
    waiting === null ? '' : String(waiting),
    jobs.map((job) => describeJob(job, now)).join('\n'),
    disobeying.map((job) => describeJob(job, now)).join('\n'),
    problem ?? '',
  ];
}

function databaseRow({ name, state, guard, transactions, holes, problem }: DatabaseStatus): string[] {
  return [
    name,
    state,
    guard ?? '',
    transactions.join('\n'),
    [...(problem === null ? [] : [problem]), ...holes].join('; '),
  ];
}

function describeJob({ name, id, since, by }: RunningJob, now: number): string {
  const parts = [
    id === null ? name : `${name} ${id}`,
    since === null ? null : `for ${describeDuration(Math.max(0, now - since))}`,
    by === null ? null : `by ${by}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
