import { headerValues } from '../../model/header.ts';
import type { AnswerProtocol } from './answer-protocol.ts';

const ownHeaders = [
  'RSC',
  'Next-Action',
  'Next-Router-State-Tree',
  'Next-Router-Prefetch',
  'Next-Router-Segment-Prefetch',
] as const;

/**
 * The router of Next.js, and React server components after its example. What is no payload of components makes
 * it load the page from the server, which shows the maintenance page.
 *
 * A server action that fails throws what it was answered, but only under exactly `text/plain`, without a charset
 * (server-action-reducer.ts); `fetch` reads it as UTF-8 either way, and nothing shows it as a page.
 */
export const nextRouter: AnswerProtocol = {
  calls: 'next-action',
  looksAt: ownHeaders,
  isMeant: ({ headers }) => ownHeaders.some((name) => headerValues(headers, name.toLowerCase()).length > 0),
  write: ({ message }) => ({ contentType: 'text/plain', body: message }),
};
