import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { toApiError } from './api-error.ts';
import { sessionKey } from './site-api.ts';

/** A session that has ended shows the sign-in in place of the screen; its address stays, and so does the way back. */
export function createQueryClient(): QueryClient {
  const leaveWhenSignedOut = (error: unknown): void => {
    if (toApiError(error).status === 401) queryClient.setQueryData(sessionKey, null);
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, { meta }) => {
        // A wrong password ends no session.
        if (meta?.bringsCredentials !== true) leaveWhenSignedOut(error);
      },
    }),
    defaultOptions: {
      queries: {
        // Whether the network is there, the server's answer says; the server may be this very machine.
        networkMode: 'always',
        retry: false,
        staleTime: 5_000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return queryClient;
}
