import { constants, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isOneZstdFrame } from './zstd-frame.ts';

const noise = Uint8Array.from({ length: 300_000 }, () => Math.random() * 256);
const contents = [new Uint8Array(0), Buffer.from('a'), Buffer.alloc(1_000_000), noise];
const frames = contents.flatMap((content) =>
  [0, 1].flatMap((flag) =>
    [0, 1].map((size) =>
      zstdCompressSync(content, {
        params: { [constants.ZSTD_c_checksumFlag]: flag, [constants.ZSTD_c_contentSizeFlag]: size },
      }),
    ),
  ),
);

test.each(frames)('a frame, and nothing besides', (frame) => {
  expect(isOneZstdFrame(frame)).toBe(true);
  for (const more of [Buffer.from('a'), Buffer.alloc(4), frame]) {
    expect(isOneZstdFrame(Buffer.concat([frame, more]))).toBe(false);
  }
  for (const less of [1, 4, 5]) expect(isOneZstdFrame(frame.subarray(0, -less))).toBe(false);
});
