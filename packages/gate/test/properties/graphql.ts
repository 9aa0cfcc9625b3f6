import fc from 'fast-check';
import { getOperationAST, parse } from 'graphql';
import type { CallInput } from '../../src/reading/body/calls/call-reading.ts';
import type { GraphqlRule } from '../../src/reading/graphql/graphql-rule.ts';
import { readGraphql } from '../../src/reading/graphql/read-graphql.ts';
import { bytesOf } from '../support/body-fixtures.ts';
import { rawRequest, siteOf } from '../support/decide-fixtures.ts';
import { decideWithBody } from '../support/decide-with-body.ts';
import {
  type DrawnDocument,
  type DrawnOperation,
  drawnDocument,
  drawnOperationName,
  isDoubtful,
} from '../support/graphql-documents.ts';
import { graphqlInput } from '../support/graphql-input.ts';
import { anyGraphqlInput } from '../support/graphql-scraps.ts';
import { defineProperty, type Family, type Judging } from './property.ts';

const rule: GraphqlRule = { persisted: { r1: 'read', r2: 'read', w: 'write' } };
const site = siteOf({
  policy: { routes: [{ match: '/graphql', calls: { protocol: 'graphql', persisted: rule.persisted } }] },
});
const read = (input: CallInput, { stopwatch }: Judging) =>
  stopwatch.measure(() => readGraphql(input, rule, parse));

/** The one operation that every server runs; null when they differ or none runs. */
function selected({ operations }: DrawnDocument, operationName: string | null): DrawnOperation | null {
  const [first, ...others] = operations;
  if (first === undefined) return null;
  if (others.length === 0) return !operationName || operationName === first.name ? first : null;
  if (operations.some(({ name }) => name === null)) return null;
  if (new Set(operations.map(({ name }) => name)).size !== operations.length) return null;
  return operations.find(({ name }) => name === operationName) ?? null;
}

const anyDocument = fc.tuple(drawnDocument, drawnOperationName);

function readsWhatRuns([document, operationName]: readonly [DrawnDocument, string | null], judging: Judging) {
  const body = JSON.stringify({ query: document.text, operationName });
  const reading = read(graphqlInput({ body }), judging);
  const operation = selected(document, operationName);
  const expected = operation?.kind === 'query' && !isDoubtful(document.text) ? 'read' : 'write';
  judging.saw(expected);
  if (reading.access !== expected) return `a ${expected} is taken for a ${reading.access}`;
  if (operation?.name && reading.names.join() !== operation.name)
    return `it is called ${reading.names.join()}`;
  // By the empty name graphql-js runs nothing, others the only operation.
  if (
    expected === 'read' &&
    getOperationAST(parse(document.text), operationName || null)?.operation !== 'query'
  ) {
    return 'graphql-js runs no query';
  }
  const raw = rawRequest('POST /graphql', {
    headers: ['Content-Type', 'application/json', 'Content-Length', '9'],
  });
  const { kind } = judging.stopwatch.measure(() => decideWithBody(site, raw, bytesOf(body)));
  return (kind === 'allow') === (expected === 'read') ? null : `a ${expected} is answered with ${kind}`;
}

/** What one place of a request says. */
interface Place {
  readonly document: DrawnDocument | null;
  readonly operationName: string | null;
  readonly id: string | null;
}

const nowhere: Place = { document: null, operationName: null, id: null };
const place: fc.Arbitrary<Place> = fc.record({
  document: fc.option(drawnDocument, { freq: 3 }),
  operationName: drawnOperationName,
  id: fc.option(fc.constantFrom('r1', 'r2', 'w', 'unheard'), { freq: 1 }),
});

function parametersOf({ document, operationName, id }: Place): Record<string, string> {
  return {
    ...(document === null ? {} : { query: document.text }),
    ...(operationName === null ? {} : { operationName }),
    ...(id === null ? {} : { extensions: JSON.stringify({ persistedQuery: { sha256Hash: id } }) }),
  };
}

/** A server: where it looks for each part, whether a stored document goes first, which of two operations it runs. */
type Server = (url: Place, body: Place) => string[];

