import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followEvents } from '../api/live-events.ts';
import { useApi } from '../api/site-api.ts';

/** Status and traffic come by themselves while a page is looked at; each event carries what a request would give. */
export function useLiveStatus(): void {
  const api = useApi();
  const queryClient = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    void followEvents({
      api,
      queryClient,
      only: ['status', 'traffic'],
      signal: leaving.signal,
      onEvent({ type, data }) {
        if (type === 'status' || type === 'traffic') queryClient.setQueryData([type], JSON.parse(data));
      },
    });
    return () => leaving.abort();
  }, [api, queryClient]);
}
