import { describe, expect, it } from 'vitest';
import { readWebhookValues } from './webhook-values.ts';

const rule = { order: 'route', delivery: null, testRun: null, handshake: null } as const;
const valuesOf = (
  webhook: Partial<Parameters<typeof readWebhookValues>[0]>,
  body: string | Uint8Array,
  headers: readonly string[] = [],
) =>
  readWebhookValues(
    { ...rule, ...webhook },
    { headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body },
  );

describe('a field of a form', () => {
  const form = ['Content-Type', 'application/x-www-form-urlencoded'];
  const idOf = (body: string, headers: readonly string[] = form) =>
    valuesOf({ order: { form: 'id' } }, body, headers).order;

  it('is what it says once, unescaped', () => {
    expect(idOf('id=tr_7UhSN1zuXS')).toBe('tr_7UhSN1zuXS');
    expect(idOf('a=1&id=a%2Bb+c&b=')).toBe('a+b c');
    const part = '--b\r\nContent-Disposition: form-data; name="id"\r\n\r\ntr_1\r\n--b--\r\n';
    expect(idOf(part, ['Content-Type', 'multipart/form-data; boundary=b'])).toBe('tr_1');
  });

  it.each([
    ['several of its name', 'id=1&id=2'],
    ['none of its name', 'ID=1&id[]=2'],
    ['an empty one', 'id='],
    ['escapes that are none', 'id=%ZZ'],
    ['a bare semicolon', 'a=1;id=2&id=3'],
    ['one that is longer than any provider writes', `id=${'1'.repeat(1_025)}`],
  ])('is nothing where there is %s', (_, body) => {
    expect(idOf(body)).toBe(null);
  });

  it('is nothing in what is no form, or may be read as something else', () => {
    expect(idOf('id=1', [])).toBe(null);
    expect(idOf('id=1', ['Content-Type', 'application/json'])).toBe(null);
    expect(idOf('id=1', [...form, ...form])).toBe(null);
    expect(idOf('id=1', [...form, 'Content-Encoding', 'gzip'])).toBe(null);
    expect(idOf('{"id":"1"}')).toBe(null);
  });
});

describe('a value of JSON', () => {
  const idOf = (body: string, headers: readonly string[] = []) =>
    valuesOf({ order: { pointer: '/data/id' } }, body, headers).order;

  it('is text, or a number that is written back as it came', () => {
    expect(idOf('{"data":{"id":"sub_1"}}')).toBe('sub_1');
    expect(idOf('{"data":{"id":42}}')).toBe('42');
    expect(idOf('{"data":{"id":9007199254740993}}')).toBe(null);
    for (const other of ['null', 'true', '{}', '[]', '""'])
      expect([other, idOf(`{"data":{"id":${other}}}`)]).toEqual([other, null]);
  });

  it('is nothing in what is no JSON, says it twice, or is packed', () => {
    expect(idOf('{"data":{"id":"1"}')).toBe(null);
    expect(idOf('{"data":{"id":"1","id":"2"}}')).toBe(null);
    expect(idOf('{"data":{"id":"1"}}', ['Content-Encoding', 'gzip'])).toBe(null);
  });
});

it('a header counts once', () => {
  const idOf = (headers: readonly string[]) =>
    valuesOf({ delivery: { header: 'x-id' } }, '', headers).delivery;
  expect(idOf(['X-Id', 'a'])).toBe('a');
  expect(idOf(['X-Id', 'a', 'x-id', 'a'])).toBe(null);
});
