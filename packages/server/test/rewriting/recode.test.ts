import { once } from 'node:events';
import { PassThrough, type Transform } from 'node:stream';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createZstdCompress,
  createZstdDecompress,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createStageTransform } from '../../src/rewriting/body-stages.ts';
import type { Coding } from '../../src/rewriting/content-coding.ts';
import { createRecoder } from '../../src/rewriting/recode.ts';
import { createSplice } from '../../src/rewriting/splice-into-body.ts';
import { received, sendThrough, split } from './send-through.ts';

interface Case {
  readonly coding: Coding;
  encode(bytes: Buffer): Buffer;
  decode(bytes: Buffer): Buffer;
  /** An application's own encoder, which flushes when the test says so. */
  stream(): Transform & { flush(kind: number, done: () => void): void };
  readonly flushKind: number;
}

const codings: readonly Case[] = [
  {
    coding: 'gzip',
    encode: (bytes) => gzipSync(bytes),
    decode: (bytes) => gunzipSync(bytes),
    stream: () => createGzip(),
    flushKind: constants.Z_SYNC_FLUSH,
  },
  {
    coding: 'deflate',
    encode: (bytes) => deflateSync(bytes),
    decode: (bytes) => inflateSync(bytes),
    stream: () => createDeflate(),
    flushKind: constants.Z_SYNC_FLUSH,
  },
  {
    coding: 'br',
    encode: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    decode: (bytes) => brotliDecompressSync(bytes),
    stream: () => createBrotliCompress(),
    flushKind: constants.BROTLI_OPERATION_FLUSH,
  },
  {
    coding: 'zstd',
    encode: (bytes) => zstdCompressSync(bytes),
    decode: (bytes) => zstdDecompressSync(bytes),
    stream: () => createZstdCompress(),
    flushKind: constants.ZSTD_e_flush,
  },
];

const notice = '<div role="status">Paused</div>';
const insertion = Buffer.from(notice);
const head = '<!doctype html><html><head><title>x</title></head><body>';

/** Text that compresses like a page, not like a row of zeros. */
function rows(count: number): string {
  let text = '';
  let number = 1;
  for (let row = 0; row < count; row += 1) {
    number = (number * 48_271) % 2_147_483_647;
    text += `<tr><td>${number}</td><td class="price">${number % 997}</td></tr>\n`;
  }
  return text;
}

describe.each(codings)('$coding', ({ coding, encode, decode, stream, flushKind }) => {
  const recode = () => createRecoder(coding, createStageTransform([createSplice(insertion)]));

  it.each([1, 2, 3, 7, 64, Number.POSITIVE_INFINITY])('is exact in chunks of %s', async (size) => {
    const rest = `${rows(200)}</body></html>`;
    const result = await sendThrough(recode(), split(encode(Buffer.from(head + rest)), size));
    expect(decode(result).toString()).toBe(head + notice + rest);
  });

  it('carries a large document under back-pressure', async () => {
    const rest = Buffer.from(rows(200_000));
    const result = await sendThrough(
      recode(),
      split(encode(Buffer.concat([Buffer.from(head), rest])), 16_384),
    );
    const decoded = decode(result);
    expect(decoded.subarray(0, head.length + notice.length).toString()).toBe(head + notice);
    expect(decoded.subarray(head.length + notice.length).equals(rest)).toBe(true);
  });

  it('passes each part on while the rest is not there yet', async () => {
    const upstream = stream();
    const recoder = recode();
    upstream.pipe(recoder);
    const reader = readerOf(coding);
    recoder.pipe(reader);
    for (const part of [head, '<p>first', '<p>second']) {
      upstream.write(part);
      upstream.flush(flushKind, () => {});
      const expected = part === head ? head + notice : part;
      expect((await received(reader, expected.length)).toString()).toBe(expected);
    }
    upstream.end('<p>last');
    expect((await received(reader, 7)).toString()).toBe('<p>last');
    await once(reader.resume(), 'end');
  });

  it('fails when the body ends early, wherever it is cut', async () => {
    const whole = encode(Buffer.from(head + rows(20)));
    for (let length = 1; length < whole.length; length += Math.max(1, Math.floor(whole.length / 40))) {
      await expect(
        sendThrough(recode(), split(whole.subarray(0, length), 100)),
        `at ${length}`,
      ).rejects.toThrow(`Expected a whole ${coding} body`);
    }
    const allButOne = split(whole.subarray(0, whole.length - 1), 50);
    await expect(sendThrough(recode(), allButOne)).rejects.toThrow('ends early');
  });

  it('fails when the body ends at a flush, where all that came could be decoded', async () => {
    const upstream = stream();
    const recoder = recode();
    const reader = readerOf(coding);
    upstream.pipe(recoder).pipe(reader);
    const shown = head + rows(20);
    upstream.write(shown);
    upstream.flush(flushKind, () => {});
    expect((await received(reader, shown.length + notice.length)).toString()).toContain(notice);
    const failed = once(recoder, 'end');
    recoder.end();
    await expect(failed).rejects.toThrow('ends early');
  });

  it('fails when the body is not in that coding', async () => {
    await expect(sendThrough(recode(), [Buffer.from(head + rows(20))])).rejects.toThrow(
      `whole ${coding} body`,
    );
  });

  it('keeps an empty body empty', async () => {
    expect(await sendThrough(recode(), [])).toHaveLength(0);
    expect(await sendThrough(recode(), [Buffer.alloc(0)])).toHaveLength(0);
  });

  it('cuts a body that expands without measure', async () => {
    const zeros = Buffer.alloc(4_194_304, 0x20);
    const bomb = split(encode(zeros), 64);
    const limits = { freeBytes: 1_048_576, maxRatio: 200 };
    const cut = createRecoder(coding, createStageTransform([createSplice(insertion)]), limits);
    await expect(sendThrough(cut, bomb)).rejects.toThrow('expands at most 200 times');
    const inMeasure = createRecoder(coding, createStageTransform([createSplice(insertion)]), {
      ...limits,
      freeBytes: 8_388_608,
    });
    expect(decode(await sendThrough(inMeasure, bomb))).toHaveLength(zeros.length);
  });

  it('stops reading when nobody takes the result', async () => {
    const recoder = recode();
    const bytes = encode(Buffer.from(head + rows(100_000)));
    let accepted = 0;
    for (const piece of split(bytes, 16_384)) {
      if (!recoder.write(piece)) {
        accepted += piece.length;
        const drained = await Promise.race([
          once(recoder, 'drain').then(() => true),
          new Promise<false>((resolve) => setTimeout(resolve, 50, false)),
        ]);
        if (!drained) break;
      } else accepted += piece.length;
    }
    expect(accepted).toBeLessThan(bytes.length);
    recoder.destroy();
  });

  it('lets go of everything when it is destroyed', async () => {
    const splicer = createStageTransform([createSplice(insertion)]);
    const recoder = createRecoder(coding, splicer);
    recoder.write(encode(Buffer.from(head)));
    recoder.destroy();
    await once(recoder, 'close');
    expect(splicer.destroyed).toBe(true);
  });
});

