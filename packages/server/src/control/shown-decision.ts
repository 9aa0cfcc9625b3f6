import type { KeptDecision } from '../traffic/kept-decision.ts';

/** A decision as the control API tells it. */
export function shownDecision({ standing, isUpgrade: _, ...kept }: KeptDecision) {
  return { ...kept, role: standing.role, subject: standing.subject };
}
