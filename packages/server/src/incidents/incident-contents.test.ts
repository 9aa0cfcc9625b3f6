import { describe, expect, it } from 'vitest';
import { type ContentsInput, contentsOf, readContents, writeContents } from './incident-contents.ts';

function inputOf(overrides: Partial<ContentsInput> = {}): ContentsInput {
  return {
    original: '<h1>ValueError</h1>',
    isCut: false,
    subject: 'grace',
    role: 'visitor',
    clientAddress: '203.0.113.7',
    target: '/orders/7',
    requestId: null,
    ...overrides,
  };
}

describe('the contents of an incident', () => {
  it.each([
    ['text', new TextEncoder().encode('größe 🚀 \u0000 \uFEFF')],
    ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)],
    ['every byte', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    ['nothing', new Uint8Array()],
  ])('come back byte for byte: %s', async (_, original) => {
    const contents = contentsOf(inputOf({ original, requestId: 'r-1' }), 1_000);
    expect(contents.isCut).toBe(false);
    expect(contents.original).toEqual(original);
    expect(await readContents(await writeContents(contents))).toEqual(contents);
  });

  it('are no view of what was given', () => {
    const original = Buffer.from('secret');
    const { original: kept } = contentsOf(inputOf({ original }), 1_000);
    original.fill(0);
    expect(Buffer.from(kept).toString()).toBe('secret');
    expect(kept.buffer.byteLength).toBe(6);
  });

  it.each([
    ['abcdef', 6, 'abcdef', false],
    ['abcdefg', 6, 'abcdef', true],
    // Two, three and four bytes each.
    ['aäää', 6, 'aää', true],
    ['€€€', 8, '€€', true],
    ['€€€', 9, '€€€', false],
    ['a🚀🚀', 8, 'a🚀', true],
    ['🚀', 2, '', true],
  ])('of %j in %i bytes are %j', (original, longest, kept, isCut) => {
    for (const given of [original, new TextEncoder().encode(original)]) {
      const contents = contentsOf(inputOf({ original: given }), longest);
      expect([Buffer.from(contents.original).toString(), contents.isCut]).toEqual([kept, isCut]);
    }
  });

  it('are cut where they must be when they are no text', () => {
    const original = new Uint8Array(100).fill(0x80);
    expect(contentsOf(inputOf({ original }), 50).original.length).toBe(50);
  });

  it('say that they are cut when they came like that', () => {
    expect(contentsOf(inputOf({ isCut: true }), 1_000).isCut).toBe(true);
  });

  it('hold no query, and nothing without an end', () => {
    const long = 'x'.repeat(10_000);
    const contents = contentsOf(
      inputOf({ target: '/a?token=secret', subject: long, clientAddress: long, requestId: long }),
      1_000,
    );
    expect(contents.target).toBe('/a…');
    expect(contents.subject?.length).toBe(256);
    expect(contents.clientAddress?.length).toBe(64);
    expect(contents.requestId?.length).toBe(256);
    expect(contentsOf(inputOf({ target: long }), 1).target.length).toBe(2_048);
  });

  it('of the worst size fit the store: a page of control characters, random bytes', async () => {
    const longest = 256 * 1024;
    const pages = [
      new Uint8Array(longest),
      Uint8Array.from({ length: longest }, (_, index) => ((index * 7_919) >>> 3) % 32),
      Buffer.concat(Array.from({ length: 4 }, () => crypto.getRandomValues(Buffer.alloc(65_536)))),
    ];
    for (const original of pages) {
      expect((await writeContents(contentsOf(inputOf({ original }), longest))).length).toBeLessThan(400_000);
    }
  });

  it('are nothing when they were not written like that', async () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), Buffer.from('{}')]) {
      expect(await readContents(bytes)).toBeNull();
    }
  });
});
