import './policy.css';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, useApi } from '../../api/site-api.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { AreasPanel } from './areas-panel.tsx';
import { BeyondHttpPanel } from './beyond-http-panel.tsx';
import { RoutesPanel } from './routes-panel.tsx';
import { RulePanel } from './rule-panel.tsx';
import { TestPanel } from './test-panel.tsx';
import { ValuesPanel } from './values-panel.tsx';

/** What the owner of the site decided: first as a sentence, then in every detail. */
export function PolicyScreen(): ReactNode {
  const { client, site } = useApi();
  const { policy } = useScreenTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/policy', { params: { path: { site } }, signal })),
  });
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={policy.title} lead={policy.lead} />
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Panel title={policy.ruleTitle}>
          <Skeleton lines={12} />
        </Panel>
      )}
      {data !== undefined && (
        <>
          <RulePanel policy={data} />
          <TestPanel policy={data} />
          <RoutesPanel policy={data} />
          <AreasPanel areas={data.areas} />
          <BeyondHttpPanel beyondHttp={data.beyondHttp} />
          <ValuesPanel policy={data} />
        </>
      )}
    </div>
  );
}
