import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from '../../api/site-api.ts';

export function insidersQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['insiders'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/insiders', { params: { path: { site } }, signal })),
    // Who is inside changes by itself.
    refetchInterval: 10_000,
    refetchIntervalInBackground: false,
  });
}
