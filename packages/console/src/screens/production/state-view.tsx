import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { statusQuery } from '../../api/status-queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { LatelyPanel } from './lately-panel.tsx';
import { productionQuery } from './production-query.ts';
import { ShutPanel } from './shut-panel.tsx';
import { StatePanel } from './state-panel.tsx';
import { WhoPanel } from './who-panel.tsx';

/** Whether it is on, for whom, what it shuts, and what it does not do. */
export function StateView(): ReactNode {
  const api = useApi();
  const { production } = useScreenTexts();
  const { data, error, refetch } = useQuery(productionQuery(api));
  const { data: status } = useQuery(statusQuery(api));
  if (data === undefined || status === undefined) {
    if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
    return (
      <Panel title={production.title}>
        <Skeleton lines={9} />
      </Panel>
    );
  }
  const { rules, seen, preset, refused } = data;
  return (
    <>
      <StatePanel production={data} status={status} />
      {rules !== null && (
        <>
          <div className="columns">
            <WhoPanel restricted={rules.restricted} seen={seen} preset={preset} />
            <ShutPanel rules={rules} isOn={data.on} />
          </div>
          <LatelyPanel refused={refused} />
        </>
      )}
      <Panel title={production.limitsTitle}>
        <ul className="plain-list">
          {Object.values(production.limits).map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
