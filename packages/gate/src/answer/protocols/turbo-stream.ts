import { headerValues } from '../../model/header.ts';
import { html } from '../html.ts';
import { parseQualityList } from '../quality-list.ts';
import type { AnswerProtocol } from './answer-protocol.ts';
import { isFetched } from './is-fetched.ts';
import { statusFragment } from './status-fragment.ts';

const streamType = 'text/vnd.turbo-stream.html';

/**
 * A form sent by Turbo. The stream puts the notice at the top and leaves the form as it is, entries included; a
 * page in its place would be rendered instead of the form. Turbo replaces what has the same id, so that a second try
 * leaves one notice.
 */
export const turboStream: AnswerProtocol = {
  calls: null,
  looksAt: ['Accept', 'Sec-Fetch-Dest'],
  isMeant: (request) =>
    isFetched(request) &&
    parseQualityList(headerValues(request.headers, 'accept').join(',')).some(
      ({ value, quality }) => value === streamType && quality > 0,
    ),
  write: (told) => ({
    contentType: `${streamType}; charset=utf-8`,
    body: html`<turbo-stream action="prepend" targets="body"><template><div id="portcullis-status">${statusFragment(told)}</div></template></turbo-stream>`
      .markup,
  }),
};
