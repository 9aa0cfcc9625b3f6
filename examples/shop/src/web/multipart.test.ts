import { describe, expect, it } from 'vitest';
import { parseMultipart } from './multipart.ts';

const TYPE = 'multipart/form-data; boundary=edge';

function body(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

const PART = [
  '--edge',
  'Content-Disposition: form-data; name="picture"; filename="a.png"',
  'Content-Type: image/png',
  '',
];

describe('parseMultipart', () => {
  it('finds parts and keeps their bytes', () => {
    const parts = parseMultipart(
      'multipart/form-data; boundary="edge"',
      body(
        ...PART,
        'a\r\n--edg\r\n\0\xff',
        '--edge',
        'content-disposition: form-data; name="note"',
        '',
        '',
        '--edge--',
        '',
      ),
    );
    expect(parts.map(({ name, content }) => [name, content.toString('latin1')])).toEqual([
      ['picture', 'a\r\n--edg\r\n\0\xff'],
      ['note', ''],
    ]);
  });

  it.each([
    ['no last boundary', TYPE, body(...PART, 'bytes')],
    [
      'no end of the headers',
      TYPE,
      body('--edge', 'Content-Disposition: form-data; name="picture"', '--edge--'),
    ],
    ['nothing', TYPE, body('')],
    ['no boundary in the type', 'multipart/form-data', body(...PART, 'bytes', '--edge--')],
    ['a body nobody read', TYPE, undefined],
  ])('refuses %s', (_name, type, bytes) => {
    expect(() => parseMultipart(type, bytes)).toThrow(/cut short|Expected a form with a file/);
  });
});
