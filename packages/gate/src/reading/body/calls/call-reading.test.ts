import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeNames, shown, writeCall } from './call-reading.ts';

describe('judgeNames', () => {
  const listed = ['read', 'list'];

  test.each([[['read']], [['list', 'read']], [['read', 'read']], [Array(100).fill('read')]])(
    '%j is a read',
    (names) => {
      expect(judgeNames(names, listed)).toEqual({ access: 'read', names });
    },
  );

  test.each([
    [[]],
    [['']],
    [['write']],
    [['read', 'write']],
    [['Read']],
    [['READ']],
    [[' read']],
    [['read ']],
    [['read\0']],
    [['rea']],
    [['reads']],
    [['__proto__']],
    [['length']],
    [Array(101).fill('read')],
  ])('%j is a write', (names) => {
    expect(judgeNames(names, listed)).toEqual({
      access: 'write',
      names: expect.any(Array),
      why: expect.any(String),
    });
  });
});

test.each([
  [[], 'no call'],
  [Array(101).fill('read'), 'more than 100 calls in one request'],
  [['read', 'write'], '"write" is not listed as a read'],
])('%j is refused: %s', (names, why) => {
  expect(judgeNames(names, ['read'])).toMatchObject({ access: 'write', why });
});

test.each([
  ['read', '"read"'],
  ['', '""'],
  ['a"b\\', '"a\\u{22}b\\u{5c}"'],
  ['\r\n\u001b[31m', '"\\u{d}\\u{a}\\u{1b}[31m"'],
  ['\u202e\u{1f600}\ud800', '"\\u{202e}\\u{1f600}\\u{d800}"'],
  ['x'.repeat(60), `"${'x'.repeat(60)}"`],
  ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
])('%j is shown as %s', (text, escaped) => {
  expect(shown(text)).toBe(escaped);
});

test("no more than 64 visible characters of a client's text are shown", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(shown(text)).toMatch(/^"[ !#-~]{0,60}…?"$/);
      const call = writeCall('no call', Array(200).fill(text));
      expect(call.names).toHaveLength(100);
      expect(call.names.every((name) => /^[ !#-~]{0,60}…?$/.test(name))).toBe(true);
    }),
  );
});
