import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from '../../api/site-api.ts';

export function productionQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['production'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/production', { params: { path: { site } }, signal })),
    // What was shut lately grows by itself.
    refetchInterval: 10_000,
    refetchIntervalInBackground: false,
  });
}
