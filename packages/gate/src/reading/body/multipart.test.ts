import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, fieldPart, multipartOf } from '../../../test/support/body-fixtures.ts';
import { parseContentType } from './content-type.ts';
import { boundaryOf, parseMultipart } from './multipart.ts';

function parse(body: string, boundary = 'b'): unknown {
  const form = parseMultipart(bytesOf(body), boundary);
  return 'problem' in form
    ? form
    : form.parts.map(({ bytes, ...part }) => ({ ...part, text: new TextDecoder().decode(bytes) }));
}

const problem = { problem: expect.any(String) };
const disposition = 'Content-Disposition: form-data; name="a"';

describe('forms that every server takes apart alike', () => {
  test('none, one and several parts', () => {
    expect(parse('--b--')).toEqual([]);
    expect(parse('--b--\r\n')).toEqual([]);
    expect(
      parse(multipartOf('b', [fieldPart('a', '1'), fieldPart('a', ''), fieldPart('c', '\r\n--')])),
    ).toEqual([
      { name: 'a', filename: null, contentType: null, text: '1' },
      { name: 'a', filename: null, contentType: null, text: '' },
      { name: 'c', filename: null, contentType: null, text: '\r\n--' },
    ]);
  });

  test('a file', () => {
    const file = [
      'content-disposition: FORM-DATA;filename="r\u00e9sum\u00e9; 100%.pdf"; Name="a"',
      'Content-Type: application/pdf',
      'Content-Transfer-Encoding: binary',
      'Content-Length: 7',
      '',
      'a\r\n-\n--',
    ];
    expect(parse(multipartOf('b', [file]))).toEqual([
      {
        name: 'a',
        filename: 'r\u00e9sum\u00e9; 100%.pdf',
        contentType: 'application/pdf',
        text: 'a\r\n-\n--',
      },
    ]);
  });

  test('bytes of any kind come out as they were', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const start = bytesOf(`--b\r\n${disposition}; filename="f"\r\n\r\n`);
    const form = parseMultipart(Uint8Array.from([...start, ...bytes, ...bytesOf('\r\n--b--')]), 'b');
    expect('parts' in form && form.parts[0]?.bytes).toEqual(bytes);
  });

  test('what FormData writes is read as it was', async () => {
    const name = fc.stringMatching(/^[a-z_[\]. \u00e9]{1,10}$/).filter((text) => !/name/.test(text));
    const pairs = fc.array(
      fc.tuple(
        name,
        fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
      ),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(pairs, async (drawn) => {
        const data = new FormData();
        for (const [key, value] of drawn) data.append(key, value);
        const request = new Request('http://localhost/', { method: 'POST', body: data });
        const contentType = parseContentType(request.headers.get('content-type') ?? '');
        const boundary = contentType && boundaryOf(contentType);
        const body = new Uint8Array(await request.arrayBuffer());
        const form = parseMultipart(body, boundary ?? '');
        const read =
          'parts' in form &&
          form.parts.map((part) => [
            part.name,
            new TextDecoder('utf-8', { ignoreBOM: true }).decode(part.bytes),
          ]);
        expect(read).toEqual(drawn.map(([key, value]) => [key, value.replace(/\r\n?|\n/g, '\r\n')]));
      }),
      { numRuns: 30 },
    );
  });
});

