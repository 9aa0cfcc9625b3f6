import type { ReactNode } from 'react';
import type { Policy } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

/** Names, which are the same in every language. */
const engines = { postgres: 'PostgreSQL', sqlite: 'SQLite' } as const;

/** Databases and workers that stop with the site, as the configuration declares them. */
export function BeyondHttpPanel({ beyondHttp }: Pick<Policy, 'beyondHttp'>): ReactNode {
  const { texts } = useTexts();
  const { policy } = useScreenTexts();
  const { databases, workers } = beyondHttp;
  const whole = <span className="nothing">{policy.stopsWithSite}</span>;
  return (
    <Panel id="beyond-http" title={policy.beyondTitle} lead={policy.beyondLead}>
      {databases.length + workers.length === 0 && (
        <EmptyState title={policy.nothingBeyond}>{policy.nothingBeyondHelp}</EmptyState>
      )}
      {databases.length > 0 && (
        <Table
          caption={texts.stillness.databases}
          rows={databases}
          keyOf={({ name }) => name}
          columns={[
            { title: texts.stillness.database, isRowHeader: true, cell: ({ name }) => <code>{name}</code> },
            { title: policy.engine, cell: ({ engine }) => engines[engine] },
            {
              title: policy.tablesOfAreas,
              cell: ({ areas }) =>
                areas.length === 0
                  ? whole
                  : areas.map(({ area, tables }) => (
                      <span key={area} className="below break">
                        {area}: {tables.join(', ')}
                      </span>
                    )),
            },
          ]}
        />
      )}
      {workers.length > 0 && (
        <Table
          caption={texts.stillness.workers}
          rows={workers}
          keyOf={({ name }) => name}
          columns={[
            { title: texts.stillness.worker, isRowHeader: true, cell: ({ name }) => <code>{name}</code> },
            { title: policy.reachedBy, cell: ({ source }) => policy.sources[source] },
            {
              title: policy.stopsWith,
              cell: ({ areas }) => (areas === null ? whole : areas.join(', ')),
            },
          ]}
        />
      )}
    </Panel>
  );
}
