import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Impact, LockOutCheck } from '../api/schema.ts';
import { Checkbox } from '../components/choice.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Notice } from '../components/notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { ImpactSummary } from './impact-summary.tsx';
import { LockOutResult } from './lock-out-result.tsx';

export interface WayInProps {
  /** Of the operator who is signed in. */
  readonly name: string;
  readonly makesPass: boolean;
  readonly onMakesPass: (makesPass: boolean) => void;
  readonly check: UseQueryResult<{ readonly lockOut: LockOutCheck | null; readonly impact: Impact }>;
}

/** Before the switch: whether whoever switches gets in afterwards, and what it would refuse. */
export function WayIn({ name, makesPass, onMakesPass, check }: WayInProps): ReactNode {
  const { texts } = useTexts();
  const { change } = texts;
  const lockOut = check.data?.lockOut;
  const passHelp = lockOut?.isSignInEnough
    ? change.passNotNeeded
    : makesPass
      ? change.passForYouHelp
      : change.withoutPass;
  return (
    <>
      <section className="stack" aria-label={change.wayIn}>
        {lockOut === null && <Notice kind="good" title={change.noProofNeeded} />}
        {/* Whether one is needed is not known before the answer: nothing is offered that would be taken back. */}
        {lockOut !== null && !check.isPending && (
          <Checkbox
            label={change.passForYou(name)}
            help={passHelp}
            isChecked={makesPass}
            onCheck={onMakesPass}
          />
        )}
        {lockOut && <LockOutResult lockOut={lockOut} makesPass={makesPass} />}
        {check.isPending && (
          <div aria-busy="true">
            <p className="quiet">{change.checking}</p>
            <Skeleton lines={2} />
          </div>
        )}
        {check.error !== null && <ErrorNotice title={change.checkFailed} error={check.error} />}
      </section>
      {check.data !== undefined && (
        <section className="stack">
          <h3>{change.impact}</h3>
          <ImpactSummary impact={check.data.impact} />
        </section>
      )}
    </>
  );
}
