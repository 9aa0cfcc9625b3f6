import { singleHeader } from '../../model/header.ts';
import { parseSafeUrl } from '../../model/safe-url.ts';
import type { AnswerRequest } from '../answer.ts';
import type { HeaderList } from '../cors.ts';
import type { AnswerProtocol } from './answer-protocol.ts';
import { isFetched } from './is-fetched.ts';
import { statusFragment } from './status-fragment.ts';

/**
 * htmx swaps no 5xx unless the application says so. Where it does, the notice goes to the top of the page: swapped
 * into its target it would take the place of a row, a form, or everything. A link that htmx follows for the reader
 * is followed by the browser instead, which shows the page.
 */
export const htmx: AnswerProtocol = {
  calls: null,
  looksAt: ['HX-Request', 'HX-Boosted', 'Sec-Fetch-Dest'],
  isMeant: (request) => singleHeader(request.headers, 'hx-request') === 'true' && isFetched(request),
  write: (told, { request }) => ({
    contentType: 'text/html; charset=utf-8',
    headers: [
      ['HX-Retarget', 'body'],
      ['HX-Reswap', 'afterbegin'],
      ['HX-Push-Url', 'false'],
      ...followed(request),
    ],
    body: statusFragment(told).markup,
  }),
};

function followed({ method, headers, target }: AnswerRequest): HeaderList {
  if (method !== 'GET' || singleHeader(headers, 'hx-boosted') !== 'true') return [];
  const path = parseSafeUrl(target);
  return path.kind === 'path' ? [['HX-Redirect', path.href]] : [];
}
