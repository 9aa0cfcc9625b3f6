import './policy.css';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Mode, modes, type Policy } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { ModeBadge } from '../../components/mode-mark.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { wordsFor } from '../../texts/said-words.ts';
import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { AreasPanel } from './areas-panel.tsx';
import { RoutesPanel } from './routes-panel.tsx';
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
          <RoutesPanel routes={data.routes} />
          <AreasPanel areas={data.areas} />
          <ValuesPanel values={data.values} />
        </>
      )}
    </div>
  );
}

function RulePanel({ policy: data }: { readonly policy: Policy }): ReactNode {
  const { policy, said } = useScreenTexts();
  const { effectiveRule, effectiveRuleSaid, rules, rulesSaid, warnings } = data;
  return (
    <Panel title={policy.ruleTitle}>
      <p className="sentence">{wordsFor(said, effectiveRuleSaid, effectiveRule)}</p>
      <div className="stack">
        <h3>{policy.rulesTitle}</h3>
        <dl className="rules">
          {modes.map((mode: Mode) => (
            <div key={mode}>
              <dt>
                <ModeBadge mode={mode} />
              </dt>
              <dd>{wordsFor(said, rulesSaid[mode], rules[mode])}</dd>
            </div>
          ))}
        </dl>
      </div>
      {warnings.length > 0 && (
        <Notice kind="mind" title={policy.warningsTitle}>
          <ul className="stack" lang="en">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <p className="quiet break">{originOf(data, policy)}</p>
    </Panel>
  );
}

function originOf(
  { file, digest, values }: Policy,
  words: Pick<ScreenCatalogue['policy'], 'fromFile' | 'fromProgram' | 'noFile'>,
): string {
  const short = digest.slice(0, 12);
  if (file !== null) return words.fromFile(file, short);
  return values.some(({ from }) => from === 'program') ? words.fromProgram(short) : words.noFile(short);
}
