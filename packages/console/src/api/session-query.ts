import { queryOptions, useQuery } from '@tanstack/react-query';
import { toApiError } from './api-error.ts';
import type { ControlScope, Session } from './schema.ts';
import { answerOf, type SiteApi, sessionKey, useApi } from './site-api.ts';

/** Who is signed in; null = nobody. */
export function sessionQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return await answerOf(client.GET('/v1/sites/{site}/session', { params: { path: { site } }, signal }));
      } catch (error) {
        if (toApiError(error).status === 401) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** For screens behind the sign-in. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery(useApi()));
  if (data === undefined || data === null) throw new Error('Expected somebody to be signed in.');
  return data;
}

export function useMay(scope: ControlScope): boolean {
  return useSession().scopes.includes(scope);
}
