import './switching.css';
import type { ReactNode } from 'react';
import type { Stillness } from '../api/schema.ts';
import { Icon } from '../components/icon.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { stillnessSteps } from './stillness-steps.ts';

/** The phases of turning on, or off: which are done, which runs and for how long, which come. */
export function StillnessPhases({
  stillness,
  now,
}: {
  readonly stillness: Stillness;
  /** On the server's clock. */
  readonly now: number;
}): ReactNode {
  const { texts, format } = useTexts();
  const words = texts.stillness;
  const steps = stillnessSteps(stillness);
  if (steps.length === 0) return null;
  const duration = format.duration(Math.max(0, now - (stillness.phaseSince ?? now)));
  return (
    <ol className="steps" aria-label={words.progress}>
      {steps.map(({ phase, state }) => (
        <li key={phase} data-done={state === 'done'} aria-current={state === 'current' ? 'step' : undefined}>
          <Icon name={state === 'done' ? 'check' : 'waiting'} />
          <span>
            <strong>{words.steps[phase]}</strong>
            <span className="visually-hidden"> {words.stepStates[state]}</span>
            {state === 'current' && (
              <span className="quiet">
                {' '}
                {words.phases[phase]}, {words.phaseFor(duration)}
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
