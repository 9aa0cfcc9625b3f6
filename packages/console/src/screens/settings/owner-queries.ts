import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from '../../api/site-api.ts';

/** Owners must have proved lately who they are: asked when somebody comes, never by itself in the background. */
const onlyWhenAsked = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

export function operatorsQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['operators'],
    queryFn: async ({ signal }) =>
      (await answerOf(client.GET('/v1/sites/{site}/operators', { params: { path: { site } }, signal })))
        .operators,
    ...onlyWhenAsked,
    refetchOnMount: 'always',
  });
}

export function keysQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['keys'],
    queryFn: async ({ signal }) =>
      (await answerOf(client.GET('/v1/sites/{site}/keys', { params: { path: { site } }, signal }))).keys,
    ...onlyWhenAsked,
    refetchOnMount: 'always',
  });
}
