import type { SiteStatus } from '../control/site-status.ts';
import { signInNotTried } from '../stillness/sign-in/sign-in-limits.ts';
import type { Enforcement } from '../switching/enforcement.ts';
import type { CommandContext } from './context.ts';
import { describeRuleBriefly } from './describe-rule-briefly.ts';
import { describeWord } from './describe-word.ts';
import { printableLine } from './output.ts';
import { showWatch } from './show-watch.ts';

/** After a change: the best word that is true, what it means, and the rule in force. */
export function showEnforced({ output }: CommandContext, status: SiteStatus): void {
  const { instances } = status.enforcement;
  const { length } = instances;
  const confirmed = instances.filter(({ state }) => state === 'enforcing').length;
  const meaning = describeWord(status);
  output.line(
    `${output.paint.bold(status.word)} at ${confirmed} of ${length}.${meaning === null ? '' : ` ${meaning}`}`,
  );
  for (const line of describeRuleBriefly(status.effectiveRuleSaid)) output.line(`  ${line}`);
  const limits = status.stillness?.limits.filter((line) => line !== signInNotTried) ?? [];
  for (const line of limits) output.line(`  ${output.paint.yellow('limit')}  ${printableLine(line)}`);
  for (const line of lossesOf(status))
    output.line(`  ${output.paint.yellow('warning')}  ${printableLine(line)}`);
  for (const line of fencedLines(status.enforcement))
    output.line(`  ${output.paint.yellow('fenced')}  ${printableLine(line)}`);
  if (status.stillness !== null) showWatch(output, status.stillness, length);
}

/** What is lost while the window lasts: to know it afterwards is too late. */
function lossesOf({ warnings, warningsSaid }: SiteStatus): readonly string[] {
  return warnings.filter((_, index) => warningsSaid[index]?.code === 'webhook-refused');
}

/** Those that nobody has heard of and nobody waits for: what they do, for people. */
export function fencedLines({ instances }: Enforcement): readonly string[] {
  return instances
    .filter(({ state }) => state === 'fenced')
    .map(({ instance, detail }) => `${instance.id} (${instance.host}): ${detail}`);
}
