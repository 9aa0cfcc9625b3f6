import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/session-query.ts';
import { useApi } from '../api/site-api.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx';
import { ChangeProvider } from '../switching/change-provider.tsx';
import { ReauthenticationGate } from './reauthentication-gate.tsx';
import { Shell } from './shell.tsx';
import { Threshold } from './threshold.tsx';

/**
 * The screens for who is signed in, the sign-in in their place for everybody else: the address stays, and whoever
 * signs in is where he wanted to go.
 */
export function Console(): ReactNode {
  const api = useApi();
  const session = useQuery(sessionQuery(api));
  const path = useRouterState({ select: ({ location }) => location.pathname });
  if (path === '/enrol') return <Outlet />;
  if (session.data) {
    return (
      <ChangeProvider>
        <Shell>
          <Outlet />
        </Shell>
        <ReauthenticationGate />
      </ChangeProvider>
    );
  }
  if (session.isPending) return null;
  if (session.data === undefined) {
    return (
      <Threshold>
        <ErrorNotice error={session.error} onRetry={() => void session.refetch()} />
      </Threshold>
    );
  }
  return <SignInScreen />;
}
