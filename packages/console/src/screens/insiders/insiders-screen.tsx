import './insiders.css';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { ViewLink, Views } from '../../components/views.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { AccessView } from './access-view.tsx';
import { PassesPanel } from './passes-panel.tsx';

const route = getRouteApi('/insiders');

/** Who passes the gate while the site is not open, and by what. */
export function InsidersScreen(): ReactNode {
  const { insiders } = useScreenTexts();
  const { view } = route.useSearch();
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={insiders.title} lead={insiders.lead} />
      <Views>
        {([undefined, 'passes'] as const).map((each) => (
          <ViewLink key={each ?? 'access'} to="/insiders" search={{ view: each }} isCurrent={view === each}>
            {insiders.views[each ?? 'access']}
          </ViewLink>
        ))}
      </Views>
      {view === 'passes' ? <PassesPanel /> : <AccessView />}
    </div>
  );
}
