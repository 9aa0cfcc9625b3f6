import { expect, it } from 'vitest';
import { mostLogoBytes, readLogo } from './logo-file.ts';

it('becomes a data URL, byte for byte', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const logo = await readLogo(new Blob([bytes], { type: 'image/png' }));
  expect(logo).toBe(`data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`);
});

it.each([
  [new Blob(['x'], { type: 'text/html' }), { kind: 'wrong-type', type: 'text/html' }],
  [new Blob(['x']), { kind: 'wrong-type', type: '' }],
  [
    new Blob([new Uint8Array(mostLogoBytes + 1)], { type: 'image/webp' }),
    { kind: 'too-large', bytes: mostLogoBytes + 1 },
  ],
])('is refused with what is wrong', async (file, expected) => {
  expect(await readLogo(file)).toEqual(expected);
});

it('stays below what the gate takes', async () => {
  const logo = await readLogo(new Blob([new Uint8Array(mostLogoBytes)], { type: 'image/svg+xml' }));
  expect(String(logo).length).toBeLessThanOrEqual(64 * 1_024);
});
