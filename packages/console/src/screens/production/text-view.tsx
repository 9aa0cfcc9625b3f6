import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { settingsQuery } from '../../api/settings-query.ts';
import { useApi } from '../../api/site-api.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { TextForm } from './text-form.tsx';

/** What restricted readers are told instead of a technical error. */
export function TextView(): ReactNode {
  const { production } = useScreenTexts();
  const { data, error, refetch } = useQuery(settingsQuery(useApi()));
  if (data !== undefined) return <TextForm stored={data} />;
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return (
    <Panel title={production.textTitle}>
      <Skeleton lines={9} />
    </Panel>
  );
}
