import { PortcullisError } from '@portcullis/gate';
import type { GuardProblem } from '@portcullis/quiesce';
import type { LeftOutStore } from '@portcullis/quiesce/postgres';
import type { Command } from 'commander';
import { describeHolder } from '../../databases/describe-holder.ts';
import type { OpenGuard } from '../../databases/open-guard.ts';
import { configuredStore } from '../configured-store.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, printableLine } from '../output.ts';
import { describeDuration, parseDuration } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { type GuardOptions, type GuardWork, withGuard, withGuardOptions } from '../with-guard.ts';
import { addGuardTokenCommand } from './guard-token.ts';

interface InstallOptions extends GuardOptions {
  readonly approve?: readonly string[];
  readonly operator?: readonly string[];
  readonly bookkeeping?: readonly string[];
  readonly store?: readonly string[];
  readonly config?: string;
}

interface CloseOptions extends GuardOptions {
  readonly reason?: string;
  readonly table?: readonly string[];
  readonly bookkeeping?: readonly string[];
  readonly retryAfter: string;
  readonly wait: string;
  readonly endSessions?: boolean;
}

/** The guard of one database, straight on it: it works with no gate, no server and no store. */
export function addGuardCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  const guard = program
    .command('guard')
    .summary('make a database refuse writes itself, whoever sends them')
    .description(
      'A guard in a PostgreSQL (14 and later) or a file of SQLite: jobs, scripts and sessions of psql are refused, too.\n' +
        'It speaks with the database alone; the switch of the site is not touched.\n' +
        'The database: --database, or PORTCULLIS_DATABASE, which other users of this host do not see:\n' +
        '  postgres://operator:…@127.0.0.1/shop      a direct connection, no pool\n' +
        '  /var/lib/shop/shop.sqlite',
    );
  const add = <Options extends GuardOptions>(command: Command, run: GuardWork<Options>): void => {
    withGuardOptions(command).action(async (options: Options) =>
      setExitCode(await withGuard(context, options, run)),
    );
  };
  const list = (value: string, earlier: readonly string[] = []) => [...earlier, value];

  add<InstallOptions>(
    guard
      .command('install')
      .summary('put it there, dormant; again to bring it up to date')
      .description(
        'PostgreSQL. Puts the guard on every table, dormant: nothing is refused before it is closed. Again: brings it up to date, takes in\nnew tables, and adds what is named.\nAs a superuser, so that changes of tables are refused, too. SQLite needs none.',
      )
      .option('--approve <role>', 'a role that may log in and write while it is closed; again for more', list)
      .option('--operator <role>', 'a role that may close and open it; again for more', list)
      .option(
        '--bookkeeping <table>',
        'a table that stays writable: sessions, last seen; again for more',
        list,
      )
      .option(
        '--store <schema>',
        'a schema with a store of Portcullis, which stays writable; again for more (default: the one of the configuration here)',
        list,
      )
      .option('-c, --config <file>', 'the configuration whose store may lie in this database'),
    (opened, options, output) => install(opened, options, output, context),
  );
  add(guard.command('status').summary('whether it is open or closed, since when and by whom'), status);
  add(guard.command('verify').summary('what could write past it'), verify);
  add<CloseOptions>(
    guard
      .command('close')
      .summary('refuse writes, and wait for those that had begun')
      .option('-r, --reason <text>', 'why; whoever is refused is told')
      .option('--table <name>', 'close this table with its family alone; again for more', list)
      .option('--bookkeeping <table>', 'SQLite: a table that stays writable; again for more', list)
      .option('--retry-after <duration>', 'when to try again, as refusals say', '30s')
      .option('--wait <duration>', 'how long to wait for what had begun', '30s')
      .option('--end-sessions', 'end the sessions that are left then; what they did is rolled back'),
    close,
  );
  add(guard.command('open').summary('let writes pass again, at once'), open);
  addGuardTokenCommand(guard, context, setExitCode);
  add(guard.command('uninstall').summary('take everything of it off'), uninstall);
}

async function install(
  opened: OpenGuard,
  options: InstallOptions,
  output: Output,
  context: CommandContext,
): Promise<number> {
  if (opened.engine === 'sqlite') {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'Nothing is to be installed in SQLite: its guard is there while it is closed, and costs nothing otherwise. To close it: portcullis guard close.',
    );
  }
  const { approve = [], operator = [], bookkeeping = [] } = options;
  const installed = await opened.guard.install({
    approvedRoles: approve,
    operatorRoles: operator,
    bookkeepingTables: bookkeeping,
    storeSchemas: options.store ?? (await configuredStore(opened, options, context)),
  });
  const problems = await opened.guard.verify();
  if (options.json) output.json({ ...installed, problems });
  else {
    const { state, leftOut } = await opened.guard.status();
    output.line(`The guard of ${opened.name} is installed, and ${state}.`);
    if (installed.guarded.length > 0)
      output.line(`Guarded now: ${installed.guarded.map(printableLine).join(', ')}`);
    showLeftOut(output, leftOut);
    showProblems(output, problems);
  }
  return exitCodeOfProblems(problems);
}

