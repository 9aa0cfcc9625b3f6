// What reading a GraphQL request costs. `node --conditions=portcullis-source benchmarks/graphql/run.ts`
//
// Rounds are interleaved and the median is told, in time on the processor: see benchmarks/decide/run.ts.
import { parse } from 'graphql';
import { type CallInput, createGraphqlReader, type GraphqlRule } from '../../packages/gate/src/graphql.ts';

const rounds = 15;
const roundMs = 60;
const floorMicroseconds = 60;

const hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
const rule: GraphqlRule = { persisted: { [hash]: 'read' } };
const read = createGraphqlReader();

/** A query as a shop's client sends it, of about `bytes` bytes. */
function query(bytes: number): string {
  const variables = '$first: Int = 20, $after: String, $locale: Locale!';
  let fields = '';
  for (let number = 1; fields.length < bytes - 190; number += 1) {
    fields += `    product${number}: product(id: "p-${number}", locale: $locale) { id name price { amount currency } }\n`;
  }
  return `query Catalogue(${variables}) {\n  shop {\n${fields}  }\n  ...Footer\n}\nfragment Footer on Query { links(first: $first, after: $after) { title } }\n`;
}

function post(value: unknown): CallInput {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return { ...empty, method: 'POST', contentType: 'application/json', body };
}

const empty: CallInput = {
  method: 'GET',
  path: '/graphql',
  query: null,
  contentType: null,
  contentEncoding: null,
  headers: ['Host', 'shop.example', 'Accept', '*/*', 'Content-Type', 'application/json'],
  body: new Uint8Array(),
};

const kilobyte = query(1_024);
const variables = { first: 20, after: null, locale: 'en' };
const persistedQuery = { version: 1, sha256Hash: hash };
const wide = `{${' a'.repeat(4_990)} }`;
const lists = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const deep = `{${` a(x:${lists(190)})`.repeat(12)} }`;
const tooDeep = `{a(x:${lists(2_400)})}`;
const tooMany = `{${' a'.repeat(500_000)} }`;

interface Measurement {
  readonly name: string;
  readonly run: () => unknown;
  readonly microseconds: number[];
}

const measurements: readonly Measurement[] = [
  of(`query of ${kilobyte.length} bytes: parse alone`, () =>
    parse(kilobyte, { noLocation: true, maxTokens: 5_000 }),
  ),
  reading(
    `query of ${kilobyte.length} bytes, POST`,
    post({ query: kilobyte, operationName: 'Catalogue', variables }),
  ),
  reading(`query of ${kilobyte.length} bytes, GET`, {
    ...empty,
    query: new URLSearchParams({ query: kilobyte }).toString(),
  }),
  reading(
    'query of 100 bytes, POST',
    post({
      query: 'query Me { me { id name orders(last: 3) { id total lines { name } } address { city } } }',
    }),
  ),
  reading(
    'mutation of 100 bytes, POST',
    post({ query: 'mutation Pay($id: ID!) { pay(order: $id) { id status } }', variables: { id: '1' } }),
  ),
  reading('stored document by hash, GET', {
    ...empty,
    query: new URLSearchParams({ extensions: JSON.stringify({ persistedQuery }) }).toString(),
  }),
  reading('stored document by hash, POST', post({ extensions: { persistedQuery }, variables })),
  reading(
    'batch of 10 queries of 100 bytes',
    post(
      Array.from({ length: 10 }, () => ({
        query: '{ me { id name orders(last: 3) { id total lines { name } } address { city } } }',
      })),
    ),
  ),
  reading(
    '1 KB query with 64 KB of variables',
    post({
      query: kilobyte,
      variables: { list: Array.from({ length: 2_300 }, (_, id) => ({ id, name: 'n' })) },
    }),
  ),
  reading('worst: 4,992 tokens', post({ query: wide })),
  reading('worst: 4,600 tokens, 190 deep', post({ query: deep })),
  reading('worst: lists 2,400 deep, refused', post({ query: tooDeep })),
  reading('worst: 1 MB of 500,000 tokens, refused', post({ query: tooMany })),
];

runAll();
report();

function reading(name: string, input: CallInput): Measurement {
  return of(name, () => read(input, rule));
}

function of(name: string, run: () => unknown): Measurement {
  return { name, run, microseconds: [] };
}

function runAll(): void {
  for (let round = -2; round < rounds; round += 1) {
    for (const { run, microseconds } of measurements) {
      const endMs = performance.now() + roundMs;
      const before = process.cpuUsage();
      let count = 0;
      while (performance.now() < endMs) {
        run();
        count += 1;
      }
      const { user, system } = process.cpuUsage(before);
      // The first two rounds only warm up.
      if (round >= 0) microseconds.push((user + system) / count);
    }
  }
}

function report(): void {
  console.log(`node ${process.version}, ${process.arch}; µs per request, median of ${rounds} rounds\n`);
  for (const { name, microseconds } of measurements) {
    console.log(`  ${name.padEnd(42)}${median(microseconds).toFixed(1).padStart(10)} µs`);
  }
  const figure = median(measurements[1]?.microseconds ?? []);
  console.log(`\na query of 1 KB: ${figure.toFixed(1)} µs, floor ${floorMicroseconds} µs`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
