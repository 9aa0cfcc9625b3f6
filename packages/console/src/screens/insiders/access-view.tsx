import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { BreakGlassPanel } from './break-glass-panel.tsx';
import { HerePanel } from './here-panel.tsx';
import { InsidePanel } from './inside-panel.tsx';
import { insidersQuery } from './insiders-query.ts';
import { PathsPanel } from './paths-panel.tsx';
import { WhoPanel } from './who-panel.tsx';

/** Who gets in by which path, what the reader may do from here, who is inside, break-glass. */
export function AccessView(): ReactNode {
  const { insiders } = useScreenTexts();
  const { data, error, refetch } = useQuery(insidersQuery(useApi()));
  if (data === undefined) {
    if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
    return (
      <>
        <Panel title={insiders.whoTitle}>
          <Skeleton lines={14} />
        </Panel>
        <div className="columns">
          <Panel title={insiders.hereTitle}>
            <Skeleton lines={8} />
          </Panel>
          <Panel title={insiders.pathsTitle} lead={insiders.pathsLead}>
            <Skeleton lines={12} />
          </Panel>
        </div>
      </>
    );
  }
  return (
    <>
      <WhoPanel insiders={data} />
      <div className="columns">
        <HerePanel insiders={data} />
        <PathsPanel insiders={data} />
      </div>
      <InsidePanel inside={data.inside} />
      <BreakGlassPanel records={data.breakGlass} />
    </>
  );
}
