import './now.css';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLostSince } from '../../api/connection.ts';
import { useApi } from '../../api/site-api.ts';
import { statusQuery, trafficQuery } from '../../api/status-queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { Bypasses } from './bypasses.tsx';
import { EnforcementPanel } from './enforcement-panel.tsx';
import { FirstSteps } from './first-steps.tsx';
import { HeldWebhooks } from './held-webhooks.tsx';
import { ModePanel } from './mode-panel.tsx';
import { StillnessPanel } from './stillness-panel.tsx';
import { TopRefused } from './top-refused.tsx';
import { WritesPanel } from './writes-panel.tsx';

/** The start screen: which mode and who did it, is it enforced, what still writes, how to get back. */
export function NowScreen(): ReactNode {
  const api = useApi();
  const { texts } = useTexts();
  const status = useQuery(statusQuery(api));
  const traffic = useQuery(trafficQuery(api));
  const isLost = useLostSince(api.connection) !== null;
  if (status.data === undefined) {
    return (
      <div className="now">
        <h1 className="visually-hidden">{texts.now.title}</h1>
        {status.error === null ? (
          <Skeleton lines={9} />
        ) : (
          <ErrorNotice error={status.error} onRetry={() => void status.refetch()} />
        )}
      </div>
    );
  }
  return (
    <div className="now" data-lost={isLost || undefined}>
      <FirstSteps />
      <ModePanel status={status.data} isLost={isLost} />
      <StillnessPanel status={status.data} isLost={isLost} />
      <HeldWebhooks />
      <div className="now-columns">
        <EnforcementPanel status={status.data} isLost={isLost} />
        <WritesPanel status={status.data} traffic={traffic.data} isLost={isLost} />
      </div>
      <div className="now-columns">
        <TopRefused mode={status.data.switch.mode} traffic={traffic} />
        <Bypasses traffic={traffic} />
      </div>
    </div>
  );
}
