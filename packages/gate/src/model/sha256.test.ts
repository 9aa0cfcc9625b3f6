import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sha256, sha256Base64, sha256Hex } from './sha256.ts';

describe('sha256', () => {
  // FIPS 180-4 examples (NIST CSRC, SHA256.pdf).
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('test vector %#', (text, hex) => {
    expect(sha256Hex(text)).toBe(hex);
  });

  test('equals the platform for every length around the block borders', () => {
    for (let length = 0; length < 200; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 131 + length) & 0xff);
      expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(
        createHash('sha256').update(bytes).digest('hex'),
      );
    }
  });

  test('hashes UTF-8, and writes base64 with padding', () => {
    const text = 'body{content:"مرحبا ä 🚪"}';
    expect(sha256Base64(text)).toBe(createHash('sha256').update(text, 'utf8').digest('base64'));
  });
});
