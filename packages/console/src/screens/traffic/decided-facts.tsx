import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { TrafficDecision } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { ModeBadge } from '../../components/mode-mark.tsx';
import { Fact, Facts } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { ExplanationView } from './explanation-view.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';
import { reasonWords } from './reason-words.ts';

/** What is known of a request that was decided. */
export interface Decided
  extends Pick<
    TrafficDecision,
    'at' | 'method' | 'path' | 'host' | 'clientAddress' | 'rule' | 'mode' | 'role' | 'subject'
  > {
  readonly kind: string;
}

/** As it was decided then. */
export function DecidedFacts({
  decided,
  missing,
}: {
  readonly decided: Decided;
  readonly missing: string | null;
}): ReactNode {
  const screens = useScreenTexts();
  const { traffic, parts } = screens;
  const { at, method, path, host, clientAddress, kind, rule, mode, role, subject } = decided;
  const caller = subject === null ? parts.roles[role] : traffic.as(parts.roles[role], subject);
  return (
    <>
      <div className="stack decided">
        <p>
          <code className="break">
            <strong>{method}</strong> {host}
            {path}
          </code>
        </p>
        <p className="row">
          <OutcomeBadge kind={kind} /> <span>{reasonWords(screens, rule)}</span>
        </p>
      </div>
      <Facts>
        <Fact name={traffic.decidedAt}>
          <Time at={at} />
        </Fact>
        <Fact name={traffic.explain.mode}>
          <ModeBadge mode={mode} />
        </Fact>
        <Fact name={traffic.whoAsked}>
          <span className="break">{traffic.callerFrom(caller, clientAddress ?? traffic.unknownAddress)}</span>
        </Fact>
        {missing !== null && <Fact name={traffic.needs}>{missing}</Fact>}
      </Facts>
    </>
  );
}

/** The same request through the very decision again, with what is kept of it. */
export function JudgedAgain({ decided }: { readonly decided: Decided }): ReactNode {
  const { client, site } = useApi();
  const { traffic } = useScreenTexts();
  const { method, path, host, clientAddress, role, subject, mode } = decided;
  const isReadable = path.startsWith('/');
  const { data, error, refetch } = useQuery({
    queryKey: ['explain', { method, path, host, clientAddress, role, subject, mode }],
    enabled: isReadable,
    queryFn: ({ signal }) =>
      answerOf(
        client.POST('/v1/sites/{site}/explain', {
          params: { path: { site } },
          body: {
            method,
            url: host === null ? path : `http://${host}${path}`,
            headers: [],
            address: clientAddress,
            body: null,
            as: { role, subject: subject ?? role },
            mode,
          },
          signal,
        }),
      ),
  });
  if (!isReadable) return null;
  return (
    <section className="stack">
      <div>
        <h3>{traffic.again}</h3>
        <p className="quiet">{traffic.againHelp}</p>
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={8} />}
      {data !== undefined && <ExplanationView explanation={data} />}
    </section>
  );
}
