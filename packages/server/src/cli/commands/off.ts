import type { Switch } from '@portcullis/gate';
import type { Command } from 'commander';
import type { TurnOffBody } from '../../control/api/switch-routes.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { forcedLine } from '../describe-forced.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { notYetEnforced } from '../not-yet-enforced.ts';
import { errorDocument, printable } from '../output.ts';
import { parseDuration } from '../parse-time.ts';
import { waitUntilEnforced } from '../wait-until-enforced.ts';
import { notYoursWithOptions } from '../with-options.ts';
import { withCommonOptions } from './common-options.ts';

interface OffOptions extends CommonOptions {
  readonly reason?: string;
  readonly area: readonly string[];
  readonly anyway?: boolean;
  readonly wait: string;
}

export function addOffCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  withCommonOptions(program.command('off'), context)
    .summary('open the site, or some areas of it first')
    .description('Opens the site. A window that somebody else opened is named, and ended only with --anyway.')
    .option('-r, --reason <text>', 'why; goes on record', '')
    .option(
      '-a, --area <name>',
      'open only this area; repeatable',
      (value, all: string[]) => [...all, value],
      [],
    )
    .option('--anyway', 'end a window that somebody else opened')
    .option('--wait <duration>', 'how long to wait until every instance is open', '30s')
    .action(async (options: OffOptions) => setExitCode(await off(context, options)));
}

async function off(context: CommandContext, options: OffOptions): Promise<number> {
  const { environment, output, nowMs } = context;
  const deadlineMs = parseDuration(options.wait, '--wait');
  const { client } = await connectToServer(context, options);
  const body: TurnOffBody = {
    reason: options.reason ?? '',
    actor: environment.user,
    anyway: options.anyway ?? false,
    areas: [...options.area],
  };
  const result = await client
    .post<{ switch: Switch; changed: boolean }>('/off', body)
    .catch((error: unknown) => {
      throw notYoursWithOptions(error);
    });
  const { enforced, status } = await waitUntilEnforced({
    client,
    epoch: result.switch.epoch,
    deadlineMs,
    onProgress: (lines) => {
      if (!options.json)
        for (const line of lines) output.note(`${output.paint.yellow('waiting')}  ${printable(line)}`);
    },
    nowMs,
  });
  if (!enforced) {
    const error = notYetEnforced(status);
    if (!options.json) throw error;
    output.json({ ...result, status, ...errorDocument(error) });
    return exitCodeOf(error);
  }
  if (options.json) output.json({ ...result, status });
  else {
    const { length } = status.enforcement.instances;
    if (!result.changed) output.note('The site is open already: there was nothing to turn off.');
    output.line(
      `${output.paint.bold(status.word)} at ${length} of ${length}. ${printable(status.effectiveRule)}`,
    );
    const forced = forcedLine({
      inForce: status.inForce,
      switchMode: status.switch.mode,
      nowMs: nowMs(),
    });
    if (forced !== null) output.note(output.paint.red(forced));
  }
  return exitCodes.done;
}
