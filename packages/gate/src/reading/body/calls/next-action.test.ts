import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callWith, fieldPart, multipartOf } from '../../../../test/support/body-fixtures.ts';
import { readNextAction } from './next-action.ts';

const listed = '7f00000000000000000000000000000000000001';
const unlisted = '7f00000000000000000000000000000000000002';
const rule = { read: [listed] };
const multipart = 'multipart/form-data; boundary=b';

function access(headers: readonly string[], fields: readonly (readonly [string, string])[] = []): string {
  const parts = fields.map(([name, value]) => fieldPart(name, value));
  return readNextAction(callWith({ headers, contentType: multipart, body: multipartOf('b', parts) }), rule)
    .access;
}

describe('reads', () => {
  test('by header', () => {
    for (const name of ['Next-Action', 'next-action', 'NEXT-ACTION']) {
      const input = {
        headers: ['Host', 'a', name, listed],
        contentType: 'text/plain;charset=UTF-8',
        body: '[]',
      };
      expect(readNextAction(callWith(input), rule)).toEqual({ access: 'read', names: [listed] });
    }
    expect(readNextAction(callWith({ headers: ['Next-Action', listed] }), rule).access).toBe('read');
  });

  test('by field, or by both', () => {
    expect(
      access(
        [],
        [
          [`$ACTION_ID_${listed}`, ''],
          ['title', '$ACTION_ID_'],
        ],
      ),
    ).toBe('read');
    expect(
      access(
        ['Next-Action', listed],
        [
          [`1_$ACTION_ID_${listed}`, ''],
          ['0', '["$K1"]'],
        ],
      ),
    ).toBe('read');
  });

  test.each([
    ['9999_', 'a'.repeat(128), 'read'],
    ['99999_', 'a', 'write'],
    ['', 'a'.repeat(129), 'write'],
  ])('by a field of the form %j and an id that goes on', (number, id, expected) => {
    const body = multipartOf('b', [fieldPart(`${number}$ACTION_ID_${id}`, '')]);
    expect(readNextAction(callWith({ contentType: multipart, body }), { read: [id] }).access).toBe(expected);
  });

  test('a page that calls nothing', () => {
    expect(readNextAction(callWith({ method: 'GET' }), rule)).toEqual({ access: 'read', names: [] });
    expect(readNextAction(callWith({ method: 'HEAD' }), rule).access).toBe('read');
    expect(readNextAction(callWith({ method: 'OPTIONS' }), rule).access).toBe('read');
    // Cut short, as no adapter gives it.
    expect(readNextAction(callWith({ method: 'GET', headers: ['Next-Action'] }), rule).access).toBe('read');
    expect(readNextAction(callWith({ method: 'GET', headers: ['Next-Action', listed] }), rule).access).toBe(
      'read',
    );
  });
});

