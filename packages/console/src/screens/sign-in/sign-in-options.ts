import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from '../../api/site-api.ts';

/** How somebody can sign in, and whether the first owner is missing. */
export function signInOptionsQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/sign-in', { params: { path: { site } }, signal })),
  });
}
