import { singleHeader } from '../../model/header.ts';
import type { AnswerRequest } from '../answer.ts';
import { problemDocument, toJson } from '../problem.ts';
import type { AnswerProtocol } from './answer-protocol.ts';

/** What tRPC gives for every 5xx of its own: JSON-RPC's internal error. */
const internalError = -32_603;

const codes: Readonly<Record<number, string>> = {
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
};

/** As many as a client puts into one request; a longer list is no reason for a longer answer. */
const mostCalls = 100;

/**
 * The error envelope of tRPC 10 and 11: one for each procedure that the path names, but a single one for a client
 * that streams, which gives it to every call of the batch when the status is no success (httpBatchStreamLink).
 */
export const trpc: AnswerProtocol = {
  calls: 'trpc',
  looksAt: ['trpc-accept'],
  isMeant: streams,
  write({ problem, message }, { request }) {
    const { status } = problem;
    const error = {
      message,
      code: internalError,
      data: {
        code: codes[status] ?? 'INTERNAL_SERVER_ERROR',
        httpStatus: status,
        portcullis: problemDocument(problem),
      },
    };
    // A client with superjson as its transformer reads `json`, and fails without it; others do not look at it.
    const answer = { error: { ...error, json: error } };
    const count = streams(request) ? null : callsIn(request.target);
    return {
      contentType: 'application/json; charset=utf-8',
      body: toJson(count === null ? answer : Array.from({ length: count }, () => answer)),
    };
  },
};

function streams({ headers }: AnswerRequest): boolean {
  return singleHeader(headers, 'trpc-accept') === 'application/jsonl';
}

/** How many procedures a batch names; null for a request that is no batch. */
function callsIn(target: string): number | null {
  const [path = '', query = ''] = target.split('?', 2);
  if (!query.split('&').includes('batch=1')) return null;
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/%2c/gi, ',')
    .split(',', mostCalls).length;
}