describe('writes', () => {
  test.each([
    ['none', []],
    ['another', ['Next-Action', unlisted]],
    ['an empty one', ['Next-Action', '']],
    ['other case', ['Next-Action', listed.toUpperCase()]],
    ['a longer one', ['Next-Action', `${listed}0`]],
    ['a shorter one', ['Next-Action', listed.slice(0, -1)]],
    ['two in one', ['Next-Action', `${listed}, ${unlisted}`]],
    ['two', ['Next-Action', listed, 'Next-Action', unlisted]],
    ['two alike', ['Next-Action', listed, 'next-action', listed]],
    ['an alias', ['Next_Action', listed]],
    ['an alias beside it', ['Next-Action', listed, 'next_action', unlisted]],
    ['a value of that name', ['X', 'Next-Action', listed, '']],
  ])('by header: %s', (_, headers) => {
    expect(access(headers)).toBe('write');
    expect(readNextAction(callWith({ headers }), rule).access).toBe('write');
  });

  test.each([
    ['another', [[`$ACTION_ID_${unlisted}`, '']]],
    [
      'another after it',
      [
        [`$ACTION_ID_${listed}`, ''],
        [`$ACTION_ID_${unlisted}`, ''],
      ],
    ],
    ['another with a number', [[`1_$ACTION_ID_${unlisted}`, '']]],
    [
      'a bound one',
      [
        ['$ACTION_REF_1', ''],
        ['$ACTION_1:0', `{"id":"${unlisted}"}`],
      ],
    ],
    ['a key', [['$ACTION_KEY', 'k']]],
    ['none', [['$ACTION_ID_', '']]],
    ['other case', [[`$action_id_${listed}`, '']]],
    ['something before', [[`x$ACTION_ID_${listed}`, '']]],
    ['a blank after', [[`$ACTION_ID_${listed} `, '']]],
  ] satisfies [string, [string, string][]][])('by field: %s', (_, fields) => {
    expect(access([], fields)).toBe('write');
    expect(access(['Next-Action', listed], fields)).toBe('write');
  });

  test('the log shows which', () => {
    expect(readNextAction(callWith({}), rule)).toEqual({
      access: 'write',
      names: [],
      why: 'a POST without a Next-Action header',
    });
    expect(readNextAction(callWith({ headers: ['Next-Action', unlisted] }), rule)).toEqual({
      access: 'write',
      names: [unlisted],
      why: `"${unlisted}" is not listed as a read`,
    });
  });

  test('in what no server action is sent as', () => {
    const body = `%24ACTION_ID_${unlisted}=`;
    for (const contentType of [
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/mixed; boundary=b',
      null,
      'x',
      'application/json',
      'application/octet-stream',
    ]) {
      expect(
        readNextAction(callWith({ headers: ['Next-Action', listed], contentType, body }), rule).access,
      ).toBe('write');
    }
  });

  test('arguments that are called a form, which Next reads as they are', () => {
    const headers = ['Next-Action', listed];
    for (const contentType of [
      'application/x-www-form-urlencoded; charset=utf-8',
      'Application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded',
      'Multipart/form-data; boundary=b',
    ]) {
      const input = callWith({ headers, contentType, body: '["$F1",{"id":1,"bound":null}]' });
      expect(readNextAction(input, rule).access).toBe('write');
    }
    const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
    expect(readNextAction(callWith({ headers, contentType, body: 'a=$F1' }), rule).access).toBe('read');
    const file = ['Content-Disposition: form-data; name="1"; filename="a"', '', `"$a${'a'.repeat(300_000)}`];
    const body = multipartOf('b', [fieldPart('0', '[]'), file]);
    expect(readNextAction(callWith({ headers, contentType: multipart, body }), rule).access).toBe('read');
  });

  test('by method and coding', () => {
    const headers = ['Next-Action', listed];
    for (const input of [
      { method: 'PUT' },
      { method: 'DELETE' },
      { method: 'GET', body: 'a' },
      { contentEncoding: 'gzip', contentType: 'text/plain', body: 'a' },
    ]) {
      expect(readNextAction(callWith({ headers, ...input }), rule).access).toBe('write');
    }
    expect(readNextAction(callWith({ method: 'GET', headers: ['Next-Action', unlisted] }), rule).access).toBe(
      'write',
    );
  });
});

test('no request that names another action is a read', () => {
  const header = fc.constantFrom('Next-Action', 'next-action', 'Next_Action', 'next.action');
  const name = fc.constantFrom(
    `$ACTION_ID_${unlisted}`,
    `2_$ACTION_ID_${unlisted}`,
    '$ACTION_REF_2',
    `$Action_Id_${unlisted}`,
  );
  const other = fc.constantFrom<[string, string]>(['a', '1'], [`$ACTION_ID_${listed}`, '']);
  fc.assert(
    fc.property(
      header,
      name,
      fc.array(other),
      fc.array(other),
      fc.boolean(),
      (alias, field, before, after, inHeader) => {
        if (inHeader)
          expect(access(['Next-Action', listed, alias, unlisted], [...before, ...after])).toBe('write');
        else expect(access(['Next-Action', listed], [...before, [field, ''], ...after])).toBe('write');
      },
    ),
    { numRuns: 300 },
  );
});

test('never throws', () => {
  const contentType = fc.oneof(fc.constantFrom(null, multipart), fc.string());
  fc.assert(
    fc.property(contentType, fc.array(fc.string()), fc.uint8Array(), (type, headers, body) => {
      readNextAction(callWith({ contentType: type, headers, body }), rule);
    }),
  );
});
