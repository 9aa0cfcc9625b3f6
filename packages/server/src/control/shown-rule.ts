import type { Rule } from '@portcullis/gate';
import { ruleDetailSaid } from '../sentences/reason-said.ts';

/** The rule that decided as the control API tells it: its detail, and that as data where it is no text of the policy. */
export function shownRule(rule: Rule) {
  return { ...rule, detailSaid: ruleDetailSaid(rule) };
}
