import type { Stillness } from '../api/schema.ts';

export type Phase = NonNullable<Stillness['phase']>;

export interface StillnessStep {
  readonly phase: Phase;
  readonly state: 'done' | 'current' | 'to-come';
}

const phasesOf: Readonly<Record<'on' | 'off', readonly Phase[]>> = {
  on: ['freeze', 'drain', 'guards', 'watch'],
  off: ['checks', 'open-guards', 'open-mode', 'resume-workers'],
};

/** The phases of what goes on, in their order; none where nothing is stopped, and nothing on its way. */
export function stillnessSteps({
  direction,
  phase,
  missing,
}: Pick<Stillness, 'direction' | 'phase' | 'missing'>): readonly StillnessStep[] {
  if (direction === null || phase === null) return [];
  const phases = phasesOf[direction];
  // Of what is announced nothing has begun; the first step is the next.
  const current = Math.max(0, phases.indexOf(phase));
  return phases.map((each, index) => ({
    phase: each,
    state:
      index < current || (each === 'watch' && index === current && missing.length === 0)
        ? 'done'
        : index === current
          ? 'current'
          : 'to-come',
  }));
}
