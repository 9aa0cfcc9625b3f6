import type { ReactNode } from 'react';
import { useMay } from '../../api/session-query.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { IncidentList } from './incident-list.tsx';
import { IncidentLookUp } from './incident-look-up.tsx';

/** From the id that somebody reads aloud to what really happened. */
export function ErrorsView(): ReactNode {
  const { production } = useScreenTexts();
  const mayRead = useMay('audit');
  return (
    <Panel title={production.errorsTitle} lead={production.errorsLead} aside={mayRead && <IncidentLookUp />}>
      {mayRead ? (
        <IncidentList />
      ) : (
        <EmptyState title={production.mayNotRead}>{production.mayNotReadHelp}</EmptyState>
      )}
    </Panel>
  );
}
