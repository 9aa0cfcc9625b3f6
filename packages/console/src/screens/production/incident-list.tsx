import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Incident } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

const pageSize = 50;

/** What was hidden lately. Whoever is on the phone looks here first. */
export function IncidentList(): ReactNode {
  const { client, site } = useApi();
  const { production } = useScreenTexts();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['incidents'],
    initialPageParam: null as Incident | null,
    queryFn: async ({ pageParam, signal }) => {
      const after = pageParam === null ? {} : { afterAt: pageParam.at, afterId: pageParam.id };
      const answer = await answerOf(
        client.GET('/v1/sites/{site}/incidents', {
          params: { path: { site }, query: { limit: pageSize, ...after } },
          signal,
        }),
      );
      return answer.incidents;
    },
    getNextPageParam: (page) => (page.length < pageSize ? null : page.at(-1)),
    refetchInterval: 15_000,
    refetchIntervalInBackground: false,
  });
  const incidents = data?.pages.flat() ?? [];
  return (
    <>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={9} />}
      {data !== undefined && incidents.length === 0 && (
        <EmptyState title={production.noErrors}>{production.noErrorsHelp}</EmptyState>
      )}
      {incidents.length > 0 && (
        <Table
          caption={production.errorsTitle}
          rows={incidents}
          keyOf={({ id }) => id}
          columns={[
            {
              title: production.id,
              isRowHeader: true,
              cell: ({ id }) => (
                <Link to="/production" search={{ view: 'errors', incident: id }} resetScroll={false}>
                  <code className="nowrap">{id}</code>
                </Link>
              ),
            },
            { title: production.when, cell: ({ at }) => <Time at={at} utc="hover" isExact /> },
            {
              title: production.request,
              isWide: true,
              cell: ({ method, path }) => (
                <code className="break">
                  {method} {path}
                </code>
              ),
            },
            {
              title: production.error,
              isWide: true,
              cell: ({ name, channel, status }) => (
                <>
                  <span className="break">{name ?? production.channels[channel]}</span>
                  <span className="quiet below">HTTP {status}</span>
                </>
              ),
            },
            { title: production.keptUntil, cell: ({ expiresAt }) => <Time at={expiresAt} utc="hover" /> },
          ]}
        />
      )}
      {hasNextPage && (
        <div>
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {production.older}
          </Button>
        </div>
      )}
    </>
  );
}
