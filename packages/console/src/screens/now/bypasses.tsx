import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Traffic } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { SaidText } from '../../components/said-text.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

const shownBypasses = 8;

/** Insiders who came through; what failed to load is said beside it, once. */
export function Bypasses({
  traffic: { data, error },
}: {
  readonly traffic: UseQueryResult<Traffic>;
}): ReactNode {
  const { texts } = useTexts();
  const { now } = texts;
  return (
    <Panel title={now.bypasses}>
      {data === undefined && error === null && <Skeleton lines={4} />}
      {data?.recentBypasses.length === 0 && (
        <EmptyState title={now.noBypasses}>{now.noBypassesHelp}</EmptyState>
      )}
      {data !== undefined && data.recentBypasses.length > 0 && (
        <Table
          caption={now.bypasses}
          rows={data.recentBypasses.slice(0, shownBypasses).map((bypass, index) => ({ ...bypass, index }))}
          keyOf={({ at, index }) => `${at} ${index}`}
          columns={[
            {
              title: now.subject,
              isRowHeader: true,
              cell: ({ subject, by, bySaid }) => (
                <>
                  {subject}{' '}
                  <span className="quiet bypass-by">
                    <SaidText said={bySaid} text={by} />
                  </span>
                </>
              ),
            },
            {
              title: now.did,
              cell: ({ method, path, isWrite }) => (
                <code>
                  <strong>{method}</strong> {path}
                  {isWrite && <span className="visually-hidden"> ({now.wrote})</span>}
                </code>
              ),
            },
            { title: now.last, isNumber: true, cell: ({ at }) => <Time at={at} utc="hover" /> },
          ]}
        />
      )}
    </Panel>
  );
}
