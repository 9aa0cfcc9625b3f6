import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { modes, type Policy, type Role, type TestedRequest } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField, TextArea } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { wordFor } from '../../texts/word-for.ts';
import { OutcomeBadge } from '../traffic/outcome-badge.tsx';
import { linesOfRoutes, mostRequests, requestLines } from './request-lines.ts';

const roles = ['visitor', 'support', 'allowed', 'admin'] as const satisfies readonly Role[];

/** Requests by example against each mode. */
export function TestPanel({ policy: { routes } }: { readonly policy: Policy }): ReactNode {
  const { client, site } = useApi();
  const { policy, parts } = useScreenTexts();
  const [text, setText] = useState('');
  const [as, setAs] = useState<Role>('visitor');
  const [error, setError] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/policy/test', {
          params: { path: { site } },
          body: { requests: [...requestLines(text)], as },
        }),
      ),
  });
  const examples = linesOfRoutes(routes);
  return (
    <Panel title={policy.testTitle} lead={policy.testLead}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const lines = requestLines(text).length;
          const problem =
            lines === 0 ? policy.nothingToTest : lines > mostRequests ? policy.tooMany(lines) : null;
          setError(problem);
          if (problem === null && !test.isPending) test.mutate();
        }}
      >
        <TextArea
          label={policy.testLabel}
          help={policy.testHelp}
          error={error}
          rows={4}
          placeholder={'POST /checkout\n/admin/orders'}
          spellCheck={false}
          value={text}
          onText={setText}
        />
        <div className="filters">
          <SelectField
            label={policy.testAs}
            value={as}
            options={roles.map((role) => [role, parts.roles[role]])}
            onValue={setAs}
          />
          <Button type="submit" kind="main" isBusy={test.isPending}>
            {policy.test}
          </Button>
          {examples !== '' && text === '' && (
            <Button kind="plain" onClick={() => setText(examples)}>
              {policy.examplesFromRoutes}
            </Button>
          )}
        </div>
      </form>
      {test.error !== null && <ErrorNotice error={test.error} />}
      {test.data !== undefined && <Results results={test.data.results} />}
    </Panel>
  );
}

function Results({ results }: { readonly results: readonly TestedRequest[] }): ReactNode {
  const { texts } = useTexts();
  const { policy, parts } = useScreenTexts();
  return (
    <div aria-live="polite">
      <Table
        caption={policy.testTitle}
        rows={results}
        keyOf={({ method, url }) => `${method} ${url}`}
        columns={[
          {
            title: policy.request,
            isRowHeader: true,
            cell: ({ method, url, access, problem }) => (
              <>
                <code className="break">
                  <strong>{method}</strong> {url}
                </code>
                <span className="quiet below" lang={problem === null ? undefined : 'en'}>
                  {problem ?? wordFor(parts.accesses, access)}
                </span>
              </>
            ),
          },
          ...modes.map((mode) => ({
            title: texts.common.modes[mode],
            cell: ({ outcomes }: TestedRequest) => (
              <span title={outcomes[mode].rule}>
                <OutcomeBadge kind={outcomes[mode].kind} />
              </span>
            ),
          })),
          {
            title: policy.speaks,
            cell: ({ routes, areas }) => (
              <>
                {routes.length === 0 && <span className="nothing">{policy.noRoute}</span>}
                {routes.map((route) => (
                  <code key={route} className="below break">
                    {route}
                  </code>
                ))}
                {areas.map((area) => (
                  <span key={area} className="quiet below">
                    {policy.inArea(area)}
                  </span>
                ))}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
