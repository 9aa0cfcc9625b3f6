import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useApi } from '../../api/site-api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Threshold } from '../../shell/threshold.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { CodeForm } from './code-form.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProviderLink } from './provider-link.tsx';
import { signInOptionsQuery } from './sign-in-options.ts';
import { useEntering } from './use-entering.ts';

/** Whoever is not signed in sees this, whatever the address says; the first owner comes in here as well. */
export function SignInScreen(): ReactNode {
  const api = useApi();
  const { texts } = useTexts();
  const options = useQuery(signInOptionsQuery(api));
  const entering = useEntering();
  const problem = useRouterState({ select: ({ location }) => problemIn(location.search) });
  const { data } = options;
  const brand = data?.brand || api.site;
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
      {problem !== null && (
        <Notice kind="bad" title={signIn.providerFailed} isUrgent>
          <p>{signIn.providerFailedHelp}</p>
          <p className="quiet">
            {texts.common.errors.code} <code>{problem}</code>
          </p>
        </Notice>
      )}
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
            <ProviderLink provider={data.provider} kind={data.password ? 'quiet' : 'main'} />
          )}
          {!data.password && data.provider === null && (
            <EmptyState title={signIn.nothingOffered}>{signIn.nothingOfferedHelp}</EmptyState>
          )}
        </>
      )}
    </Threshold>
  );
}

/** The code that a provider's way back brings along: `/sign-in?problem=PORTCULLIS_…`; only what looks like one. */
function problemIn(search: object): string | null {
  const problem = 'problem' in search ? search.problem : null;
  return typeof problem === 'string' && /^PORTCULLIS_[A-Z_]{1,64}$/.test(problem) ? problem : null;
}
