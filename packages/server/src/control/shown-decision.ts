import type { KeptDecision } from '../traffic/kept-decision.ts';
import { shownRule } from './shown-rule.ts';

/** A decision as the control API tells it. */
export function shownDecision({ standing, isUpgrade: _, rule, ...kept }: KeptDecision) {
  return { ...kept, rule: shownRule(rule), role: standing.role, subject: standing.subject };
}
