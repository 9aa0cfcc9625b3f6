import './settings.css';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session-query.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { ViewLink, Views } from '../../components/views.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { KeysPanel } from './keys-panel.tsx';
import { OperatorsPanel } from './operators-panel.tsx';
import { PageSettings } from './page-settings.tsx';

const route = getRouteApi('/settings');

export function SettingsScreen(): ReactNode {
  const { settings } = useScreenTexts();
  const { view } = route.useSearch();
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={settings.title} lead={settings.lead} />
      <Views>
        {([undefined, 'operators', 'keys'] as const).map((each) => (
          <ViewLink key={each ?? 'page'} to="/settings" search={{ view: each }} isCurrent={view === each}>
            {settings.views[each ?? 'page']}
          </ViewLink>
        ))}
      </Views>
      {view === undefined && <PageSettings />}
      {view === 'operators' && (
        <ForOwners title={settings.operatorsTitle} help={settings.ownersOnlyOperators}>
          <OperatorsPanel />
        </ForOwners>
      )}
      {view === 'keys' && (
        <ForOwners title={settings.keysTitle} help={settings.ownersOnlyKeys}>
          <KeysPanel />
        </ForOwners>
      )}
    </div>
  );
}

interface ForOwnersProps {
  readonly title: string;
  readonly help: string;
  readonly children: ReactNode;
}

/** Who may not is told who may. */
function ForOwners({ title, help, children }: ForOwnersProps): ReactNode {
  const { settings } = useScreenTexts();
  const { operator } = useSession();
  if (operator.role === 'owner') return children;
  return (
    <Panel title={title}>
      <EmptyState title={settings.ownersOnly}>{help}</EmptyState>
    </Panel>
  );
}
