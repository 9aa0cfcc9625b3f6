import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type BodyReading, readBody } from '../../packages/gate/src/reading/body/read-body.ts';
import { parseStrictJson } from '../../packages/gate/src/reading/body/strict-json.ts';
import { readFor, siteOf } from '../../packages/gate/test/support/decide-fixtures.ts';

// What was read of a body lives as long as its bytes: until the application has taken them, and for the whole life of
// a stream of events that answers it.

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** What stays on the heap for each byte of a body that is kept, of several bodies. */
function keptForEachByte(text: string): number {
  const bodies = Array.from({ length: 3 }, () => new TextEncoder().encode(text));
  const before = heapBytes();
  for (const body of bodies) parseStrictJson(body, { loneSurrogates: true });
  const size = bodies.reduce((sum, { length }) => sum + length, 0);
  return (heapBytes() - before) / size;
}

describe('a body of a megabyte that is kept', () => {
  it('of one text takes a few bytes for each', () => {
    expect(keptForEachByte(`["${'a'.repeat(1_000_000)}"]`)).toBeLessThan(4);
  });

  // 349,000 empty objects without a prototype were 64 MB for each megabyte, while names alone were limited.
  it('of empty objects takes a few bytes for each', () => {
    expect(keptForEachByte(`[${'{},'.repeat(349_000)}1]`)).toBeLessThan(16);
  });
});

describe('what is said of a body', () => {
  const name = 'orders.list.of-a-customer';
  const routes = [{ match: '/rpc', calls: { protocol: 'json-rpc', read: [name] } }] as const;
  const headers = ['Content-Type', 'application/json'];
  const request = readFor(siteOf({ policy: { routes } }), 'POST /rpc', { headers });
  const blank = ' '.repeat(900_000);
  const objects = '{},'.repeat(30_000);

  it.each([
    ['a call', `{"method":"${name}","params":[${objects}1]${blank}}`],
    ['a method that it asks for', `{"_method":"a-method-of-its-own",${blank}"a":[${objects}1]}`],
    ['a call that is not listed', `{"method":"${name}.too",${blank}"params":[${objects}1]}`],
  ])('keeps nothing of it: %s', (_, text) => {
    const found: BodyReading[] = [];
    const before = heapBytes();
    for (let count = 0; count < 8; count += 1) {
      found.push(readBody(request, new TextEncoder().encode(text), { readGraphql: null }));
    }
    // The text of the last one stays with V8, for `RegExp.input`.
    expect(heapBytes() - before).toBeLessThan(3 * text.length);
    expect(found).toHaveLength(8);
  });
});
