import { expect, test } from 'vitest';
import { looksLikeChoosing } from './member-names.ts';

// Each of them is the document to run for some server.
test.each([
  'query',
  'operationName',
  'variables',
  'extensions',
  'id',
  'documentId',
  'doc_id',
  'queryId',
  'hash',
  'persisted',
  'persistedQuery',
  'persistedDocument',
  'sha256Hash',
  'document',
  'documentHash',
  'queryHash',
  'operationId',
  'operationHash',
  'operations',
  'mutation',
  'subscription',
])('%s, however it is written', (name) => {
  const spellings = [
    name,
    name.toUpperCase(),
    `${name}[]`,
    `${name}[a]`,
    `[${name}]`,
    name.split('').join('_'),
  ];
  for (const spelling of [...spellings, name.replaceAll('s', '\u017f'), `${name}\0x`]) {
    expect(looksLikeChoosing(spelling), spelling).toBe(true);
  }
});

test.each(['', 'sql', 'queries', 'clientId', 'hashes', 'x[query]', '[]', 'a.query', 'identity'])(
  '%j is none',
  (name) => {
    expect(looksLikeChoosing(name)).toBe(false);
  },
);

test.each(['a\0', 'a\u001f', 'a\u007f'])('%j may end where no name does', (name) => {
  expect(looksLikeChoosing(name)).toBe(true);
});
