import { PortcullisError } from '@portcullis/gate';
import type { RunningJob } from '@portcullis/quiesce/workers';
import type { Command } from 'commander';
import type { SiteStatus } from '../../control/site-status.ts';
import type { DatabaseStatus, SiteStillness, WorkerStatus } from '../../stillness/site-stillness.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { type Output, printable } from '../output.ts';
import { describeDuration } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { leftLines } from '../show-stillness.ts';
import { withCommonOptions } from './common-options.ts';

interface ForgetOptions extends CommonOptions {
  readonly reason?: string;
}

export function addWorkersCommand(program: Command, context: CommandContext): void {
  const workers = program
    .command('workers')
    .summary('workers and databases that stop with the site: list, forget a process that ended')
    .description(
      'Every worker and database that the configuration declares, as the running server knows it.',
    );

  withCommonOptions(workers.command('list', { isDefault: true }), context)
    .summary('state, jobs, processes, problems')
    .description('Jobs are counted while a window stops them; before and afterwards nobody asks.')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { stillness, now } = await client.get<SiteStatus>('/status');
      const { output } = context;
      if (options.json) {
        output.json({ workers: stillness?.workers ?? [], databases: stillness?.databases ?? [] });
      } else if (stillness === null) output.line('No worker and no database is declared.');
      else show(output, stillness, now);
    });

  withCommonOptions(workers.command('forget'), context)
    .summary('wait no more for a process that ended without saying so')
    .description(
      'A process that says nothing any more is missed: nobody can know from here whether it still writes. Once you have seen\nthat it has ended, have it forgotten. One that lives after all joins again and is named again.',
    )
    .argument('<process>', 'its id as `workers` shows it, or the beginning of it')
    .option('-r, --reason <text>', 'how you know that it has ended; goes on record')
    .action((process: string, options: ForgetOptions) => forget(context, process, options));
}

async function forget(context: CommandContext, wanted: string, options: ForgetOptions): Promise<void> {
  const { output, environment } = context;
  const reason = requireReason(
    options.reason,
    `workers forget ${wanted} --reason "its host was switched off"`,
  );
  const { client } = await connectToServer(context, options);
  const { stillness } = await client.get<SiteStatus>('/status');
  const known = processesOf(stillness?.workers ?? []);
  const found = known.filter(({ id }) => id.startsWith(wanted));
  const [process] = found;
  if (process === undefined || found.length > 1) {
    const ids = (process === undefined ? known : found).map(({ id }) => id.slice(0, shownOfId));
    throw new PortcullisError(
      'PORTCULLIS_NOT_FOUND',
      `${process === undefined ? 'No process begins' : 'More than one process begins'} with ${JSON.stringify(wanted)}: ${ids.join(', ') || 'none has joined'}. Nothing was changed. See portcullis workers.`,
    );
  }
  const path = `/workers/${encodeURIComponent(process.worker)}/processes/${encodeURIComponent(process.id)}/forget`;
  const result = await client.post<{ forgotten: string }>(path, { reason, actor: environment.user });
  if (options.json) return output.json(result);
  output.line(
    `Forgotten: process ${process.host === null ? process.id : `${process.processId} on ${printable(process.host)}`}. ${printable(process.worker)} waits no more for it.`,
  );
}

type ListedProcess = NonNullable<WorkerStatus['processes']>[number] & { readonly worker: string };

function processesOf(workers: readonly WorkerStatus[]): readonly ListedProcess[] {
  return workers.flatMap(({ name, processes }) =>
    (processes ?? []).map((process) => ({ ...process, worker: name })),
  );
}

function show(output: Output, stillness: SiteStillness, now: number): void {
  const { workers, databases } = stillness;
  if (workers.length > 0) {
    output.table(
      ['worker', 'state', 'in hand', 'waiting', 'jobs', 'began although paused', 'problem'],
      workers.map((worker) => workerRow(worker, now)),
    );
  }
  const processes = processesOf(workers);
  if (processes.length > 0) {
    output.table(
      ['worker', 'id', 'host', 'process', 'joined', 'reports to', 'state', 'problem'],
      processes.map((one) => [
        one.worker,
        one.id.slice(0, shownOfId),
        one.host ?? '',
        String(one.processId ?? ''),
        `${describeDuration(now - one.joinedAt)} ago`,
        one.server,
        one.obeys ?? '',
        one.problems.join('; '),
      ]),
    );
  }
  if (databases.length > 0) {
    output.table(['database', 'state', 'guard', 'may still commit', 'problem'], databases.map(databaseRow));
  }
  if (processes.some(({ isSilent }) => isSilent)) {
    output.note(
      'One that has ended is missed until it is forgotten: portcullis workers forget ID --reason "…"',
    );
  }
  for (const line of leftLines(stillness)) output.line(`${output.paint.yellow('left')}  ${printable(line)}`);
}

/** Enough to tell those of one worker apart. */
const shownOfId = 8;

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
