import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { changeSession } from '../../api/change-session.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { browserName } from './browser-name.ts';

export function OwnSessions(): ReactNode {
  const { client, site } = useApi();
  const { texts, format } = useTexts();
  const { account } = texts;
  const queryClient = useQueryClient();
  const nowMs = useNow(10);
  const params = { path: { site } };
  const { data, error, refetch } = useQuery({
    queryKey: ['own-sessions'],
    queryFn: ({ signal }) => answerOf(client.GET('/v1/sites/{site}/session/all', { params, signal })),
  });
  const leave = useMutation({
    mutationFn: () =>
      answerOf(client.POST('/v1/sites/{site}/sign-out', { params, body: { everywhere: true } })),
    onSuccess: () => changeSession(queryClient, null),
  });
  return (
    <Panel title={account.sessionsTitle}>
      {data === undefined && error === null && <Skeleton lines={3} />}
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <ul className="sessions">
          {data.sessions.map(({ id, isThis, userAgent, address, createdAt, seenAt }) => (
            <li key={id}>
              <p>
                <strong>{browserName(userAgent) ?? account.unknownBrowser}</strong>
                {isThis && <span className="session-here">{account.sessionHere}</span>}
              </p>
              <p className="quiet">
                {[
                  address ?? account.unknownAddress,
                  account.sessionSince(format.time(createdAt, nowMs)),
                  account.sessionSeen(format.relative(Math.min(seenAt, nowMs), nowMs)),
                ].join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
      {leave.error !== null && <ErrorNotice error={leave.error} />}
      <div className="row">
        <Button isBusy={leave.isPending} onClick={() => leave.mutate()}>
          {account.everywhere}
        </Button>
        <span className="quiet">{account.everywhereLead}</span>
      </div>
    </Panel>
  );
}
