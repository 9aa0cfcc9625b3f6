import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { ServerText } from '../../components/server-text.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

/** More scroll in a place of their own. */
const fewInside = 12;

export function InsidePanel({ inside }: { readonly inside: Insiders['inside'] }): ReactNode {
  const { insiders, parts } = useScreenTexts();
  const { texts } = useTexts();
  const table = (
    <Table
      caption={insiders.insideTitle}
      rows={inside}
      keyOf={({ role, by, subject }) => `${role} ${by} ${subject}`}
      columns={[
        {
          title: insiders.subject,
          isRowHeader: true,
          cell: ({ subject, role }) => (
            <>
              <span className="break">{subject}</span>
              <span className="quiet below">{parts.roles[role]}</span>
            </>
          ),
        },
        {
          title: insiders.by,
          cell: ({ by, bySaid }) => (
            <span className="break">
              <ServerText said={bySaid} text={by} />
            </span>
          ),
        },
        { title: insiders.did, cell: ({ reads, writes }) => insiders.readsAndWrites(reads, writes) },
        {
          title: insiders.address,
          cell: ({ address }) => address ?? <span className="nothing">{texts.common.unknown}</span>,
        },
        { title: insiders.last, isNumber: true, cell: ({ lastAt }) => <Time at={lastAt} utc="hover" /> },
      ]}
    />
  );
  return (
    <Panel title={insiders.insideTitle} lead={insiders.insideLead}>
      {inside.length === 0 && (
        <EmptyState title={insiders.nobodyInside}>{insiders.nobodyInsideHelp}</EmptyState>
      )}
      {inside.length > fewInside ? <Scrolling label={insiders.insideLead}>{table}</Scrolling> : null}
      {inside.length > 0 && inside.length <= fewInside && table}
    </Panel>
  );
}
