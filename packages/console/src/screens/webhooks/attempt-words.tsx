import type { ReactNode } from 'react';
import type { HeldWebhook } from '../../api/schema.ts';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

/** What came of the last attempt, and how many there were. Nothing where there was none. */
export function AttemptWords({
  held: { attempts, lastAttempt },
}: {
  readonly held: Pick<HeldWebhook, 'attempts' | 'lastAttempt'>;
}): ReactNode {
  const { webhooks } = useScreenTexts();
  if (lastAttempt === null) return null;
  const { at, status, problem } = lastAttempt;
  return (
    <>
      {status !== null && <span className="break">{webhooks.answered(status)}</span>}
      {status === null && problem !== null && (
        <span className="break" lang="en">
          {problem}
        </span>
      )}
      <span className="quiet below">
        {webhooks.attempts(attempts)}, <Time at={at} utc="hover" isExact />
      </span>
    </>
  );
}
