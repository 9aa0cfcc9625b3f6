import type { ReactNode } from 'react';
import type { Policy } from '../../api/schema.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { wordsFor } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';

const shownExamples = 3;

interface RoutesPanelProps {
  readonly policy: Pick<Policy, 'routes' | 'preset'>;
}

export function RoutesPanel({ policy: { routes, preset } }: RoutesPanelProps): ReactNode {
  const { policy, said } = useScreenTexts();
  const wordsOf = ({ says, saysSaid }: Policy['routes'][number]) =>
    says.map((text, at) => wordsFor(said, saysSaid[at], text)).join(', ');
  return (
    <Panel title={policy.routesTitle} lead={policy.routesLead}>
      {routes.length === 0 ? (
        <EmptyState title={policy.noRoutes}>{policy.noRoutesHelp}</EmptyState>
      ) : (
        <PagedTable
          caption={policy.routesTitle}
          search={{
            label: policy.searchRoutes,
            textOf: (route) => [route.match, route.host, wordsOf(route), route.why].join(' '),
          }}
          rows={routes.map((route, index) => ({ ...route, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            {
              title: policy.route,
              isRowHeader: true,
              isWide: true,
              cell: ({ match, host }) => (
                <>
                  <code className="break">{match}</code>
                  {host !== null && <span className="quiet below">{policy.on(host)}</span>}
                </>
              ),
            },
            {
              title: policy.says,
              cell: wordsOf,
            },
            {
              title: policy.why,
              cell: ({ why, isOfPreset }) =>
                isOfPreset && preset !== null ? (
                  <>
                    {why}
                    <span className={why === '' ? 'quiet' : 'quiet below'}>{policy.fromPreset(preset)}</span>
                  </>
                ) : (
                  why || <span className="nothing">{policy.noWhy}</span>
                ),
            },
            {
              title: policy.examples,
              isWide: true,
              cell: ({ examples }) =>
                examples.slice(0, shownExamples).map((example) => (
                  <code key={example} className="below break">
                    {example}
                  </code>
                )),
            },
          ]}
        />
      )}
    </Panel>
  );
}
