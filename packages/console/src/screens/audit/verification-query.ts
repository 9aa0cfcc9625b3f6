import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from '../../api/site-api.ts';

/** How far the check of the audit is that runs. */
export function verificationQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: ['audit-verification'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/audit/verification', { params: { path: { site } }, signal })),
    refetchInterval: 1_000,
    // What was true of the last one says nothing about the next.
    gcTime: 0,
  });
}
