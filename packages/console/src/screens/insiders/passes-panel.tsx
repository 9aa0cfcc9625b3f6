import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import type { Pass } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import type { InsidersSearch } from './insiders-search.ts';
import { PassTable } from './pass-table.tsx';

const CreatePassDialog = lazy(async () => ({
  default: (await import('./create-pass-dialog.tsx')).CreatePassDialog,
}));
const RevokePassDialog = lazy(async () => ({
  default: (await import('./revoke-pass-dialog.tsx')).RevokePassDialog,
}));
const PassActivityDialog = lazy(async () => ({
  default: (await import('./pass-activity-dialog.tsx')).PassActivityDialog,
}));

/** Few enough to be laid out at once, however many there are. */
const pageSize = 50;
const states = ['all', 'good', 'ended'] as const;
const route = getRouteApi('/insiders');

export function PassesPanel(): ReactNode {
  const { client, site } = useApi();
  const { insiders, parts } = useScreenTexts();
  const mayMake = useMay('passes');
  const { search = '', state, skip = 0, pass: shownPass } = route.useSearch();
  const navigate = route.useNavigate();
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Pass | null>(null);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['passes', { search, state, skip }],
    placeholderData: keepPreviousData,
    // Passes are redeemed, and end, without anybody doing it here.
    staleTime: 0,
    refetchInterval: 10_000,
    refetchIntervalInBackground: false,
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/sites/{site}/passes', {
          params: {
            path: { site },
            query: { skip, limit: pageSize, ...(state && { state }), ...(search !== '' && { search }) },
          },
          signal,
        }),
      ),
  });
  const show = useCallback(
    (changes: InsidersSearch) =>
      void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false }),
    [navigate],
  );
  const searchFor = useCallback(
    (text: string) => show({ search: text === '' ? undefined : text, skip: undefined }),
    [show],
  );
  const isFiltered = search !== '' || state !== undefined;
  return (
    <Panel
      title={insiders.passesTitle}
      lead={insiders.passesLead}
      aside={
        mayMake && (
          <Button kind="main" onClick={() => setCreating(true)}>
            {insiders.create}
          </Button>
        )
      }
    >
      {!mayMake && <p className="quiet">{insiders.mayNotCreate}</p>}
      <div className="filters">
        <SearchField label={insiders.searchSubject} value={search} onSearch={searchFor} />
        <Choice
          legend={insiders.state}
          value={state ?? 'all'}
          options={states.map((value) => ({ value, label: insiders.states[value] }))}
          onValue={(value) => show({ state: value === 'all' ? undefined : value, skip: undefined })}
        />
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={10} />}
      {data?.passes.length === 0 &&
        (isFiltered ? (
          <EmptyState title={parts.nothingFound}>{parts.nothingFoundHelp}</EmptyState>
        ) : (
          <EmptyState title={insiders.noPasses}>{insiders.noPassesHelp}</EmptyState>
        ))}
      {data !== undefined && data.passes.length > 0 && (
        <div className="stack" aria-busy={isPlaceholderData}>
          <PassTable
            passes={data.passes}
            now={data.now}
            mayRevoke={mayMake}
            onActivity={({ id }) => show({ pass: id })}
            onRevoke={setRevoking}
          />
          <Pager
            skip={skip}
            shown={data.passes.length}
            total={data.total}
            pageSize={pageSize}
            onSkip={(next) => show({ skip: next === 0 ? undefined : next })}
          />
        </div>
      )}
      <Suspense>
        {isCreating && <CreatePassDialog onClose={() => setCreating(false)} />}
        {revoking !== null && <RevokePassDialog pass={revoking} onClose={() => setRevoking(null)} />}
        {shownPass !== undefined && (
          <PassActivityDialog id={shownPass} onClose={() => show({ pass: undefined })} />
        )}
      </Suspense>
    </Panel>
  );
}
