import { describe, expect, it } from 'vitest';
import { decompressInNode } from '../../packages/gate/src/adapters/node-decompress.ts';
import { bitWriter, costlyStream } from '../../packages/gate/test/support/costly-streams.ts';

// What unpacking the body of a stranger costs.

/**
 * A stream of meta-blocks of one letter each, whose heads of 83 bytes ask for 256 types of literals: a context map of
 * 16,384 entries, one run of zeros, that is moved to front and looked through for each letter.
 */
function mapsOfBrotli(size: number): Buffer {
  const { write, end, size: written } = bitWriter();
  const simple = (symbol: number, bits: number) => {
    write(1, 4);
    write(symbol, bits);
  };
  write(0, 1); // a window of 64 KB
  while (written() < size - 100) {
    write(0, 1 + 2 + 16 + 1); // not the last, one byte, compressed
    write(1 | (7 << 1) | (127 << 4), 11); // 256 types of literals
    simple(0, 9);
    simple(0, 5);
    write(0, 2 + 1 + 1 + 2 + 4); // one in the first; one type of commands and distances; no postfix
    for (let type = 0; type < 16; type += 1) write(0, 32); // their modes
    write(1, 4); // two trees
    write(1 | (15 << 1), 5); // runs of up to 2^16
    simple(14, 5);
    write(0, 14); // 16,384 zeros
    write(1, 1); // moved to front
    write(0, 1); // one tree of distances
    simple(0x61, 8);
    simple(0x61, 8);
    simple(8, 10);
    simple(0, 6);
  }
  write(3, 2);
  return end();
}

describe('a compressed body of half a megabyte costs less than 50 ms', () => {
  async function leastMs(format: Parameters<typeof decompressInNode>[0], bytes: Buffer): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const before = process.cpuUsage();
      await decompressInNode(format, bytes, 1_048_576);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least;
  }

  it('empty blocks of deflate', async () => {
    const empty = Buffer.from([0, 0, 0, 0xff, 0xff]);
    const bytes = Buffer.concat([...Array<Buffer>(104_000).fill(empty), Buffer.from([1, 0, 0, 0xff, 0xff])]);
    expect(await leastMs('deflate-raw', bytes)).toBeLessThan(50);
  });

  it('maps of brotli', async () => {
    const bytes = mapsOfBrotli(524_288);
    expect(bytes.length).toBeLessThanOrEqual(524_288);
    expect(await decompressInNode('brotli', bytes, 1_048_576)).toBeNull();
    expect(await leastMs('brotli', bytes)).toBeLessThan(50);
  });

  it.each(['brotli', 'deflate-raw', 'zstd'] as const)('the worst of %s', async (format) => {
    expect(await leastMs(format, costlyStream[format](524_288))).toBeLessThan(50);
  });
});
