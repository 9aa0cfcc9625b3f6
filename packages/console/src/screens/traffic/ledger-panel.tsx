import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answerOf, useApi } from '../../api/site-api.ts';
import { statusQuery } from '../../api/status-queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField } from '../../components/field.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

const pageSize = 50;
const route = getRouteApi('/traffic');

/** Refused writes of one window by route and actor, for following up. */
export function LedgerPanel(): ReactNode {
  const api = useApi();
  const { client, site, urlOf } = api;
  const { format } = useTexts();
  const { traffic } = useScreenTexts();
  const nowMs = useNow(60);
  const { window: asked, skip = 0 } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: status } = useQuery(statusQuery(api));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['ledger', { asked, skip }],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/sites/{site}/ledger', {
          params: { path: { site }, query: { skip, limit: pageSize, ...(asked && { window: asked }) } },
          signal,
        }),
      ),
  });
  const windowId = data?.windowId ?? null;
  const inWindow = data?.windows.find((each) => each.windowId === windowId);
  const exportOf = (kind: 'csv' | 'jsonl') =>
    urlOf(
      `v1/sites/${encodeURIComponent(site)}/ledger/export?${new URLSearchParams({ format: kind, ...(windowId !== null && { window: windowId }) })}`,
    );
  return (
    <Panel
      title={traffic.ledgerTitle}
      lead={traffic.ledgerLead}
      aside={
        inWindow !== undefined && (
          <div className="row">
            {(['csv', 'jsonl'] as const).map((kind) => (
              <a key={kind} className="button button-quiet" href={exportOf(kind)} download>
                {traffic.exportAs(kind.toUpperCase())}
              </a>
            ))}
          </div>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={10} />}
      {data !== undefined && data.windows.length > 0 && windowId !== null && (
        <div className="filters">
          <SelectField
            label={traffic.window}
            value={windowId}
            options={data.windows.map((each) => [
              each.windowId,
              each.windowId === status?.switch.windowId
                ? traffic.windowSince(format.time(each.firstAt, nowMs), each.refused)
                : traffic.windowOf(
                    format.time(each.firstAt, nowMs),
                    format.time(each.lastAt, nowMs),
                    each.refused,
                  ),
            ])}
            onValue={(window) =>
              void navigate({ search: { view: 'ledger', window }, replace: true, resetScroll: false })
            }
          />
        </div>
      )}
      {data?.entries.length === 0 && (
        <EmptyState title={traffic.ledgerEmpty}>{traffic.ledgerEmptyHelp}</EmptyState>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <div className="stack" aria-busy={isPlaceholderData}>
          <Table
            caption={traffic.ledgerTitle}
            rows={data.entries}
            keyOf={({ method, route: path, actor, rule }) => `${method} ${path} ${actor} ${rule}`}
            columns={[
              {
                title: traffic.route,
                isRowHeader: true,
                cell: ({ method, route: path }) =>
                  method === '' ? (
                    traffic.otherKinds
                  ) : (
                    <code className="break">
                      <strong>{method}</strong> {path}
                    </code>
                  ),
              },
              {
                title: traffic.actor,
                cell: ({ method, actor }) =>
                  method === '' ? null : actor === '' ? (
                    <span className="nothing">{traffic.anonymous}</span>
                  ) : (
                    <span className="break">{actor}</span>
                  ),
              },
              { title: traffic.times, isNumber: true, cell: ({ count }) => format.number(count) },
              {
                title: traffic.first,
                isNumber: true,
                cell: ({ firstAt }) => <Time at={firstAt} utc="hover" />,
              },
              { title: traffic.last, isNumber: true, cell: ({ lastAt }) => <Time at={lastAt} utc="hover" /> },
              {
                title: traffic.reference,
                isNumber: true,
                cell: ({ reference }) =>
                  reference !== null && (
                    <Link
                      from="/traffic"
                      to="/traffic"
                      search={(before) => ({ ...before, reference })}
                      resetScroll={false}
                      className="nowrap"
                    >
                      {reference}
                    </Link>
                  ),
              },
            ]}
          />
          <Pager
            skip={skip}
            shown={data.entries.length}
            total={inWindow?.entries ?? skip + data.entries.length}
            pageSize={pageSize}
            onSkip={(next) =>
              void navigate({
                search: (before) => ({ ...before, skip: next === 0 ? undefined : next }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </div>
      )}
    </Panel>
  );
}
