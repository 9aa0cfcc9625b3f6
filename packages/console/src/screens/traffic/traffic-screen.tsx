import './traffic.css';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { ViewLink, Views } from '../../components/views.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { LedgerPanel } from './ledger-panel.tsx';
import { LiveView } from './live-view.tsx';
import { ReferenceDialog } from './reference-dialog.tsx';
import { ReferenceLookUp } from './reference-look-up.tsx';
import { TryPanel } from './try-panel.tsx';
import { UnnamedPanel } from './unnamed-panel.tsx';

const route = getRouteApi('/traffic');

/** What comes to the gate, what becomes of it, and why. */
export function TrafficScreen(): ReactNode {
  const { traffic } = useScreenTexts();
  const { view, reference } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={traffic.title} lead={traffic.lead} aside={<ReferenceLookUp />} />
      <Views>
        {([undefined, 'try', 'ledger', 'unnamed'] as const).map((each) => (
          <ViewLink key={each ?? 'live'} to="/traffic" search={{ view: each }} isCurrent={view === each}>
            {traffic.views[each ?? 'live']}
          </ViewLink>
        ))}
      </Views>
      {view === undefined && <LiveView />}
      {view === 'try' && <TryPanel />}
      {view === 'ledger' && <LedgerPanel />}
      {view === 'unnamed' && <UnnamedPanel />}
      {reference !== undefined && (
        <ReferenceDialog
          reference={reference}
          onClose={() =>
            void navigate({
              search: (before) => ({ ...before, reference: undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
    </div>
  );
}
