import type { ReactNode } from 'react';
import type { Policy } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { localized } from '../../texts/localized.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

export function AreasPanel({ areas }: { readonly areas: Policy['areas'] }): ReactNode {
  const { language } = useTexts();
  const { policy } = useScreenTexts();
  return (
    <Panel id="areas" title={policy.areasTitle} lead={policy.areasLead}>
      {areas.length === 0 ? (
        <EmptyState title={policy.noAreas}>{policy.noAreasHelp}</EmptyState>
      ) : (
        <Table
          caption={policy.areasTitle}
          rows={areas}
          keyOf={({ name }) => name}
          columns={[
            { title: policy.area, isRowHeader: true, cell: ({ name }) => <code>{name}</code> },
            { title: policy.areaTitle, cell: ({ title, name }) => localized(title, language.tag) || name },
            {
              title: policy.areaRoutes,
              cell: ({ routes }) =>
                routes.map((route) => (
                  <code key={route} className="below break">
                    {route}
                  </code>
                )),
            },
          ]}
        />
      )}
    </Panel>
  );
}
