import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { answerOf, useApi } from '../../api/site-api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Threshold } from '../../shell/threshold.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { CodeForm } from './code-form.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { useEntering } from './use-entering.ts';

/** Whoever is not signed in sees this, whatever the address says; the first owner comes in here as well. */
export function SignInScreen(): ReactNode {
  const { client, site, urlOf } = useApi();
  const { texts } = useTexts();
  const options = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/sign-in', { params: { path: { site } }, signal })),
  });
  const entering = useEntering();
  const { data } = options;
  const brand = data?.brand || site;
  const { signIn } = texts;
  const title = data?.firstRun
    ? signIn.firstRunTitle
    : entering.needsCode
      ? signIn.codeTitle
      : signIn.title(brand);
  const lead = data?.firstRun
    ? signIn.firstRunLead(brand)
    : entering.needsCode
      ? signIn.codeLead
      : signIn.lead;
  useEffect(() => {
    document.title = `${title} · ${texts.shell.product}`;
  }, [title, texts]);

  return (
    <Threshold>
      <div>
        <h1>{title}</h1>
        <p className="threshold-lead">{lead}</p>
      </div>
      {options.isPending && <Skeleton lines={6} />}
      {options.error !== null && data === undefined && (
        <ErrorNotice error={options.error} onRetry={() => void options.refetch()} />
      )}
      {data?.firstRun && <EnrolForm enrol={entering.enrol} isFirstOwner />}
      {data !== undefined && !data.firstRun && entering.needsCode && (
        <CodeForm withCode={entering.withCode} onStartOver={entering.startOver} />
      )}
      {data !== undefined && !data.firstRun && !entering.needsCode && (
        <>
          {data.password && <PasswordForm withPassword={entering.withPassword} />}
          {data.password && data.provider !== null && <p className="threshold-or">{signIn.or}</p>}
          {data.provider !== null && (
            <a
              className={data.password ? 'button button-quiet' : 'button button-main'}
              href={urlOf(`v1/sites/${encodeURIComponent(site)}/sign-in/provider`)}
            >
              {signIn.withProvider(data.provider)}
            </a>
          )}
          {!data.password && data.provider === null && (
            <EmptyState title={signIn.nothingOffered}>{signIn.nothingOfferedHelp}</EmptyState>
          )}
        </>
      )}
    </Threshold>
  );
}
