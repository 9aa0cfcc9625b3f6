import { type EffectiveRuleInput, effectiveRuleOf } from '@portcullis/gate';
import type { Said } from './said.ts';

/** The rule in force; `breakGlass`: who gets in beside all rules by a pass that no policy names. */
export function ruleSaid(input: EffectiveRuleInput, breakGlass: readonly string[] = []): Said {
  return { code: 'effective-rule', values: { rule: effectiveRuleOf(input), breakGlass } };
}
