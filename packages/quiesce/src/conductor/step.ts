import type { Switch, Transition, TransitionPhase } from '@portcullis/gate';
import type { Facts } from './facts.ts';
import type { Rules } from './rules.ts';
import type { Task } from './tasks.ts';

/** What stands next, or, where that is the same, what is to be done while it stands as it does. */
export interface Step {
  readonly next: Transition | null;
  readonly tasks: readonly Task[];
}

export function stand(next: Transition | null): Step {
  return { next, tasks: [] };
}

export function elapsed({ phaseSince }: Transition, { now }: Facts): number {
  return now - phaseSince;
}

export function entering(
  transition: Transition,
  phase: TransitionPhase,
  { now }: Pick<Facts, 'now'>,
): Transition {
  return { ...transition, phase, phaseSince: now, isCut: false, callsEndedAt: null };
}

/** The phase after one that waits; null = that one waits for nothing that could be left behind. */
export function nextPhase(phase: TransitionPhase): TransitionPhase | null {
  switch (phase) {
    case 'freeze':
      return 'drain';
    case 'drain':
      return 'guards';
    case 'guards':
      return 'watch';
    case 'checks':
      return 'open-guards';
    case 'open-guards':
      return 'open-mode';
    default:
      return null;
  }
}

export interface RollBack {
  readonly now: number;
  readonly rules: Pick<Rules, 'rollBackRequest'>;
  readonly current: Switch;
  /** Why, one line each. */
  readonly details: readonly string[];
}

/** Everything that was stopped is started again, and the window ends. */
export function rolledBack(transition: Transition, { now, rules, current, details }: RollBack): Transition {
  return {
    ...transition,
    direction: 'off',
    phase: 'open-guards',
    phaseSince: now,
    isCut: false,
    opening: {
      request: rules.rollBackRequest(current, details),
      expectedEpoch: current.epoch,
      kind: 'switch.changed',
      anyway: true,
      isRollBack: true,
    },
    setback: { kind: 'rolled-back', at: now, phase: transition.phase, details },
  };
}