const status: GuardWork<GuardOptions> = async (opened, options, output) => {
  const found = await opened.guard.status();
  if (options.json) {
    output.json(found);
    return exitCodes.done;
  }
  const { paint } = output;
  const since = found.closedAt === null ? '' : ` since ${found.closedAt.toISOString()}`;
  const by = 'closedBy' in found && found.closedBy !== null ? ` by ${found.closedBy}` : '';
  const said = {
    'not-installed': 'not installed',
    open: paint.green('open'),
    closing: paint.yellow(
      `closing${since}${by}: who had begun may still commit (portcullis guard close waits for them)`,
    ),
    closed: paint.bold(`closed${since}${by}`),
    torn: paint.red('torn: neither open nor closed'),
  }[found.state];
  output.line(`${opened.name}: ${printableLine(said)}`);
  if (found.reason !== null) output.line(`  reason       ${printableLine(found.reason)}`);
  const tables = 'tables' in found ? (found.scope === 'named' ? found.tables : []) : found.scope;
  if (found.state !== 'open' && found.state !== 'not-installed') {
    output.line(`  tables       ${tables.length === 0 ? 'all' : tables.map(printableLine).join(', ')}`);
  }
  if ('approved' in found && found.approved !== null && found.approved.length > 0) {
    output.line(`  approved     ${found.approved.map(printableLine).join(', ')} (write on)`);
  }
  if (found.bookkeeping.length > 0) {
    output.line(`  bookkeeping  ${found.bookkeeping.map(printableLine).join(', ')} (stay writable)`);
  }
  if ('leftOut' in found) showLeftOut(output, found.leftOut);
  if ('problems' in found) showProblems(output, found.problems);
  return exitCodes.done;
};

const verify: GuardWork<GuardOptions> = async (opened, options, output) => {
  const problems = await opened.guard.verify();
  if (options.json) output.json({ problems });
  else if (problems.length === 0) output.line(`The guard of ${opened.name} holds.`);
  else showProblems(output, problems);
  return exitCodeOfProblems(problems);
};

const close: GuardWork<CloseOptions> = async (opened, options, output) => {
  const reason = requireReason(options.reason, 'guard close --reason "moving orders"');
  const waitMs = parseDuration(options.wait, '--wait');
  const retryAfterSeconds = Math.ceil(parseDuration(options.retryAfter, '--retry-after') / 1_000);
  const { table: tables = [], bookkeeping: bookkeepingTables = [] } = options;
  if (opened.engine === 'sqlite') {
    opened.guard.close({ reason, bookkeepingTables, ...(tables.length === 0 ? {} : { tables }) });
    const problems = opened.guard.verify();
    if (options.json) output.json({ isDrained: true, left: [], problems });
    else {
      output.line(`${opened.name} is closed and drained: nobody commits a write any more.`);
      showProblems(output, problems);
    }
    return exitCodeOfProblems(problems);
  }
  if (bookkeepingTables.length > 0) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      '--bookkeeping is for SQLite here. In PostgreSQL these tables are named once: portcullis guard install --bookkeeping TABLE.',
    );
  }
  await opened.guard.close({ reason, retryAfterSeconds, tables });
  if (!options.json) output.note(`${opened.name} is closed: nobody new writes. Waiting for what had begun.`);
  const drained = await opened.guard.drain({
    timeoutMs: waitMs,
    terminate: options.endSessions === true,
    onProgress(left) {
      if (!options.json)
        for (const one of left) output.note(`  waiting for ${printableLine(describeHolder(one))}`);
    },
  });
  if (options.json) output.json(drained);
  else if (drained.isDrained) output.line('Drained: nobody unapproved can commit a write any more.');
  else if (drained.left.length === 0) {
    output.line(output.paint.yellow('Closed, and nobody is waited for, but writes can pass all the same.'));
    showProblems(output, drained.holes);
  } else {
    output.line(
      output.paint.yellow(
        `Closed, and not drained: after ${describeDuration(waitMs)} these may still commit.`,
      ),
    );
    for (const one of drained.left) output.line(`  ${printableLine(describeHolder(one))}`);
    output.line(
      drained.left.every(({ pid }) => pid === null)
        ? 'Prepared transactions belong to no session: commit or roll them back (COMMIT PREPARED, ROLLBACK PREPARED), and close again.'
        : 'To wait on: the same command again. To end their sessions: --end-sessions.',
    );
  }
  return drained.isDrained ? exitCodes.done : exitCodes.notYetEnforced;
};

const open: GuardWork<GuardOptions> = async (opened, options, output) => {
  await opened.guard.open();
  if (options.json) output.json({ state: 'open' });
  else output.line(`${opened.name} is open: writes pass.`);
  return exitCodes.done;
};

const uninstall: GuardWork<GuardOptions> = async (opened, options, output) => {
  if (opened.engine === 'sqlite') opened.guard.open();
  const kept = opened.engine === 'sqlite' ? [] : await opened.guard.uninstall();
  if (options.json) output.json({ kept });
  else if (kept.length === 0) output.line(`Nothing is left of the guard of ${opened.name}.`);
  else
    output.line(
      `Others kept these tables busy, and the guard is still on them: ${kept.map(printableLine).join(', ')}. Try again.`,
    );
  return kept.length === 0 ? exitCodes.done : exitCodes.failed;
};

function showLeftOut(output: Output, stores: readonly LeftOutStore[]): void {
  for (const { schema, owner } of stores) {
    output.line(
      `  left out     ${printableLine(`${schema}, the store of Portcullis of ${owner}`)} (stays writable)`,
    );
  }
}

function showProblems(output: Output, problems: readonly GuardProblem[]): void {
  for (const { isHole, message } of problems) {
    output.line(
      `${isHole ? output.paint.red('hole') : output.paint.yellow('limit')}  ${printableLine(message)}`,
    );
  }
}

function exitCodeOfProblems(problems: readonly GuardProblem[]): number {
  return problems.some(({ isHole }) => isHole) ? exitCodes.failed : exitCodes.done;
}
