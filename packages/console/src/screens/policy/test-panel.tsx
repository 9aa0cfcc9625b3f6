import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { modes, type Policy, type Role, type TestedRequest } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextArea } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { RoleField } from '../../components/role-field.tsx';
import { ServerText } from '../../components/server-text.tsx';
import { Table } from '../../components/table.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { wordFor } from '../../texts/word-for.ts';
import { OutcomeBadge } from '../traffic/outcome-badge.tsx';
import { longestRequests } from './policy-search.ts';
import { linesOfRoutes, mostRequests, requestLines } from './request-lines.ts';

const route = getRouteApi('/policy');

/** Many requests against each mode; each outcome leads to why. The question is the address of this part. */
export function TestPanel({ policy: { routes } }: { readonly policy: Policy }): ReactNode {
  const { client, site } = useApi();
  const { policy } = useScreenTexts();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isMeant = useLocation({ select: ({ hash }) => hash === 'test' });
  const [text, setText] = useState(search.requests ?? '');
  const [as, setAs] = useState<Role>(search.as ?? 'visitor');
  const [error, setError] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: (as: Role) =>
      answerOf(
        client.POST('/v1/sites/{site}/policy/test', {
          params: { path: { site } },
          body: { requests: [...requestLines(text)], as },
        }),
      ),
  });
  const ask = () => {
    const lines = requestLines(text).length;
    const problem = lines === 0 ? policy.nothingToTest : lines > mostRequests ? policy.tooMany(lines) : null;
    setError(problem);
    if (problem === null && !test.isPending) test.mutate(as);
  };
  const form = useRef<HTMLFormElement>(null);
  // An address that brings a question is answered at once, and looked at where the answer is.
  const askAtOnce = useRef(search.requests === undefined ? null : ask);
  useEffect(() => {
    askAtOnce.current?.();
    askAtOnce.current = null;
    if (isMeant) form.current?.closest('section')?.scrollIntoView();
  }, [isMeant]);
  const examples = linesOfRoutes(routes);
  return (
    <Panel
      title={policy.testTitle}
      lead={policy.testLead}
      aside={
        <Link to="/traffic" search={{ view: 'try', as }}>
          {policy.tryOne}
        </Link>
      }
    >
      <form
        ref={form}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
          void navigate({
            search: (before) => ({
              ...before,
              requests: text.length > longestRequests ? undefined : text.trim() || undefined,
              as,
            }),
            hash: 'test',
            replace: true,
            resetScroll: false,
          });
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
          <RoleField value={as} onValue={setAs} />
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
      {test.data !== undefined && <Results results={test.data.results} as={test.variables} />}
    </Panel>
  );
}

interface ResultsProps {
  readonly results: readonly TestedRequest[];
  readonly as: Role;
}

function Results({ results, as }: ResultsProps): ReactNode {
  const { texts } = useTexts();
  const { policy, parts, traffic } = useScreenTexts();
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
            cell: ({ method, url, access, problem, problemSaid }) => (
              <>
                <code className="break">
                  <strong>{method}</strong> {url}
                </code>
                <span className="quiet below break">
                  {problem === null ? (
                    wordFor(parts.accesses, access)
                  ) : (
                    <ServerText said={problemSaid} text={problem} />
                  )}
                </span>
              </>
            ),
          },
          ...modes.map((mode) => ({
            title: texts.common.modes[mode],
            cell: ({ method, url, outcomes }: TestedRequest) => (
              <span className="outcome">
                <OutcomeBadge kind={outcomes[mode].kind} />
                {outcomes[mode].kind !== 'none' && (
                  <Link
                    to="/traffic"
                    search={{ view: 'try', method, url, as, mode }}
                    aria-label={traffic.whyOf(`${method} ${url}, ${texts.common.modesInSentence[mode]}`)}
                  >
                    {traffic.why}
                  </Link>
                )}
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