const servers: Server[] = [];
for (const order of ['body only', 'URL first', 'body first'] as const) {
  for (const idFirst of [false, true]) {
    for (const lastWins of [false, true]) {
      servers.push((url, body) => {
        const places = order === 'body only' ? [body] : order === 'URL first' ? [url, body] : [body, url];
        const operationName = firstOf(places.map((one) => one.operationName));
        const document = firstOf(places.map((one) => one.document));
        const id = firstOf(places.map((one) => one.id));
        if (id !== null && (idFirst || document === null)) return [id];
        return document === null ? [] : ran(document, operationName, lastWins);
      });
    }
  }
}

function firstOf<Value>(values: readonly (Value | null)[]): Value | null {
  return values.find((value) => value !== null) ?? null;
}

/** A careless server: it runs something where a good one would answer with an error. */
function ran({ operations }: DrawnDocument, operationName: string | null, lastWins: boolean): string[] {
  const named = operations.filter(({ name }) => !operationName || name === operationName);
  const operation = lastWins ? named.at(-1) : named[0];
  return operation === undefined ? [] : [operation.kind];
}

const harmless = new Set(['query', 'r1', 'r2']);
const anyRequest = fc.tuple(fc.option(place), fc.option(place), fc.boolean());

function writesNowhere(
  [url, body, escaped]: readonly [Place | null, Place | null, boolean],
  judging: Judging,
): string | null {
  const query = url === null ? null : new URLSearchParams(parametersOf(url)).toString();
  const input =
    body === null
      ? graphqlInput({ method: 'GET', contentType: null, query })
      : graphqlInput({ query, body: jsonOf(body, escaped) });
  if (read(input, judging).access === 'write') return null;
  // GraphiQL: nothing is asked for, and nothing runs.
  if (query === null && body === null) return null;
  judging.saw('a request that reads');
  // A GET has nothing but its URL.
  const runs = servers.flatMap((server) => server(url ?? nowhere, body ?? url ?? nowhere));
  if (runs.length === 0) return 'no server runs anything';
  const harm = runs.find((run) => !harmless.has(run));
  return harm === undefined ? null : `some server runs ${harm}`;
}

function readsWhenAllDo(places: readonly Place[], judging: Judging): string | null {
  const bodies = places.map((one) => jsonOf(one, false));
  const single = bodies.every((body) => read(graphqlInput({ body }), judging).access === 'read');
  const expected = single ? 'read' : 'write';
  judging.saw(`a batch that is a ${expected}`);
  const { access } = read(graphqlInput({ body: `[${bodies.join()}]` }), judging);
  return access === expected ? null : `a batch of ${expected}s is taken for a ${access}`;
}

function jsonOf({ document, operationName, id }: Place, escaped: boolean): string {
  const json = JSON.stringify({ query: document?.text, operationName, ...(id === null ? {} : { id }) });
  if (!escaped) return json;
  return json.replace(/[a-z](?=[^"\\]*")/g, (letter, at: number) =>
    json[at - 1] === '\\' ? letter : `\\u00${letter.charCodeAt(0).toString(16)}`,
  );
}

function isReadWithoutError(input: CallInput, judging: Judging): string | null {
  const reading = read(input, judging);
  if (reading.names.some((name) => name.length > 128)) return 'a name is longer than 128';
  if (reading.access === 'write') return /^[a-zA-Z]/.test(reading.why) ? null : `why is ${reading.why}`;
  return Object.keys(reading).join() === 'access,names' ? null : 'a read says more than its names';
}

export const graphql: Family = {
  name: 'GraphQL',
  properties: [
    defineProperty({
      name: 'a document is read as the operation that runs',
      drawn: anyDocument,
      judge: readsWhatRuns,
      least: { read: 0.05, write: 0.2 },
    }),
    defineProperty({
      name: 'a request that is read makes no server write, wherever it looks',
      drawn: anyRequest,
      judge: writesNowhere,
      least: { 'a request that reads': 0.015 },
    }),
    defineProperty({
      name: 'a batch is read when each of its calls is',
      drawn: fc.array(place, { minLength: 1, maxLength: 4 }),
      judge: readsWhenAllDo,
      least: { 'a batch that is a read': 0.005, 'a batch that is a write': 0.2 },
    }),
    defineProperty({
      name: 'anything at all is read without an error',
      drawn: anyGraphqlInput,
      judge: isReadWithoutError,
      least: {},
    }),
  ],
};
