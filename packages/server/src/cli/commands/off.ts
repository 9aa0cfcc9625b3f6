import type { Switch } from '@portcullis/gate';
import type { Command } from 'commander';
import type { TurnOffBody } from '../../control/api/switch-routes.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { finishChange, tellWaiting } from '../finish-change.ts';
import { printable } from '../output.ts';
import { parseDuration } from '../parse-time.ts';
import { withProgress } from '../progress.ts';
import { showEnforced } from '../show-enforced.ts';
import { leftLines } from '../show-stillness.ts';
import { notOpenedWithOptions, notYoursWithOptions, testResultWithOptions } from '../with-options.ts';
import { withCommonOptions } from './common-options.ts';

interface OffOptions extends CommonOptions {
  readonly reason?: string;
  readonly area: readonly string[];
  readonly anyway?: boolean;
  readonly force?: boolean;
  readonly testPassed?: boolean;
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
    .option('--test-passed', 'what was tried with a pass for a test run came to its end')
    .option('--force', 'open although a database or a worker cannot be reached, or a test run has no result')
    .option('--wait <duration>', 'how long to wait until every instance is open', '30s')
    .action(async (options: OffOptions) => setExitCode(await off(context, options)));
}

async function off(context: CommandContext, options: OffOptions): Promise<number> {
  const { environment, output } = context;
  const deadlineMs = parseDuration(options.wait, '--wait');
  const { client } = await connectToServer(context, options);
  const body: TurnOffBody = {
    reason: options.reason ?? '',
    actor: environment.user,
    anyway: options.anyway ?? false,
    areas: [...options.area],
    force: options.force ?? false,
    testPassed: options.testPassed ?? false,
  };
  const answer = client.post<{ switch: Switch; changed: boolean }>('/off', body);
  const result = await withProgress(client, answer, (lines) => {
    if (!options.json) tellWaiting(output, lines);
  }).catch((error: unknown) => {
    throw testResultWithOptions(notOpenedWithOptions(notYoursWithOptions(error)));
  });
  return finishChange(context, {
    client,
    result,
    waitMs: deadlineMs,
    json: options.json === true,
    show(status) {
      if (!result.changed) output.note('The site is open already: there was nothing to turn off.');
      showEnforced(context, status);
      if (status.stillness !== null)
        for (const line of leftLines(status.stillness))
          output.line(`  ${output.paint.yellow('left')} ${printable(line)}`);
    },
  });
}
