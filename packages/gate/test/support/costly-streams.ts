import type { StreamFormat } from '../../src/model/request.ts';

/** Bits as RFC 1951 and RFC 7932 pack them: the lowest first. */
function bitWriter() {
  const bytes: number[] = [];
  let current = 0;
  let count = 0;
  return {
    size: () => bytes.length,
    write(value: number, bits: number) {
      for (let bit = 0; bit < bits; bit += 1) {
        current |= ((value >> bit) & 1) << count;
        count += 1;
        if (count < 8) continue;
        bytes.push(current);
        current = 0;
        count = 0;
      }
    },
    end: () => Buffer.from(count === 0 ? bytes : [...bytes, current]),
  };
}

/**
 * Meta-blocks of one letter each, whose heads of some 85 bytes ask for 256 types of literals: a context map of 16,384
 * entries, moved to front. With `oneRun` these are one run of zeros, which is looked through for each letter; else they
 * take no bits, each the second of two trees: 2 µs a byte.
 */
export function costlyBrotli(size: number, oneRun = false): Buffer {
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
    if (oneRun) {
      write(1 | (15 << 1), 5); // runs of up to 2^16
      simple(14, 5);
      write(0, 14); // 16,384 zeros
    } else {
      write(0, 1); // no runs
      simple(1, 1);
    }
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

/** Empty blocks with tables of their own: two codes of one bit, said in 20 bytes. 0.08 µs a byte. */
function costlyDeflate(size: number): Buffer {
  const { write, end, size: written } = bitWriter();
  const lengthOf = new Map([
    [18, 1],
    [1, 2],
    [9, 3],
    [0, 3],
  ]);
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
  const block = (isLast: 0 | 1) => {
    write(isLast, 1);
    write(2, 2);
    write(0, 5 + 5);
    write(order.length - 4, 4);
    for (const symbol of order) write(lengthOf.get(symbol) ?? 0, 3);
    write(0, 1); // 138 zeros
    write(138 - 11, 7);
    write(0, 1); // 118 zeros
    write(118 - 11, 7);
    write(1, 2); // the end of the block, one bit
    write(1, 2); // a distance, one bit
    write(0, 1);
  };
  while (written() < size - 60) block(0);
  block(1);
  return end();
}

/** Blocks of one sequence, each with three tables of its own, said in 7 bytes. 0.15 µs a byte. */
function costlyZstd(size: number): Buffer {
  const tableOf = (log: number) => {
    const { write, end } = bitWriter();
    write(log - 5, 4);
    const half = 1 << (log - 1);
    // Two symbols, as likely as each other; the second is all that remains.
    write(half + 1, log);
    write(half + 1 + (half - 2), log);
    return end();
  };
  const blockOf = (content: Buffer, kind: { readonly type: 0 | 2; readonly isLast: boolean }) => {
    const head = Buffer.alloc(3);
    head.writeUIntLE((kind.isLast ? 1 : 0) | (kind.type << 1) | (content.length << 3), 0, 3);
    return Buffer.concat([head, content]);
  };
  const noLiterals = [0];
  const oneSequence = [1, 0xa8];
  const tables = [tableOf(9), tableOf(8), tableOf(9)];
  const states = [0, 0, 0, 4];
  const sequence = Buffer.concat([
    Buffer.from([...noLiterals, ...oneSequence]),
    ...tables,
    Buffer.from(states),
  ]);
  const start = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 13 << 3]);
  const block = blockOf(sequence, { type: 2, isLast: false });
  const count = Math.floor((size - 100) / block.length);
  return Buffer.concat([
    start,
    blockOf(Buffer.alloc(8), { type: 0, isLast: false }),
    ...Array<Buffer>(count).fill(block),
    blockOf(sequence, { type: 2, isLast: true }),
  ]);
}

/** The worst streams that we could make, of about `size` bytes: they hold next to nothing. */
export const costlyStream: Readonly<Record<StreamFormat, (size: number) => Buffer>> = {
  brotli: costlyBrotli,
  'deflate-raw': costlyDeflate,
  zstd: costlyZstd,
};
