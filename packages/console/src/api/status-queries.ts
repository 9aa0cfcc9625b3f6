import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from './site-api.ts';

/** The stream says it at once; asking is what counts when the stream is broken. */
const askAgainMs = 5_000;

export function statusQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['status'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/status', { params: { path: { site } }, signal })),
    refetchInterval: askAgainMs,
    refetchIntervalInBackground: false,
  });
}

export function trafficQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['traffic'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/traffic', { params: { path: { site } }, signal })),
    refetchInterval: 15_000,
    refetchIntervalInBackground: false,
  });
}
