import type { QueryClient } from '@tanstack/react-query';
import type { Session } from './schema.ts';
import { sessionKey } from './site-api.ts';

/**
 * Somebody else is signed in from now on; null = nobody. Nothing that was seen before stays in memory. The query of the
 * session itself is kept: whoever watches it would not hear of another one that takes its place.
 */
export function changeSession(queryClient: QueryClient, session: Session | null): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  queryClient.setQueryData(sessionKey, session);
}
