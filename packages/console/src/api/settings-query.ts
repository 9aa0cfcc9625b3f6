import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from './site-api.ts';

/** What operators set while the server runs, and what its file says. */
export function settingsQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['settings'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/settings', { params: { path: { site } }, signal })),
  });
}
