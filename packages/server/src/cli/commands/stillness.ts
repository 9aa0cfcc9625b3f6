import type { Decision } from '@portcullis/quiesce/conductor';
import { Argument, type Command } from 'commander';
import type { DecideBody } from '../../control/api/switch-routes.ts';
import type { SiteStatus } from '../../control/site-status.ts';
import type { SiteStillness } from '../../stillness/site-stillness.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { decisions, decisionWords, mayDecide } from '../decision-words.ts';
import { describeWord } from '../describe-word.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, printable } from '../output.ts';
import { requireReason } from '../require-reason.ts';
import { showStillness } from '../show-stillness.ts';
import { notYoursWithOptions } from '../with-options.ts';
import { withCommonOptions } from './common-options.ts';

interface StillnessOptions extends CommonOptions {
  readonly reason?: string;
  readonly anyway?: boolean;
}

export function addStillnessCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  withCommonOptions(program.command('stillness'), context)
    .summary('what turning on or off waits for, and to decide how it goes on')
    .description(
      `Shows the phase, and what it waits for by name. With a decision:\n${decisions
        .map((decision) => `  ${decision.padEnd(10)} ${decisionWords[decision]}`)
        .join('\n')}`,
    )
    .addArgument(
      new Argument('[decision]', 'what to decide; without one nothing is changed').choices(decisions),
    )
    .option('-r, --reason <text>', 'why; goes on record')
    .option('--anyway', 'roll a window back that somebody else opened')
    .action(async (decision: Decision | undefined, options: StillnessOptions) =>
      setExitCode(
        decision === undefined ? await show(context, options) : await decide(context, decision, options),
      ),
    );
}

async function show(context: CommandContext, options: StillnessOptions): Promise<number> {
  const { output } = context;
  const { client } = await connectToServer(context, options);
  const status = await client.get<SiteStatus>('/status');
  const { stillness, word, now } = status;
  if (options.json) output.json({ word, stillness });
  else if (stillness === null) {
    output.line('No database and no worker is declared: nothing but the switch stops.');
  } else {
    const meaning = describeWord(status);
    output.line(`${output.paint.bold(`${status.site}: ${word}`)}${meaning === null ? '' : `  ${meaning}`}`);
    showStillness(output, stillness, { now, instances: status.enforcement.instances.length });
    showDecisions(output, stillness);
  }
  return stillness === null || (stillness.isSettled && stillness.missing.length === 0)
    ? exitCodes.done
    : exitCodes.notYetEnforced;
}

function showDecisions(output: Output, stillness: SiteStillness): void {
  if (!mayDecide(stillness)) return;
  output.line('\nTo decide:');
  for (const decision of stillness.decisions) {
    output.line(`  portcullis stillness ${decision} --reason "…"`);
    output.line(`    ${output.paint.dim(decisionWords[decision])}`);
  }
}

async function decide(
  context: CommandContext,
  decision: Decision,
  options: StillnessOptions,
): Promise<number> {
  const { output, environment } = context;
  const reason = requireReason(options.reason, `stillness ${decision} --reason "the job is stuck"`);
  const { client } = await connectToServer(context, options);
  // What is looked at is what is decided about: a phase that begins meanwhile is left alone.
  const { stillness } = await client.get<SiteStatus>('/status');
  const phase = stillness?.phase ?? null;
  const body: DecideBody = {
    decision,
    reason,
    actor: environment.user,
    anyway: options.anyway ?? false,
    ...(phase === null ? {} : { phase }),
  };
  const result = await client
    .post<{ decision: Decision; leftBehind: readonly string[] }>('/stillness/decide', body)
    .catch((error: unknown) => {
      throw notYoursWithOptions(error);
    });
  if (options.json) output.json(result);
  else {
    output.line(`Decided: ${decision}. It ${decisionWords[decision]}.`);
    for (const line of result.leftBehind)
      output.line(`${output.paint.yellow('left behind')}  ${printable(line)}`);
    output.note('How far it is: portcullis stillness');
  }
  return exitCodes.done;
}
