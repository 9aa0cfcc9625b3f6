import './production.css';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { ViewLink, Views } from '../../components/views.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { ErrorsView } from './errors-view.tsx';
import { IncidentDialog } from './incident-dialog.tsx';
import { StateView } from './state-view.tsx';
import { TextView } from './text-view.tsx';

const route = getRouteApi('/production');

/** Production mode: whether it is on and what it does, the errors that it hid, and what is said in their place. */
export function ProductionScreen(): ReactNode {
  const { production } = useScreenTexts();
  const { view, incident } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={production.title} lead={production.lead} />
      <Views>
        {([undefined, 'errors', 'text'] as const).map((each) => (
          <ViewLink key={each ?? 'state'} to="/production" search={{ view: each }} isCurrent={view === each}>
            {production.views[each ?? 'state']}
          </ViewLink>
        ))}
      </Views>
      {view === undefined && <StateView />}
      {view === 'errors' && <ErrorsView />}
      {view === 'text' && <TextView />}
      {incident !== undefined && (
        <IncidentDialog
          key={incident}
          id={incident}
          onClose={() =>
            void navigate({
              search: (before) => ({ ...before, incident: undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
    </div>
  );
}