describe('bytes after the end of the body', () => {
  const page = Buffer.from(head + rows(20));
  const garbage = Buffer.from('garbage');

  it.each(['deflate', 'br'] as const)('are ignored after %s, as browsers do', async (coding) => {
    const encoded = codings.find((one) => one.coding === coding);
    if (encoded === undefined) throw new Error(`no ${coding}`);
    const whole = encoded.encode(page);
    for (const pieces of [
      [Buffer.concat([whole, garbage])],
      [whole, garbage, garbage],
      [whole, Buffer.alloc(300_000, 'x')],
    ]) {
      const result = await sendThrough(
        createRecoder(coding, createStageTransform([createSplice(insertion)])),
        pieces,
      );
      expect(encoded.decode(result)).toHaveLength(page.length + notice.length);
    }
  });

  it('are a further member after gzip', async () => {
    const members = [gzipSync(head), gzipSync('<p>one'), gzipSync('<p>two')];
    for (const size of [1, 7, Number.POSITIVE_INFINITY]) {
      const recoder = createRecoder('gzip', createStageTransform([createSplice(insertion)]));
      const result = await sendThrough(recoder, split(Buffer.concat(members), size));
      expect(gunzipSync(result).toString()).toBe(`${head}${notice}<p>one<p>two`);
    }
  });

  it('never make a zstd body look whole when only its first frame was read', async () => {
    const frames = Buffer.concat([zstdCompressSync(head), zstdCompressSync('<p>one')]);
    for (const size of [1, 7, Number.POSITIVE_INFINITY]) {
      const recoder = createRecoder('zstd', createStageTransform([createSplice(insertion)]));
      const outcome = await sendThrough(recoder, split(frames, size)).then(
        (result) => zstdDecompressSync(result).toString(),
        (error: Error) => error.message,
      );
      expect([`${head}${notice}<p>one`, expect.stringContaining('Expected one zstd frame')]).toContainEqual(
        outcome,
      );
    }
  });
});

it('reads raw deflate, which some servers call deflate', async () => {
  const rest = rows(50);
  for (const size of [1, 64, Number.POSITIVE_INFINITY]) {
    const recoder = createRecoder('deflate', createStageTransform([createSplice(insertion)]));
    const result = await sendThrough(recoder, split(deflateRawSync(head + rest), size));
    expect(inflateSync(result).toString()).toBe(head + notice + rest);
  }
});

it('needs little memory for a body of 512 MB out of 512 KB', async () => {
  const members: Buffer[] = Array(512).fill(gzipSync(Buffer.alloc(1_048_576, 0x20)));
  const recoder = createRecoder('gzip', createStageTransform([createSplice(insertion)]), {
    maxRatio: Number.POSITIVE_INFINITY,
  });
  const usedBytes = () => process.memoryUsage().external + process.memoryUsage().heapUsed;
  const before = usedBytes();
  let peak = 0;
  recoder.on('data', () => {
    peak = Math.max(peak, usedBytes() - before);
  });
  await sendThrough(recoder, split(Buffer.concat(members), 65_536));
  // 71 MB measured, of 1 GB as well, nearly all of it buffers that wait for the collector.
  expect(peak).toBeLessThan(201_326_592);
});

it('passes an error of the stage on', async () => {
  const stage = new PassThrough();
  const recoder = createRecoder('gzip', stage);
  recoder.write(gzipSync(head));
  stage.destroy(new Error('broken'));
  await expect(once(recoder.resume(), 'end')).rejects.toThrow('broken');
});

function readerOf(coding: Coding): Transform {
  switch (coding) {
    case 'gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
  }
}