describe('delimiters', () => {
  const part = `${disposition}\r\n\r\n1`;
  test.each([
    ['nothing', ''],
    ['another boundary', `--c\r\n${part}\r\n--c--`],
    ['a preamble', `x\r\n--b\r\n${part}\r\n--b--`],
    ['a line end before the first', `\r\n--b\r\n${part}\r\n--b--`],
    ['no end', `--b\r\n${part}`],
    ['no close', `--b\r\n${part}\r\n--b\r\n`],
    ['half a close', `--b\r\n${part}\r\n--b-`],
    ['a bare line feed after a delimiter', `--b\n${part}\r\n--b--`],
    ['a bare line feed before a delimiter', `--b\r\n${part}\n--b--`],
    ['a bare return before a delimiter', `--b\r\n${part}\r--b--`],
    ['two letters after a delimiter', `--bxx${part}\r\n--b--`],
    ['padding after a delimiter', `--b \r\n${part}\r\n--b--`],
    ['a longer boundary within', `--b\r\n${part}\r\n--bc\r\n${part}\r\n--b--`],
    ['the boundary within a line', `--b\r\n${part}x--b\r\n--b--`],
    ['dashes before the boundary', `--b\r\n${part}\r\n---b\r\n${part}\r\n--b--`],
    ['a part without anything', '--b\r\n--b--'],
    ['a part of one line end', '--b\r\n\r\n--b--'],
    ['an epilogue', `--b\r\n${part}\r\n--b--\r\nx`],
    ['a second form', `--b\r\n${part}\r\n--b--\r\n--b\r\n${part}\r\n--b--`],
    ['a close that goes on', `--b\r\n${part}\r\n--b--c`],
    ['NUL after the end', `--b\r\n${part}\r\n--b--\0`],
  ])('%s', (_, body) => {
    expect(parse(body)).toEqual(problem);
  });

  test('blanks after the end', () => {
    expect(parse(`--b\r\n${part}\r\n--b-- \t\r\n\r\n`)).toHaveLength(1);
  });

  test.each([[''], ['b '], ['a,b'], ['a"b'], ['a;b'], ['\u00e9'], ['x'.repeat(71)], ['boundary=c']])(
    'boundary %j',
    (boundary) => {
      expect(parse(`--${boundary}--`, boundary)).toEqual(problem);
    },
  );
});

test.each([
  ['a multipart form with a doubtful boundary', '--b,--', 'b,'],
  ['a multipart form that does not start with its boundary', 'x'],
  ['a multipart form of more than 1000 parts', multipartOf('b', Array(1_001).fill([disposition, '', '1']))],
  ['a multipart boundary with something after it', `--b \r\n${disposition}\r\n\r\n1\r\n--b--`],
  ['a multipart form without its end', `--b\r\n${disposition}\r\n\r\n1`],
  ['a multipart boundary that does not start its line', `--b\r\n${disposition}\r\n\r\n1--b--`],
  ['a multipart form with something after its end', `${multipartOf('b', [[disposition, '', '1']])}x`],
  ['a multipart part without the end of its head', multipartOf('b', [[disposition]])],
  [
    'a multipart part without the end of its head',
    multipartOf('b', [[disposition, `Content-Type: ${'x'.repeat(4_096)}`, '', '1']]),
  ],
  ['a multipart head that servers read differently', multipartOf('b', [[disposition, 'X: 1', '', '1']])],
  ['a multipart part without one plain name', multipartOf('b', [['Content-Type: text/plain', '', '1']])],
  [
    'a multipart part with a malformed Content-Type',
    multipartOf('b', [[disposition, 'Content-Type: text', '', '1']]),
  ],
  [
    'a multipart form within a multipart form',
    multipartOf('b', [[disposition, 'Content-Type: multipart/mixed; boundary=c', '', '1']]),
  ],
  [
    'a multipart field in a charset that does not extend ASCII',
    multipartOf('b', [[disposition, 'Content-Type: text/plain; charset=utf-16', '', '1']]),
  ],
  [
    'a multipart part in a coding',
    multipartOf('b', [[disposition, 'Content-Transfer-Encoding: base64', '', '1']]),
  ],
  ['a multipart part of another length', multipartOf('b', [[disposition, 'Content-Length: 2', '', '1']])],
])('%s is told', (told, body, boundary = 'b') => {
  expect(parseMultipart(bytesOf(body), boundary)).toEqual({ problem: told });
});

