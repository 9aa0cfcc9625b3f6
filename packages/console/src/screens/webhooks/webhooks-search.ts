import { countIn, oneOf, type Search, textIn } from '../../environment/search-values.ts';

export interface WebhooksSearch {
  /** The one that is looked at, such as `POST /webhooks/stripe`. @default all of them */
  readonly webhook?: string | undefined;
  /** @default waiting */
  readonly state?: 'failed' | 'delivered' | 'dropped' | 'all' | undefined;
  /** Held ones behind this sequence. */
  readonly after?: number | undefined;
  /** The held one that is inspected. */
  readonly held?: string | undefined;
}

/** As the server bounds the name of a webhook. */
const longestName = 2_000;

export function webhooksSearch(search: Search): WebhooksSearch {
  return {
    webhook: textIn(search, 'webhook', longestName),
    state: oneOf(search, 'state', ['failed', 'delivered', 'dropped', 'all']),
    after: countIn(search, 'after'),
    held: textIn(search, 'held', 128),
  };
}
