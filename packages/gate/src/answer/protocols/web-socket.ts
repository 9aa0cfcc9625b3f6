import { headerValues } from '../../model/header.ts';
import { problemBody } from '../problem.ts';
import type { AnswerProtocol } from './answer-protocol.ts';

/** A handshake. Scripts of a page see only that it failed; other clients and whoever debugs them read why. */
export const webSocket: AnswerProtocol = {
  calls: null,
  // Upgrade is between two neighbours: no cache keys on it.
  looksAt: [],
  isMeant: ({ headers }) =>
    headerValues(headers, 'upgrade').some((value) =>
      value.split(',', 10).some((name) => name.trim().toLowerCase() === 'websocket'),
    ),
  write: ({ problem }) => ({ contentType: 'application/problem+json', body: problemBody(problem) }),
};
