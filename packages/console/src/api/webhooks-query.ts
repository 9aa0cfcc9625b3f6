import { queryOptions } from '@tanstack/react-query';
import { answerOf, type SiteApi } from './site-api.ts';

/** Everything below this key changes with a decision. */
export const webhooksKey = ['webhooks'] as const;

/** Held ones come, go out and fail by themselves. */
export const webhooksAgainMs = 5_000;

/** Every webhook of the policy, and how it stands with what is held of it. */
export function webhooksQuery({ client, site }: SiteApi) {
  return queryOptions({
    queryKey: webhooksKey,
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/webhooks', { params: { path: { site } }, signal })),
    refetchInterval: webhooksAgainMs,
    refetchIntervalInBackground: false,
  });
}
