import type { HeldWebhook } from '../../api/schema.ts';

/**
 * How it stands with a held one. `later`: tried before, and again at its time. `waiting`: goes out once its route is open.
 * `skipped`: failed, and holds up nobody.
 */
export type HeldStanding =
  | 'on-its-way'
  | 'behind'
  | 'later'
  | 'waiting'
  | 'failed'
  | 'skipped'
  | 'delivered'
  | 'dropped';

export type HeldDecision = 'replay' | 'skip' | 'drop';

type Judged = Pick<HeldWebhook, 'state' | 'isBehind' | 'isSkipped' | 'dueAt' | 'leaseUntil' | 'attempts'>;

/** By the clock of the server. */
export function heldStanding(
  { state, isBehind, isSkipped, dueAt, leaseUntil }: Judged,
  nowMs: number,
): HeldStanding {
  if (state === 'failed') return isSkipped ? 'skipped' : 'failed';
  if (state !== 'waiting') return state;
  if (leaseUntil !== null) return 'on-its-way';
  if (isBehind) return 'behind';
  return dueAt > nowMs ? 'later' : 'waiting';
}

/** What may be decided of one: what would change nothing is not offered, as the server refuses it. */
export function possibleDecisions(held: Judged, nowMs: number): readonly HeldDecision[] {
  switch (heldStanding(held, nowMs)) {
    case 'failed':
      return ['replay', 'skip', 'drop'];
    case 'skipped':
      return ['replay', 'drop'];
    case 'later':
      return maySkip(held) ? ['replay', 'skip', 'drop'] : ['replay', 'drop'];
    case 'waiting':
    case 'behind':
      return maySkip(held) ? ['skip', 'drop'] : ['drop'];
    case 'on-its-way':
    case 'delivered':
    case 'dropped':
      return [];
  }
}

/** One that was tried holds up those behind it. */
function maySkip({ attempts, isSkipped }: Judged): boolean {
  return attempts > 0 && !isSkipped;
}
