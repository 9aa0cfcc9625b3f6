import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { SaidText } from '../../components/said-text.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { wordFor } from '../../texts/word-for.ts';

export function BreakGlassPanel({ records }: { readonly records: Insiders['breakGlass'] }): ReactNode {
  const { insiders } = useScreenTexts();
  return (
    <Panel title={insiders.breakGlassTitle} lead={insiders.breakGlassLead}>
      {records.length === 0 ? (
        <EmptyState title={insiders.noBreakGlass}>{insiders.noBreakGlassHelp}</EmptyState>
      ) : (
        <Table
          caption={insiders.breakGlassTitle}
          rows={records.map((record, index) => ({ ...record, index }))}
          keyOf={({ at, index }) => `${at} ${index}`}
          columns={[
            { title: insiders.when, isRowHeader: true, cell: ({ at }) => <Time at={at} utc="hover" /> },
            {
              title: insiders.what,
              cell: ({ kind, what, whatSaid }) => (
                <>
                  {wordFor(insiders.breakGlassKinds, kind)}
                  <span className="quiet below break">
                    <SaidText said={whatSaid} text={what} />
                    {whatSaid?.code === 'break-glass-record' && whatSaid.values.until !== null && (
                      <>
                        {' '}
                        {insiders.untilTime} <Time at={whatSaid.values.until} utc="hover" />
                      </>
                    )}
                  </span>
                </>
              ),
            },
            { title: insiders.who, cell: ({ actor }) => <span className="break">{actor}</span> },
          ]}
        />
      )}
    </Panel>
  );
}
