import type { Transition } from '@portcullis/gate';
import { advanceOff } from './advance-off.ts';
import { advanceOn } from './advance-on.ts';
import type { Facts } from './facts.ts';
import { newPart } from './parts.ts';
import type { Rules } from './rules.ts';
import { untried } from './signing-in.ts';
import { type Step, stand } from './step.ts';

/**
 * The plan: from what stands and what is known, what stands next or is to be done. It goes by what the switch says, however
 * that came about: a window that somebody else opened stops the same. Pure, so that whoever takes over goes on alike.
 */
export function advance(transition: Transition | null, facts: Facts, rules: Rules): Step {
  if (transition === null) {
    return facts.wanted.stops.length === 0 ? stand(null) : stand(beginning(facts));
  }
  // Begun by a clock that has been set back since, it would not end before that moment comes again.
  if (transition.phaseSince > facts.now) return stand({ ...transition, phaseSince: facts.now });
  if (transition.callsEndedAt !== null && transition.callsEndedAt > facts.now)
    return stand({ ...transition, callsEndedAt: facts.now });
  return transition.direction === 'on'
    ? advanceOn(transition, facts, rules)
    : advanceOff(transition, facts, rules);
}

function beginning({ now, switch: current, wanted }: Facts): Transition {
  return {
    direction: 'on',
    phase: 'announce',
    phaseSince: now,
    startedAt: now,
    startedBy: current.setBy,
    parts: wanted.stops.map(newPart),
    opening: null,
    opensWindow: current.opened?.at === current.since,
    isCut: false,
    setback: null,
    signIn: untried,
    callsEndedAt: null,
  };
}
