import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Mode, modes, type Role } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField, TextArea, TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { RoleField } from '../../components/role-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { ExplanationView } from './explanation-view.tsx';
import { headerLines } from './header-lines.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const route = getRouteApi('/traffic');

/** Any request as anybody, in any mode, explained and not sent. The question is the address of this view. */
export function TryPanel(): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { traffic } = useScreenTexts();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [method, setMethod] = useState(search.method ?? 'POST');
  const [url, setUrl] = useState(search.url ?? '');
  const [as, setAs] = useState<Role | 'headers'>(search.as ?? 'headers');
  const [subject, setSubject] = useState(search.subject ?? '');
  const [mode, setMode] = useState<Mode | 'now'>(search.mode ?? 'now');
  const [address, setAddress] = useState(search.address ?? '');
  const [headers, setHeaders] = useState('');
  const [body, setBody] = useState('');
  const given = headerLines(headers);
  const headersError = 'wrongLine' in given ? traffic.headersWrong(given.wrongLine) : null;
  const [isUrlMissing, setUrlMissing] = useState(false);
  const explain = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/explain', {
          params: { path: { site } },
          body: {
            method: method.trim(),
            url: url.trim(),
            headers: 'wrongLine' in given ? [] : [...given],
            address: address.trim() === '' ? null : address.trim(),
            body: body === '' ? null : body,
            as: as === 'headers' ? null : { role: as, subject: subject.trim() || as },
            ...(mode !== 'now' && { mode }),
          },
        }),
      ),
  });
  const ask = () => {
    setUrlMissing(url.trim() === '');
    if (url.trim() === '' || headersError !== null || explain.isPending) return;
    explain.mutate();
  };
  // An address that brings a question is answered at once.
  const askAtOnce = useRef(search.url === undefined ? null : ask);
  useEffect(() => {
    askAtOnce.current?.();
    askAtOnce.current = null;
  }, []);
  return (
    <div className="columns">
      <Panel
        title={traffic.tryTitle}
        lead={traffic.tryLead}
        aside={
          <Link
            to="/policy"
            hash="test"
            search={
              url.trim() === ''
                ? {}
                : { requests: `${method.trim()} ${url.trim()}`, as: as === 'headers' ? undefined : as }
            }
          >
            {traffic.tryMany}
          </Link>
        }
      >
        <form
          className="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            ask();
            void navigate({
              search: {
                view: 'try',
                method: method.trim(),
                url: url.trim() || undefined,
                as: as === 'headers' ? undefined : as,
                subject: as === 'headers' ? undefined : subject.trim() || undefined,
                mode: mode === 'now' ? undefined : mode,
                address: address.trim() || undefined,
              },
              replace: true,
              resetScroll: false,
            });
          }}
        >
          <div className="method-and-url">
            <TextField
              label={traffic.method}
              list="methods"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={64}
              value={method}
              onText={setMethod}
            />
            <datalist id="methods">
              {methods.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
            <TextField
              label={traffic.url}
              help={traffic.urlHelp}
              error={isUrlMissing ? traffic.urlNeeded : null}
              placeholder="/checkout"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={url}
              onText={setUrl}
            />
          </div>
          <div className="fields">
            <RoleField value={as} others={[['headers', traffic.asNobody]]} onValue={setAs} />
            {as !== 'headers' && (
              <TextField
                label={traffic.subject}
                isOptional
                autoComplete="off"
                value={subject}
                onText={setSubject}
              />
            )}
            <SelectField
              label={traffic.inMode}
              value={mode}
              options={[
                ['now', traffic.modeNow] as const,
                ...modes.map((each) => [each, texts.common.modesInSentence[each]] as const),
              ]}
              onValue={setMode}
            />
            <TextField
              label={traffic.address}
              isOptional
              placeholder="203.0.113.7"
              autoComplete="off"
              spellCheck={false}
              value={address}
              onText={setAddress}
            />
          </div>
          <details className="more">
            <summary>{traffic.more}</summary>
            <div className="stack">
              <TextArea
                label={traffic.headers}
                help={traffic.headersHelp}
                error={headersError}
                spellCheck={false}
                value={headers}
                onText={setHeaders}
              />
              <TextArea label={traffic.body} spellCheck={false} value={body} onText={setBody} />
            </div>
          </details>
          <div>
            <Button type="submit" kind="main" isBusy={explain.isPending}>
              {traffic.explainAction}
            </Button>
          </div>
        </form>
      </Panel>
      <Panel title={traffic.tryResult}>
        <div aria-live="polite">
          {explain.error !== null && <ErrorNotice error={explain.error} />}
          {explain.isPending && <Skeleton lines={8} />}
          {explain.isIdle && <EmptyState title={traffic.tryNothing}>{traffic.tryNothingHelp}</EmptyState>}
          {explain.data !== undefined && <ExplanationView explanation={explain.data} />}
        </div>
      </Panel>
    </div>
  );
}
