import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import type { Beyond } from './change-progress.ts';
import { ServerLines } from './server-lines.tsx';
import { StillnessPhases } from './stillness-phases.tsx';

/** How far a change has come with workers and databases, and what it waits for. */
export function BeyondHttp({ beyond: { stillness, now } }: { readonly beyond: Beyond }): ReactNode {
  const { texts } = useTexts();
  const { missing } = stillness;
  return (
    <>
      <StillnessPhases stillness={stillness} now={now} />
      {missing.length > 0 && (
        <div className="quiet">
          <p>{stillness.isSettled ? texts.stillness.missing(missing.length) : texts.change.waitingFor}</p>
          <ServerLines lines={missing} />
        </div>
      )}
    </>
  );
}