describe('heads', () => {
  test.each([
    ['no disposition', ['Content-Type: text/plain']],
    ['nothing', []],
    ['two dispositions', [disposition, 'Content-Disposition: form-data; name="_method"']],
    ['two types', [disposition, 'Content-Type: text/plain', 'content-type: text/html']],
    ['an unknown header', [disposition, 'X-Name: _method']],
    ['an alias', [disposition, 'Content_Disposition: form-data; name="_method"']],
    ['a blank before the colon', ['Content-Disposition : form-data; name="a"']],
    ['a blank before the name', [' Content-Disposition: form-data; name="a"']],
    ['a folded line', ['Content-Disposition: form-data;', ' name="a"']],
    ['a bare line feed', [`${disposition}\nContent-Type: text/plain`]],
    ['a bare return', [`${disposition}\rContent-Type: text/plain`]],
    ['a line that only Python ends', ['Content-Disposition: form-data; name="a\u2028b"']],
    ['another one', ['Content-Disposition: form-data; name="a\u0085b"']],
    ['a NUL', ['Content-Disposition: form-data; name="a\0b"']],
    ['no colon', [disposition, 'Content-Type']],
    ['another kind', ['Content-Disposition: attachment; name="a"']],
    ['another kind of that length', ['Content-Disposition: form-dato; name="a"']],
    ['a coding that ends alike', [disposition, 'Content-Transfer-Encoding: x7bit']],
    ['a coding that starts alike', [disposition, 'Content-Transfer-Encoding: 7bitx']],
    ['a longer kind', ['Content-Disposition: form-datax; name="a"']],
    ['no name', ['Content-Disposition: form-data']],
    ['an empty name', ['Content-Disposition: form-data; name=""']],
    ['two names', ['Content-Disposition: form-data; name="a"; name="_method"']],
    ['two names in other case', ['Content-Disposition: form-data; name="a"; NAME="_method"']],
    ['two file names', ['Content-Disposition: form-data; name="a"; filename="b"; filename="c"']],
    ['name*', ['Content-Disposition: form-data; name="a"; name*=utf-8\'\'_method']],
    ['name*0', ['Content-Disposition: form-data; name*0="_met"; name*1="hod"']],
    ['filename* in quotes', ['Content-Disposition: form-data; name="a"; filename*="utf-8\'\'b"']],
    ['a parameter of another name', ['Content-Disposition: form-data; name="a"; x="b"']],
    ['a name without quotes and of signs', ['Content-Disposition: form-data; name=a%5F']],
    ['a name without quotes that goes on', ['Content-Disposition: form-data; name=a b']],
    ['a name without quotes before a blank', ['Content-Disposition: form-data; name=a ; filename=b']],
    ['a name without quotes before a comma', ['Content-Disposition: form-data; name=a,b']],
    ['half a quote', ['Content-Disposition: form-data; name=a"']],
    ['nothing for a name', ['Content-Disposition: form-data; name=; filename=a']],
    ['two names without quotes', ['Content-Disposition: form-data; name=a; name=_method']],
    ['an encoded word', ['Content-Disposition: form-data; name="=?utf-8?B?X21ldGhvZA==?="']],
    ['an encoded word without quotes', ['Content-Disposition: form-data; name==?utf-8?Q?=5Fmethod?=']],
    ['an encoded word behind others', ['Content-Disposition: form-data; name="_ =?utf-8?Q?method?="']],
    ['half an encoded word', ['Content-Disposition: form-data; name="_=?"']],
    ['an encoded word for a file', ['Content-Disposition: form-data; name="a"; filename="=?x?Q?b?="']],
    ['single quotes', ["Content-Disposition: form-data; name='a'"]],
    ['a backslash', ['Content-Disposition: form-data; name="a\\"; name=\\"_method"']],
    ['a quote within quotes', ['Content-Disposition: form-data; name="a"b"']],
    ['an open quote', ['Content-Disposition: form-data; name="a']],
    ['an escape in the name', ['Content-Disposition: form-data; name="%5Fmethod"']],
    ['a semicolon in the name', ['Content-Disposition: form-data; name="a;b"']],
    ['a name in the name', ['Content-Disposition: form-data; name="a name=_method"']],
    ['a name in the file name', ['Content-Disposition: form-data; name="a"; filename="; name=_method"']],
    ['blanks around =', ['Content-Disposition: form-data; name = "a"']],
    ['a trailing semicolon', ['Content-Disposition: form-data; name="a";']],
    ['a coding', [disposition, 'Content-Transfer-Encoding: base64']],
    ['another coding', [disposition, 'Content-Transfer-Encoding: quoted-printable']],
    ['a shorter length', [disposition, 'Content-Length: 0']],
    ['a malformed type', [disposition, 'Content-Type: text']],
    ['another charset', [disposition, 'Content-Type: text/plain; charset=utf-16']],
    ['a form within', [disposition, 'Content-Type: multipart/mixed; boundary=c']],
    ['a head too long', [disposition, `Content-Type: text/plain; a=${'x'.repeat(5_000)}`]],
  ])('%s', (_, head) => {
    expect(parse(multipartOf('b', [[...head, '', '1']]))).toEqual(problem);
  });

  test('without quotes, as .NET writes it', () => {
    const file = ['Content-Disposition: form-data; name=a.b_c-1; filename=x.txt', '', '1'];
    expect(parse(multipartOf('b', [['Content-Disposition: form-data; name=q', '', '2'], file]))).toEqual([
      { name: 'q', filename: null, contentType: null, text: '2' },
      { name: 'a.b_c-1', filename: 'x.txt', contentType: null, text: '1' },
    ]);
  });

  test.each([
    ['ISO-8859-1', 'mug', true],
    ['US-ASCII', 'mug', true],
    ['windows-1252', 'mug', true],
    ['"iso-8859-15"', '', true],
    ['ISO-8859-1', 'm\u00fcg', true],
    ['us-ascii', 'm\u00fcg', true],
    ['windows-1251', 'm\u00fcg', true],
    ['koi8-r', 'm\u00fcg', true],
    ['utf-7', 'mug', false],
    ['utf-16', 'mug', false],
    ['ibm037', 'mug', false],
    ['iso-2022-jp', 'mug', false],
    ['shift_jis', 'mug', false],
    ['iso-8859-11', 'mug', false],
  ])('a field of %s that holds %j is read: %s', (charset, text, isRead) => {
    const form = parse(
      multipartOf('b', [[disposition, `Content-Type: text/plain; charset=${charset}`, '', text]]),
    );
    if (isRead) expect(form).toHaveLength(1);
    else expect(form).toEqual(problem);
  });

  test.each([
    ['a file in any charset', ['Content-Type: text/plain; charset=utf-16'], 'text/plain; charset=utf-16'],
    ['a type that ends like a form', ['Content-Type: x-multipart/mixed'], 'x-multipart/mixed'],
    ['a header without its blank', ['Content-Type:image/png'], 'image/png'],
  ])('%s', (_, head, contentType) => {
    const file = ['Content-Disposition: form-data; name="a"; filename="b"', ...head, '', '1'];
    expect(parse(multipartOf('b', [file]))).toEqual([{ name: 'a', filename: 'b', contentType, text: '1' }]);
  });

  test.each([['7bit'], ['8BIT'], ['Binary']])('coding %s', (coding) => {
    expect(
      parse(multipartOf('b', [[disposition, `Content-Transfer-Encoding: ${coding}`, '', '1']])),
    ).toHaveLength(1);
  });

  test('bytes that are not UTF-8 in a name', () => {
    const [before = '', after = ''] = multipartOf('b', [fieldPart('a?', '1')]).split('?');
    const body = Uint8Array.from([...bytesOf(before), 0xff, ...bytesOf(after)]);
    expect(parseMultipart(body, 'b')).toEqual(problem);
  });
});

