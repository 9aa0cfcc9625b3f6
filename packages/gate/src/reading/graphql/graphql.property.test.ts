import fc from 'fast-check';
import { getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  type DrawnDocument,
  type DrawnOperation,
  drawnDocument,
  drawnOperationName,
} from '../../../test/support/graphql-documents.ts';
import { graphqlInput } from '../../../test/support/graphql-input.ts';
import type { CallInput } from '../body/calls/call-reading.ts';
import type { GraphqlRule } from './graphql-rule.ts';
import { readGraphql } from './read-graphql.ts';

const numRuns = Number(process.env.PORTCULLIS_PROPERTY_RUNS ?? 20_000);
/** A watchdog: as many runs as are asked for may take their time. */
const timeout = 60_000 + numRuns;
const rule: GraphqlRule = { persisted: { r1: 'read', r2: 'read', w: 'write' } };
const read = (input: CallInput) => readGraphql(input, rule, parse);

/** The one operation that every server runs; null when they differ or none runs. */
function selected({ operations }: DrawnDocument, operationName: string | null): DrawnOperation | null {
  const [first, ...others] = operations;
  if (first === undefined) return null;
  if (others.length === 0) return operationName === null || operationName === first.name ? first : null;
  if (operations.some(({ name }) => name === null)) return null;
  if (new Set(operations.map(({ name }) => name)).size !== operations.length) return null;
  return operations.find(({ name }) => name === operationName) ?? null;
}

describe('any document', () => {
  test('is read as the operation that runs', { timeout }, () => {
    fc.assert(
      fc.property(drawnDocument, drawnOperationName, (document, operationName) => {
        const body = JSON.stringify({ query: document.text, operationName });
        const reading = read(graphqlInput({ body }));
        const operation = selected(document, operationName);
        expect(reading.access).toBe(operation?.kind === 'query' ? 'read' : 'write');
        if (operation?.name) expect(reading.names).toEqual([operation.name]);
        if (reading.access === 'read') {
          expect(getOperationAST(parse(document.text), operationName)?.operation).toBe('query');
        }
      }),
      { numRuns },
    );
  });
});

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
  const named = operations.filter(({ name }) => operationName === null || name === operationName);
  const operation = lastWins ? named.at(-1) : named[0];
  return operation === undefined ? [] : [operation.kind];
}

const harmless = new Set(['query', 'r1', 'r2']);

describe('any request', () => {
  test('that is read makes no server write, wherever it looks', { timeout }, () => {
    let reads = 0;
    fc.assert(
      fc.property(fc.option(place), fc.option(place), fc.boolean(), (url, body, escaped) => {
        const query = url === null ? null : new URLSearchParams(parametersOf(url)).toString();
        const input =
          body === null
            ? graphqlInput({ method: 'GET', contentType: null, query })
            : graphqlInput({ query, body: jsonOf(body, escaped) });
        const reading = read(input);
        if (reading.access === 'write') return;
        reads += 1;
        // A GET has nothing but its URL.
        const runs = servers.flatMap((server) => server(url ?? nowhere, body ?? url ?? nowhere));
        expect(runs.length).toBeGreaterThan(0);
        for (const run of runs) expect(harmless).toContain(run);
      }),
      { numRuns },
    );
    // Else the property would hold for a reader that refuses everything.
    expect(reads).toBeGreaterThan(numRuns / 50);
  });

  test('batches are read when each of their calls is', { timeout }, () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), (places) => {
        const bodies = places.map((one) => jsonOf(one, false));
        const single = bodies.every((body) => read(graphqlInput({ body })).access === 'read');
        expect(read(graphqlInput({ body: `[${bodies.join()}]` })).access).toBe(single ? 'read' : 'write');
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});

function jsonOf({ document, operationName, id }: Place, escaped: boolean): string {
  const json = JSON.stringify({ query: document?.text, operationName, ...(id === null ? {} : { id }) });
  if (!escaped) return json;
  return json.replace(/[a-z](?=[^"\\]*")/g, (letter, at: number) =>
    json[at - 1] === '\\' ? letter : `\\u00${letter.charCodeAt(0).toString(16)}`,
  );
}

describe('anything at all', () => {
  const scrap = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '"query"',
      '"id"',
      '"extensions"',
      '"persistedQuery"',
      '"sha256Hash"',
    ],
    ...[
      'null',
      '1',
      '"r1"',
      '"{a}"',
      '"mutation{b}"',
      '"__proto__"',
      '\\',
      '\\u0000',
      ' ',
      '\ufeff',
      'query',
      'mutation',
    ],
    ...[
      'fragment',
      'on',
      '...',
      '"""',
      '#',
      '\r',
      '\n',
      '(',
      ')',
      '$',
      '@',
      '!',
      '=',
      '&',
      'query=',
      '%7Ba%7D',
      '%',
      ';',
      '+',
    ],
  );
  const text = fc.oneof(
    fc.array(scrap, { maxLength: 30 }).map((scraps) => scraps.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.json(),
    drawnDocument.map((document) => document.text),
    drawnDocument.map((document) => JSON.stringify({ query: document.text })),
  );
  const contentType = fc.constantFrom(
    'application/json',
    'application/graphql',
    'application/graphql+json',
    'text/plain',
  );
  const anyInput = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST'), fc.string()),
    path: fc.string(),
    query: fc.option(text),
    contentType: fc.option(fc.oneof({ weight: 4, arbitrary: contentType }, fc.string()), { freq: 10 }),
    contentEncoding: fc.option(fc.oneof(fc.constant('identity'), fc.string()), { freq: 1 }),
    headers: fc.array(fc.oneof(fc.constantFrom('content-type', 'Content-Encoding'), fc.string()), {
      maxLength: 4,
    }),
    body: fc.oneof(
      text.map((one) => new TextEncoder().encode(one)),
      fc.uint8Array({ maxLength: 60 }),
    ),
  });

  test('is read without an error', { timeout }, () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const reading = read(input);
        for (const name of reading.names) expect(name.length).toBeLessThanOrEqual(128);
        if (reading.access === 'write') expect(reading.why).toMatch(/^[a-zA-Z]/);
        else expect(Object.keys(reading)).toEqual(['access', 'names']);
      }),
      { numRuns },
    );
  });
});
