import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RecordedDecision } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { wordsFor } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { type Decided, DecidedFacts, JudgedAgain } from './decided-facts.tsx';

interface ReferenceDialogProps {
  readonly reference: string;
  readonly onClose: () => void;
}

/** The refusal that a reference stands for, and what would have let it through. */
export function ReferenceDialog({ reference, onClose }: ReferenceDialogProps): ReactNode {
  const { client, site } = useApi();
  const { traffic, said } = useScreenTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['reference', reference],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/sites/{site}/references/{reference}', {
          params: { path: { site, reference } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog isOpen isWide onClose={onClose} title={traffic.referenceTitle(reference)}>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={9} />}
      {data !== undefined && (
        <div className="stack stack-wide">
          <DecidedFacts
            decided={decidedOf(data)}
            missing={data.missing && wordsFor(said, data.missingSaid, data.missing)}
          />
          <JudgedAgain decided={decidedOf(data)} />
        </div>
      )}
    </Dialog>
  );
}

function decidedOf({ decision, ...rest }: RecordedDecision): Decided {
  const { kind, rule, mode, standing } = decision;
  return { ...rest, kind, rule, mode, role: standing.role, subject: standing.subject };
}
