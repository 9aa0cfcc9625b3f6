import { parseContentType } from '../../../packages/gate/src/reading/body/content-type.ts';
import { parseMultipart } from '../../../packages/gate/src/reading/body/multipart.ts';
import { parseStrictJson } from '../../../packages/gate/src/reading/body/strict-json.ts';
import { formFields } from '../../../packages/gate/src/runtime/form-fields.ts';
import { rawRequest } from '../../../packages/gate/test/support/decide-fixtures.ts';
import { decideWithBody } from '../../../packages/gate/test/support/decide-with-body.ts';
import type { FuzzTarget, Trial } from '../fuzz.ts';
import { jsonOf, jsonTokens, multipartType, part, partsOf, route, site } from './body-route.ts';

function withoutMark(bytes: Uint8Array): Uint8Array {
  const [first, second, third] = bytes;
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

export const bodyTargets: readonly FuzzTarget[] = [
  route({
    name: 'form of a declared read',
    target: '/search',
    contentType: 'application/x-www-form-urlencoded',
    seeds: ['q=shoes&page=2', '_method=DELETE&q=1', 'a%5Bb%5D=c', '%5Fmethod=PUT'],
    tokens: ['_method', 'DELETE', '&', ';', '=', '%5f', '[', ']', '%00', '+', '%'],
    // Values may be in any charset; names must be what they seem, also where a semicolon separates them.
    mayPass: (text) =>
      !text.includes('\0') &&
      text
        .split(/[&;]/)
        .every((piece) => !/%(?![\da-f]{2})[^=]*=/i.test(piece.slice(0, piece.indexOf('=') + 1))) &&
      ![...new URLSearchParams(text.replaceAll(';', '&'))].some(isOverride),
  }),
  route({
    name: 'multipart of a declared read',
    target: '/search',
    contentType: multipartType,
    seeds: [`${part('q', 'shoes')}--b--\r\n`, `${part('_method', 'DELETE')}${part('q', '1')}--b--\r\n`],
    tokens: [
      '--b',
      '\r\n',
      '\n',
      'name=',
      '"',
      ';',
      'filename="x"',
      '_method',
      'DELETE',
      'Content-Type: ',
      '--b--',
      '\0',
    ],
    mayPass: (text, bytes) =>
      bytes.length === 0 ||
      (!('problem' in parseMultipart(bytes, 'b')) &&
        !partsOf(text).some(
          ({ head, body }) =>
            /=["\s[]*_method\s*(?:["\];[]|$)/i.test(head) && !/^\s*(?:POST)?\s*$/i.test(body),
        )),
  }),
  route({
    name: 'JSON of a declared read',
    target: '/search',
    contentType: 'application/json',
    seeds: ['{"q":"shoes","n":[1,2.5e3,true,null]}', '{"_method":"DELETE"}', '"x"', '[{"a":{"b":"c"}}]'],
    tokens: ['"_method"', '"DELETE"', ...jsonTokens],
    mayPass: (_, bytes) => {
      // One byte order mark is taken off by every parser.
      const document = bytes.length === 0 ? null : jsonOf(withoutMark(bytes));
      return (
        document !== undefined &&
        !Object.entries(typeof document === 'object' ? (document ?? {}) : {}).some(isOverride)
      );
    },
  }),
  {
    name: 'Content-Type',
    seeds: [
      'application/json; charset=utf-8',
      'multipart/form-data; boundary=b',
      'image/png',
      'text/plain;x="a b"',
    ],
    tokens: [
      ';',
      '=',
      '"',
      'boundary',
      'charset',
      'utf-7',
      ',',
      '/',
      '+json',
      'application/x-www-form-urlencoded',
      '\\',
    ],
    try(text, { stopwatch, accepted }) {
      const headers = ['Content-Type', text, 'Content-Length', '9'];
      const body = Buffer.from('_method=DELETE');
      if (stopwatch.measure(() => parseContentType(text)) !== null) accepted();
      const verdict = stopwatch.measure(() =>
        decideWithBody(site, rawRequest('POST /search', { headers }), body),
      );
      // What only ever is a file holds no fields; everything else some framework takes for a form.
      const isFile = /^(?:image|audio|video|font)\/|^application\/octet-stream/i.test(text);
      return verdict.kind === 'allow' && !isFile ? 'an override under it is let in' : null;
    },
  },
  {
    name: 'strict JSON',
    seeds: ['{"a":[1,-0.5e+3,"\\u00e9\\n",true,false,null,{}]}', '[]', '"\xc3\xa9"', ' 1 '],
    tokens: ['\\ud800', '\\u0061', '01', '+1', '.5', 'NaN', '//', ...jsonTokens],
    try(text, trial) {
      const bytes = Buffer.from(text, 'latin1');
      const read = trial.stopwatch.measure(() => parseStrictJson(bytes));
      formFields(bytes, 'application/x-www-form-urlencoded');
      return 'problem' in read ? null : sameAsJson(read.value, bytes, trial);
    },
  },
];

function sameAsJson(value: unknown, bytes: Uint8Array, { accepted }: Trial): string | null {
  accepted();
  const expected = jsonOf(bytes);
  if (expected === undefined) return 'JSON.parse refuses it';
  return JSON.stringify(value) === JSON.stringify(expected) ? null : 'JSON.parse reads something else';
}

function isOverride([name, value]: readonly [string, unknown]): boolean {
  return name === '_method' && typeof value === 'string' && !/^(?:POST)?$/i.test(value.trim());
}