test('a thousand parts, and no more', () => {
  const part = fieldPart('a', '1');
  expect(parse(multipartOf('b', Array(1_000).fill(part)))).toHaveLength(1_000);
  expect(parse(multipartOf('b', Array(1_001).fill(part)))).toEqual(problem);
});

test.each([
  ['multipart/form-data; boundary=b', 'b'],
  ['multipart/form-data; charset=utf-8; boundary="----=_Part_1"', '----=_Part_1'],
  ['multipart/form-data', null],
  ['multipart/form-data; boundary=""', null],
  ['multipart/form-data; boundary="a b"', null],
  ['multipart/form-data; boundary="a,b"', null],
  ['multipart/form-data; xboundary=a; boundary=b', null],
  ['multipart/form-data; boundary="boundary=c"', null],
  ['multipart/form-data; boundary="=?utf-8?Q?b?="', null],
])('the boundary of %s is %s', (value, boundary) => {
  const contentType = parseContentType(value);
  expect(contentType && boundaryOf(contentType)).toBe(boundary);
});

test('never throws', () => {
  const piece = fc.constantFrom(
    '--b',
    '\r\n',
    '--',
    '\n',
    disposition,
    '; filename="f"',
    ': ',
    '"',
    '\0',
    'x',
  );
  const drawn = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(piece).map((pieces) => bytesOf(pieces.join(''))),
    fc.array(piece).map((pieces) => bytesOf(`--b\r\n${disposition}\r\n\r\n${pieces.join('')}\r\n--b--`)),
  );
  fc.assert(
    fc.property(drawn, (bytes) => void parseMultipart(bytes, 'b')),
    { numRuns: 1_000 },
  );
});

test.each([['--b'], ['\r\n--b'], ['\r\n--'], ['\r\n'], ['-']])('a megabyte of %j ends', (piece) => {
  const body = `--b\r\n${disposition}\r\n\r\n${piece.repeat(Math.ceil(1_000_000 / piece.length))}`;
  expect(parse(body)).toEqual(problem);
});
