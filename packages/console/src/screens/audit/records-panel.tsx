import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { auditQuery } from './audit-search.ts';
import { FilterForm } from './filter-form.tsx';
import { RecordList } from './record-list.tsx';

const pageSize = 50;
const route = getRouteApi('/audit');

/** Newest first. A search through a million records stops after a while, says how far it came, and goes on when asked. */
export function RecordsPanel(): ReactNode {
  const { client, site, urlOf } = useApi();
  const { texts, format } = useTexts();
  const { audit, parts } = useScreenTexts();
  const filter = route.useSearch();
  const nowMs = useNow(60);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const query = auditQuery(filter);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey: ['audit', query],
      initialPageParam: null as string | null,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/v1/sites/{site}/audit', {
            params: {
              path: { site },
              query: { ...query, limit: pageSize, ...(pageParam !== null && { before: pageParam }) },
            },
            signal,
          }),
        ),
      getNextPageParam: ({ next }) => next,
      refetchOnWindowFocus: false,
    });
  const records = data?.pages.flatMap((page) => page.records) ?? [];
  const last = data?.pages.at(-1);
  const searchedTo = last?.next === null ? null : (last?.searchedTo ?? null);
  const exportOf = (kind: 'csv' | 'jsonl') => {
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    asked.set('format', kind);
    return urlOf(`v1/sites/${encodeURIComponent(site)}/audit/export?${asked}`);
  };
  return (
    <Panel
      title={audit.recordsTitle}
      lead={audit.recordsLead}
      aside={
        <div className="row" title={audit.exportHelp}>
          {(['csv', 'jsonl'] as const).map((kind) => (
            <a key={kind} className="button button-quiet" href={exportOf(kind)} download>
              {audit.exportAs(kind.toUpperCase())}
            </a>
          ))}
        </div>
      }
    >
      <FilterForm key={JSON.stringify(query)} filter={filter} kinds={last?.kinds ?? []} />
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={14} />}
      {data !== undefined && records.length === 0 && (
        <div>
          {hasNextPage ? (
            <EmptyState title={audit.nothingSoFar}>{audit.nothingSoFarHelp}</EmptyState>
          ) : isFiltered ? (
            <EmptyState title={parts.nothingFound}>{parts.nothingFoundHelp}</EmptyState>
          ) : (
            <EmptyState title={audit.nothing}>{audit.nothingHelp}</EmptyState>
          )}
        </div>
      )}
      {records.length > 0 && <RecordList records={records} />}
      {data !== undefined && (
        <div className="row" aria-live="polite">
          {hasNextPage && (
            <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {searchedTo === null ? audit.older : audit.searchFurther}
            </Button>
          )}
          {searchedTo !== null && (
            <span className="quiet">{audit.searchedTo(format.time(searchedTo, nowMs))}</span>
          )}
          {isFetching && <span className="visually-hidden">{texts.shell.loading}</span>}
        </div>
      )}
    </Panel>
  );
}
