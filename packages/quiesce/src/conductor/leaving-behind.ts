import type { Transition, TransitionPhase } from '@portcullis/gate';
import { entering } from './step.ts';

export interface LeavingBehind {
  readonly to: TransitionPhase;
  /** What did not come, one line each. */
  readonly details: readonly string[];
  readonly now: number;
}

/** The phase goes on without what did not come: it is named, and tried again. */
export function leavingBehind(transition: Transition, { to, details, now }: LeavingBehind): Transition {
  const { phase, setback } = transition;
  const next = entering(transition, to, { now });
  if (details.length === 0) return next;
  // Why a turning on is being taken back is not forgotten over what does not open at once.
  if (setback?.kind === 'rolled-back') {
    return { ...next, setback: { ...setback, details: [...new Set([...setback.details, ...details])] } };
  }
  const earlier = setback?.kind === 'left-behind' ? setback.details : [];
  return {
    ...next,
    setback: { kind: 'left-behind', at: now, phase, details: [...new Set([...earlier, ...details])] },
  };
}
