import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Production } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { ServerText } from '../../components/server-text.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

type Shut = Production['refused'][number];

/** Who knocks at the debug tools and the database manager. */
export function LatelyPanel({ refused }: Pick<Production, 'refused'>): ReactNode {
  const { texts } = useTexts();
  const { production } = useScreenTexts();
  return (
    <Panel title={production.latelyTitle} lead={production.latelyLead}>
      {refused.length === 0 ? (
        <EmptyState title={production.nothingLately}>{production.nothingLatelyHelp}</EmptyState>
      ) : (
        <PagedTable<Shut>
          caption={production.latelyTitle}
          rows={refused}
          keyOf={({ at, reference, path }) => `${at} ${reference} ${path}`}
          columns={[
            {
              title: production.request,
              isRowHeader: true,
              isWide: true,
              cell: ({ method, path }) => (
                <code className="break">
                  {method} {path}
                </code>
              ),
            },
            { title: production.when, cell: ({ at }) => <Time at={at} utc="hover" isExact /> },
            {
              title: production.from,
              cell: ({ clientAddress }) => (
                <span className="break">{clientAddress ?? texts.common.unknown}</span>
              ),
            },
            {
              title: production.why,
              isWide: true,
              cell: ({ rule }) => (
                <span className="break">
                  <ServerText said={rule.detailSaid} text={rule.detail} />
                </span>
              ),
            },
            {
              title: production.reference,
              cell: ({ reference }) =>
                reference !== null && (
                  <Link to="/traffic" search={{ reference }}>
                    <code>{reference}</code>
                  </Link>
                ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
