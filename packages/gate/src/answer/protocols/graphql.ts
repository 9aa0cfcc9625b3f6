import { headerValues } from '../../model/header.ts';
import { problemDocument, toJson } from '../problem.ts';
import { parseQualityList } from '../quality-list.ts';
import type { AnswerProtocol } from './answer-protocol.ts';
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
  write({ problem, message }, { request, call }) {
    const { headers } = request;
    const own = weightOf(headers, responseType);
    const isOwn = own > 0 && own >= weightOf(headers, 'application/json');
    const answer = { errors: [{ message, extensions: problemDocument(problem) }] };
    return {
      contentType: `${isOwn ? responseType : 'application/json'}; charset=utf-8`,
      body: toJson(call?.isBatch === true ? forEachCall(call, () => answer) : answer),
    };
  },
};

function weightOf(headers: readonly string[], type: string): number {
  const items = parseQualityList(headerValues(headers, 'accept').join(','));
  return Math.max(0, ...items.filter(({ value }) => value === type).map(({ quality }) => quality));
}
