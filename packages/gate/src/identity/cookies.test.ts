import { describe, expect, it } from 'vitest';
import { cookieLineWithoutOwn, cookieValues } from './cookies.ts';

describe('cookieValues', () => {
  it.each([
    [['Cookie', 'session=abc'], ['abc']],
    [['cookie', 'a=1; session=abc; b=2'], ['abc']],
    [['COOKIE', 'a=1;session=abc;b=2'], ['abc']],
    [['Cookie', 'session=a=b=='], ['a=b==']],
    [['Cookie', 'session='], ['']],
    // No unquoting, decoding or trimming of values.
    [['Cookie', 'session="abc"'], ['"abc"']],
    [['Cookie', 'session=%61bc'], ['%61bc']],
    [['Cookie', 'session= abc; a=1'], [' abc']],
    [['Cookie', 'session=abc ; a=1'], ['abc ']],
    // All of them, in order, over all lines: whoever asks can refuse two.
    [
      ['Cookie', 'session=abc; session=def'],
      ['abc', 'def'],
    ],
    [
      ['Cookie', 'session=abc', 'X', 'session=no', 'cookie', 'session=def'],
      ['abc', 'def'],
    ],
    [
      ['Cookie', 'session=abc; session=abc'],
      ['abc', 'abc'],
    ],
    [
      ['Cookie', 'session =abc; \tsession=def'],
      ['abc', 'def'],
    ],
    [
      ['Cookie', 'session; session=abc'],
      ['', 'abc'],
    ],
    // Other names.
    [['Cookie', 'Session=abc; SESSION=abc'], []],
    [['Cookie', 'xsession=abc; sessionx=abc; session.x=abc; session[]=abc'], []],
    [['Cookie', 'a="; session=abc; b="'], ['abc']],
    [['Cookie', '$Version=1, session=abc'], []],
    [['Cookie', '\u00a0session=abc'], []],
    [['Cookie', '=session=abc'], []],
    [['Cookie', ''], []],
    [['Set-Cookie', 'session=abc', 'Cookie2', 'session=abc'], []],
    [[], []],
  ])('%j gives %j', (headers, values) => {
    expect(cookieValues(headers, 'session')).toEqual(values);
  });
});

describe('cookieLineWithoutOwn', () => {
  const pass = '__Host-portcullis-pass';
  const session = '__Host-portcullis-console-shop';
  it.each([
    [['Cookie', `a=1; ${pass}=x; b="2"`], 'a=1; b="2"'],
    [['Cookie', `${pass}=x`, 'Cookie', 'a=1;b=2'], 'a=1; b=2'],
    [['Cookie', `${pass} =x; __host-portcullis-pass=y; ${pass}; ;`], '__host-portcullis-pass=y'],
    [['Cookie', `${session}=s; ${session}-provider=p; a=1; ${session} =t; ${session}`], 'a=1'],
    [
      ['Cookie', `a=${session}; x${session}=1; __Host-portcullis-mine=2`],
      `a=${session}; x${session}=1; __Host-portcullis-mine=2`,
    ],
    [['Cookie', `${pass}=x`], ''],
    [[], ''],
  ])('%j without ours is %j', (headers, line) => {
    expect(cookieLineWithoutOwn(headers)).toBe(line);
  });
});
