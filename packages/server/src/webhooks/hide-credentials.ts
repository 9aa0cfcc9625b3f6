import type { HeldContent } from './held-content.ts';

/** Of a header the value, or null where it is hidden. */
export interface ShownHead {
  readonly target: string;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
}

/**
 * What says what a request is about and lets nobody in: everything else may be a signature or a shared secret under a name that
 * its sender has made up.
 */
const harmless: ReadonlySet<string> = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control', 'connection'],
  ...['content-encoding', 'content-language', 'content-length', 'content-type', 'date', 'expect', 'host'],
  ...['keep-alive', 'pragma', 'te', 'traceparent', 'transfer-encoding', 'user-agent', 'x-request-id'],
  ...['idempotency-key', 'webhook-id', 'webhook-timestamp'],
  ...['x-github-delivery', 'x-github-event', 'x-github-hook-id', 'x-github-hook-installation-target-id'],
  ...['x-github-hook-installation-target-type', 'x-gitlab-event', 'x-gitlab-event-uuid'],
  ...['x-shopify-api-version', 'x-shopify-event-id', 'x-shopify-shop-domain', 'x-shopify-topic'],
  ...['x-shopify-triggered-at', 'x-shopify-webhook-id'],
  ...['x-slack-request-timestamp', 'x-slack-retry-num', 'x-slack-retry-reason'],
]);

const hidden = '[hidden]';
/** A part of a path that is long and has digits may be what lets its sender in, as with Slack's and Discord's addresses. */
const tokenInPath = /[\w.~%+=-]{16,}/g;

/**
 * The head of a held webhook without what its sender proves himself by: GitHub's and Shopify's signatures carry no time, so whoever
 * has seen one could send the call again whenever he liked, and tokens and cookies are good for other calls, too.
 */
export function hideCredentials({ target, headers }: Pick<HeldContent, 'target' | 'headers'>): ShownHead {
  return {
    target: withoutTokens(target),
    headers: everyHeader(headers).map(({ name, value }) => ({
      name,
      value: harmless.has(name.toLowerCase()) ? value : null,
    })),
  };
}

/** Names and values of a flat list. */
export function everyHeader(
  headers: readonly string[],
): readonly { readonly name: string; readonly value: string }[] {
  return headers.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: headers[index + 1] ?? '' }] : [],
  );
}

function withoutTokens(target: string): string {
  const from = target.indexOf('?');
  const path = from === -1 ? target : target.slice(0, from);
  const shown = path.replace(tokenInPath, (part) => (/\d/.test(part) ? hidden : part));
  if (from === -1) return shown;
  const query = target.slice(from + 1).split(/([&;])/);
  return `${shown}?${query.map((pair) => (/^[&;]?$/.test(pair) ? pair : withoutValue(pair))).join('')}`;
}

function withoutValue(pair: string): string {
  const equals = pair.indexOf('=');
  // What has no name is a value alone.
  return equals === -1 ? hidden : `${pair.slice(0, equals)}=${hidden}`;
}
