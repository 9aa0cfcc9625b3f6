import type { Switch, Transition } from '@portcullis/gate';
import type { Rules } from './rules.ts';
import { untried } from './signing-in.ts';
import { nextPhase, rolledBack } from './step.ts';

/** `go-on`: without what is waited for. `cut`: ends it. `roll-back`: takes the turning on back. `try-again`: what was given up. */
export type Decision = 'go-on' | 'cut' | 'roll-back' | 'try-again';

export interface DecisionContext {
  readonly now: number;
  readonly rules: Rules;
  readonly switch: Switch;
}

/** What a decision makes of what stands; null = there is nothing that it could be said of. Pure. */
export function decided(
  transition: Transition,
  decision: Decision,
  { now, rules, switch: current }: DecisionContext,
): Transition | null {
  const { direction, phase, parts } = transition;
  switch (decision) {
    case 'try-again': {
      if (!parts.some(({ givenUp }) => givenUp !== null)) return null;
      const again = parts.map((part) => ({ ...part, givenUp: null }));
      return {
        ...transition,
        phase: 'freeze',
        phaseSince: now,
        isCut: false,
        parts: again,
        setback: null,
        signIn: untried,
      };
    }
    case 'cut':
      return phase === 'drain' || phase === 'guards' || phase === 'watch'
        ? { ...transition, isCut: true }
        : null;
    case 'roll-back':
      return direction === 'on'
        ? rolledBack(transition, { now, rules, current, details: ['somebody decided so'] })
        : null;
    case 'go-on': {
      const next = nextPhase(phase);
      return next === null ? null : { ...transition, phase: next, phaseSince: now, isCut: false };
    }
  }
}
