import type { NodeRequest } from './node-made-request.ts';

type ParsedRequest = NodeRequest & {
  query?: unknown;
  /** Of Express. */
  readonly app?: { get?(setting: string): unknown };
};

type ParseQuery = (query: string | null) => unknown;

/** Whether a host has parsed the query before anybody was asked: Express 4 and Polka have, Express 5 and Connect have not. */
export function hasParsedQuery(incoming: NodeRequest): boolean {
  return Object.hasOwn(incoming, 'query');
}

/**
 * What parsed the query of a request: the setting of Express 4 (`query parser fn`, `lib/middleware/query.js`), if it makes of
 * the query what is there. Null where that is something else: then the app has been told another query already.
 */
export function parserOfQuery(incoming: ParsedRequest): ParseQuery | null {
  try {
    const parse = incoming.app?.get?.('query parser fn');
    if (!isParser(parse)) return null;
    const again = parse(queryOf(incoming.url ?? ''));
    return JSON.stringify(again) === JSON.stringify(incoming.query) ? parse : null;
  } catch {
    return null;
  }
}

/** The query as its parser wants it: what follows the question mark, null where there is none. */
export function queryOf(url: string): string | null {
  const question = url.indexOf('?');
  return question === -1 ? null : url.slice(question + 1);
}

export function setParsedQuery(incoming: ParsedRequest, query: unknown): void {
  incoming.query = query;
}

function isParser(value: unknown): value is ParseQuery {
  return typeof value === 'function';
}
