import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Pass } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Fact, Facts } from '../../components/panel.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { wordFor } from '../../texts/word-for.ts';

interface PassActivityDialogProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** Who redeemed a pass, and what was done with it. */
export function PassActivityDialog({ id, onClose }: PassActivityDialogProps): ReactNode {
  const { client, site } = useApi();
  const { insiders, parts } = useScreenTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['passes', 'activity', id],
    staleTime: 0,
    refetchInterval: 10_000,
    refetchIntervalInBackground: false,
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/sites/{site}/passes/{id}/activity', { params: { path: { site, id } }, signal }),
      ),
  });
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={data === undefined ? insiders.activity : insiders.activityTitle(data.pass.subject)}
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={7} />}
      {data !== undefined && (
        <div className="stack stack-wide">
          <PassFacts pass={data.pass} />
          {data.entries.length === 0 ? (
            <EmptyState title={insiders.noActivity}>{insiders.noActivityHelp}</EmptyState>
          ) : (
            <Scrolling label={insiders.activity}>
              <Table
                caption={insiders.activity}
                rows={data.entries.map((entry, index) => ({ ...entry, index }))}
                keyOf={({ index }) => String(index)}
                columns={[
                  { title: insiders.when, isRowHeader: true, cell: ({ at }) => <Time at={at} utc="hover" /> },
                  {
                    title: insiders.what,
                    cell: ({ kind, what, count }) => (
                      <>
                        {wordFor(insiders.activityKinds, kind)}
                        <span className="quiet below break">
                          <code>{what}</code>
                          {count > 1 && ` · ${parts.times(count)}`}
                        </span>
                      </>
                    ),
                  },
                  { title: insiders.who, cell: ({ actor }) => <span className="break">{actor}</span> },
                ]}
              />
            </Scrolling>
          )}
        </div>
      )}
    </Dialog>
  );
}

function PassFacts({ pass }: { readonly pass: Pass }): ReactNode {
  const { insiders } = useScreenTexts();
  const { scope, redeemedAt, revokedAt, expiresAt, fingerprint } = pass;
  return (
    <Facts>
      <Fact name={insiders.scope}>{insiders.scopes[scope]}</Fact>
      <Fact name={insiders.redeemedAt}>
        {redeemedAt === null ? (
          <span className="nothing">{insiders.notRedeemed}</span>
        ) : (
          <Time at={redeemedAt} />
        )}
      </Fact>
      <Fact name={revokedAt === null ? insiders.expiresAt : insiders.revokedAt}>
        <Time at={revokedAt ?? expiresAt} />
      </Fact>
      <Fact name={insiders.fingerprint}>
        <code>{fingerprint}</code>
      </Fact>
    </Facts>
  );
}
