import { describe, expect, it } from 'vitest';
import { decompressInNode } from '../../packages/gate/src/adapters/node-decompress.ts';
import { costlyBrotli, costlyStream } from '../../packages/gate/test/support/costly-streams.ts';

// What unpacking the body of a stranger costs.

// A watchdog: the limit is 30 ms of work (benchmarks measure it), and without it the worst takes a second and more.
const watchdogMs = 300;

describe('a compressed body of half a megabyte costs little', () => {
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
    expect(await leastMs('deflate-raw', bytes)).toBeLessThan(watchdogMs);
  });

  it('maps of brotli', async () => {
    const bytes = costlyBrotli(524_288, true);
    expect(bytes.length).toBeLessThanOrEqual(524_288);
    expect(await decompressInNode('brotli', bytes, 1_048_576)).toBeNull();
    expect(await leastMs('brotli', bytes)).toBeLessThan(watchdogMs);
  });

  it.each(['brotli', 'deflate-raw', 'zstd'] as const)('the worst of %s', async (format) => {
    expect(await leastMs(format, costlyStream[format](524_288))).toBeLessThan(watchdogMs);
  });
});
