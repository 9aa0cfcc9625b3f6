import fc from 'fast-check';
import { drawnDocument } from './graphql-documents.ts';

// Requests to a GraphQL endpoint that nobody means: pieces of documents, of JSON and of forms in any order.

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
export const anyGraphqlInput = fc.record({
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
