import { headerValues } from '../../model/header.ts';
import { problemDocument, toJson } from '../problem.ts';
import { parseQualityList } from '../quality-list.ts';
import type { AnswerProtocol, Asked } from './answer-protocol.ts';
import { forEachCall } from './for-each-call.ts';

const responseType = 'application/graphql-response+json';

/**
 * GraphQL over HTTP. A refused document was not executed: an error without `data`, which is why the status may
 * stay what it is. Apollo, urql and Relay show `message` and switch on `extensions.code`.
 */
export const graphql: AnswerProtocol = {
  calls: 'graphql',
  looksAt: ['Accept'],
  isMeant: ({ headers }) => weightOf(headers, responseType) > 0,
  write: ({ problem, message }, asked) =>
    answerWith({ message, extensions: problemDocument(problem) }, asked),
  askForDocuments: (asked) => answerWith(notFound, asked),
};

/** Word for word as Apollo Server says it: clients know it by the one or by the other. */
const notFound = { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } };

function answerWith(
  error: object,
  { request: { headers }, call }: Asked,
): { readonly contentType: string; readonly body: string } {
  const own = weightOf(headers, responseType);
  const isOwn = own > 0 && own >= weightOf(headers, 'application/json');
  const answer = { errors: [error] };
  return {
    contentType: `${isOwn ? responseType : 'application/json'}; charset=utf-8`,
    body: toJson(call?.isBatch === true ? forEachCall(call, () => answer) : answer),
  };
}

function weightOf(headers: readonly string[], type: string): number {
  const items = parseQualityList(headerValues(headers, 'accept').join(','));
  return Math.max(0, ...items.filter(({ value }) => value === type).map(({ quality }) => quality));
}
