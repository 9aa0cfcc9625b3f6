import { singleHeader } from '../../model/header.ts';
import { html } from '../html.ts';
import type { AnswerProtocol } from './answer-protocol.ts';
import { isFetched } from './is-fetched.ts';
import { statusFragment } from './status-fragment.ts';

/** What applications call their frames; anything else is not written back. */
const frameId = /^[\w:.-]{1,100}$/;

/** A frame of Turbo. Without a frame of its own name in the answer it would say "Content missing". */
export const turboFrame: AnswerProtocol = {
  calls: null,
  looksAt: ['Turbo-Frame', 'Sec-Fetch-Dest'],
  isMeant: (request) =>
    isFetched(request) && frameId.test(singleHeader(request.headers, 'turbo-frame') ?? ''),
  write: (told, { request }) => ({
    contentType: 'text/html; charset=utf-8',
    body: html`<turbo-frame id="${singleHeader(request.headers, 'turbo-frame')}">${statusFragment(told)}</turbo-frame>`
      .markup,
  }),
};
