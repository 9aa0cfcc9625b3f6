import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../packages/gate/src/reading/body/strict-json.ts';

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

  // A hit: 349,000 empty objects without a prototype are 64 MB for each megabyte, and names alone are limited.
  it.fails('of empty objects takes a few bytes for each', () => {
    expect(keptForEachByte(`[${'{},'.repeat(349_000)}1]`)).toBeLessThan(16);
  });
});
