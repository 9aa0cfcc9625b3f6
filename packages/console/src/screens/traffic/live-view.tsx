import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import type { TrafficDecision } from '../../api/schema.ts';
import { useApi } from '../../api/site-api.ts';
import { trafficQuery } from '../../api/status-queries.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { CountsPanel } from './counts-panel.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { FeedList } from './feed-list.tsx';
import type { TrafficSearch } from './traffic-search.ts';
import { useFeed } from './use-feed.ts';

const kinds = ['all', 'refuse', 'bypass', 'confirm', 'allow'] as const;
const route = getRouteApi('/traffic');

/** Decisions as they come. They stand still while somebody points at them, or is in them by keyboard. */
export function LiveView(): ReactNode {
  const api = useApi();
  const { traffic, parts } = useScreenTexts();
  const { kind, search = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [isPaused, setPaused] = useState(false);
  const [isLookedAt, setLookedAt] = useState(false);
  const [asked, setAsked] = useState<TrafficDecision | null>(null);
  const isHeld = isPaused || isLookedAt || asked !== null;
  const feed = useFeed({ kind, search }, isHeld);
  const { data: counts } = useQuery(trafficQuery(api));
  const show = useCallback(
    (changes: TrafficSearch) =>
      void navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false }),
    [navigate],
  );
  const searchFor = useCallback((text: string) => show({ search: text === '' ? undefined : text }), [show]);
  const isFiltered = kind !== undefined || search !== '';
  const { rows } = feed;
  return (
    <>
      <CountsPanel traffic={counts} perSecond={feed.perSecond} />
      <Panel
        title={traffic.feedTitle}
        aside={
          <Button aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {isPaused ? traffic.goOn : traffic.pause}
          </Button>
        }
      >
        <div className="filters">
          <SearchField label={traffic.searchFeed} value={search} onSearch={searchFor} />
          <Choice
            legend={traffic.kind}
            value={kind ?? 'all'}
            options={kinds.map((value) => ({ value, label: traffic.kinds[value] }))}
            onValue={(value) => show({ kind: value === 'all' ? undefined : value })}
          />
        </div>
        <p className="quiet feed-standing">
          {isPaused
            ? traffic.paused(feed.waiting)
            : isHeld
              ? traffic.held(feed.waiting)
              : traffic.following(rows.length, feed.number - (feed.first ?? feed.number))}
        </p>
        {feed.error !== null && <ErrorNotice error={feed.error} onRetry={feed.retry} />}
        {feed.isLoading && rows.length === 0 && <Skeleton lines={12} />}
        {!feed.isLoading &&
          rows.length === 0 &&
          (isFiltered ? (
            <EmptyState title={parts.nothingFound}>{parts.nothingFoundHelp}</EmptyState>
          ) : (
            <EmptyState title={traffic.nothingYet}>{traffic.nothingYetHelp}</EmptyState>
          ))}
        {rows.length > 0 && <FeedList rows={rows} onLook={setLookedAt} onWhy={setAsked} />}
      </Panel>
      {asked !== null && <DecisionDialog decision={asked} onClose={() => setAsked(null)} />}
    </>
  );
}
