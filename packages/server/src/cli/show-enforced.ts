import type { SiteStatus } from '../control/site-status.ts';
import { signInNotTried } from '../stillness/sign-in/sign-in-limits.ts';
import type { CommandContext } from './context.ts';
import { describeRuleBriefly } from './describe-rule-briefly.ts';
import { describeWord } from './describe-word.ts';
import { printableLine } from './output.ts';
import { showWatch } from './show-watch.ts';

/** After a change: the best word that is true, what it means, and the rule in force. */
export function showEnforced({ output }: CommandContext, status: SiteStatus): void {
  const { length } = status.enforcement.instances;
  const meaning = describeWord(status);
  output.line(
    `${output.paint.bold(status.word)} at ${length} of ${length}.${meaning === null ? '' : ` ${meaning}`}`,
  );
  for (const line of describeRuleBriefly(status.effectiveRuleSaid)) output.line(`  ${line}`);
  const limits = status.stillness?.limits.filter((line) => line !== signInNotTried) ?? [];
  for (const line of limits) output.line(`  ${output.paint.yellow('limit')}  ${printableLine(line)}`);
  if (status.stillness !== null) showWatch(output, status.stillness, length);
}
