import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { trafficQuery } from '../../api/status-queries.ts';
import { Copyable } from '../../components/copyable.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

/** Routes that were asked to write and that no rule of the policy names, with a rule that would. */
export function UnnamedPanel(): ReactNode {
  const { format } = useTexts();
  const { traffic } = useScreenTexts();
  const { data, error, refetch } = useQuery(trafficQuery(useApi()));
  return (
    <Panel title={traffic.unnamedTitle} lead={traffic.unnamedLead}>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={8} />}
      {data?.unnamedWrites.length === 0 && (
        <EmptyState title={traffic.unnamedNone}>{traffic.unnamedNoneHelp}</EmptyState>
      )}
      {data !== undefined && data.unnamedWrites.length > 0 && (
        <Table
          caption={traffic.unnamedTitle}
          rows={data.unnamedWrites}
          keyOf={({ method, route }) => `${method} ${route}`}
          columns={[
            {
              title: traffic.route,
              isRowHeader: true,
              cell: ({ method, route }) => (
                <code className="break">
                  <strong>{method}</strong> {route}
                </code>
              ),
            },
            { title: traffic.times, isNumber: true, cell: ({ count }) => format.number(count) },
            { title: traffic.last, isNumber: true, cell: ({ lastAt }) => <Time at={lastAt} utc="hover" /> },
            {
              title: traffic.suggestion,
              cell: ({ method, route, suggestion }) =>
                suggestion === '' ? (
                  <span className="nothing">{traffic.noSuggestion}</span>
                ) : (
                  <Copyable label={traffic.suggestionOf(`${method} ${route}`)} text={suggestion} />
                ),
            },
          ]}
        />
      )}
      {data !== undefined && data.others > 0 && <p className="quiet">{traffic.others(data.others)}</p>}
    </Panel>
  );
}
