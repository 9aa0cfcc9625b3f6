import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Mode, Traffic } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

const shownRoutes = 8;

interface TopRefusedProps {
  readonly mode: Mode;
  readonly traffic: UseQueryResult<Traffic>;
}

export function TopRefused({ mode, traffic: { data, error, refetch } }: TopRefusedProps): ReactNode {
  const { texts, format } = useTexts();
  const { now } = texts;
  return (
    <Panel title={now.topRefused}>
      {data === undefined &&
        (error === null ? (
          <Skeleton lines={4} />
        ) : (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ))}
      {data?.topRefused.length === 0 && (
        <EmptyState title={now.nothingRefused}>
          {mode === 'open' ? now.nothingRefusedOpen : now.nothingRefusedHelp}
        </EmptyState>
      )}
      {data !== undefined && data.topRefused.length > 0 && (
        <Table
          caption={now.topRefused}
          rows={data.topRefused.slice(0, shownRoutes)}
          keyOf={({ method, route, rule }) => `${method} ${route} ${rule}`}
          columns={[
            {
              title: now.route,
              isRowHeader: true,
              // The last of them can be explained; without a reference the feed has some.
              cell: ({ method, route, reference }) => (
                <Link to="/traffic" search={reference === null ? { kind: 'refuse' } : { reference }}>
                  <code className="break">
                    <strong>{method}</strong> {route}
                  </code>
                </Link>
              ),
            },
            { title: now.times, isNumber: true, cell: ({ count }) => format.number(count) },
            { title: now.last, isNumber: true, cell: ({ lastAt }) => <Time at={lastAt} utc="hover" /> },
          ]}
        />
      )}
    </Panel>
  );
}
