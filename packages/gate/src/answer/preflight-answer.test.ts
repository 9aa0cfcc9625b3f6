import { describe, expect, test } from 'vitest';
import {
  exampleContext,
  examplePolicy,
  headerOf,
  programRequest,
  refusedWrite,
} from '../../test/answer/examples.ts';
import type { Policy } from '../model/policy.ts';
import { answerFor } from './answer-for.ts';
import { preflightAnswer } from './preflight-answer.ts';

const policyWith = (cors: Policy['cors']): Policy => ({ ...examplePolicy(), cors });
const listed = policyWith({ origins: ['https://app.example', 'http://localhost:5173'], credentials: true });
const any = policyWith({ origins: ['*'], credentials: false });
const anyWithCredentials = policyWith({ origins: ['*'], credentials: true });
const none = policyWith({ origins: [], credentials: false });

const corsOf = (answer: { headers: readonly (readonly [string, string])[] }) =>
  answer.headers.filter(([name]) => name.startsWith('Access-Control'));

describe('a refusal that a front-end elsewhere can read', () => {
  const exposed = ['Access-Control-Expose-Headers', 'Retry-After, Portcullis-Mode, Portcullis-Reference'];
  test.each<[string, Policy, string[], unknown]>([
    [
      'a listed origin',
      listed,
      ['Origin', 'https://app.example'],
      [
        ['Access-Control-Allow-Origin', 'https://app.example'],
        ['Access-Control-Allow-Credentials', 'true'],
        exposed,
      ],
    ],
    [
      'a listed origin with a port',
      listed,
      ['Origin', 'http://localhost:5173'],
      [
        ['Access-Control-Allow-Origin', 'http://localhost:5173'],
        ['Access-Control-Allow-Credentials', 'true'],
        exposed,
      ],
    ],
    ['any origin', any, ['Origin', 'https://app.example'], [['Access-Control-Allow-Origin', '*'], exposed]],
    [
      'any origin, never with credentials',
      anyWithCredentials,
      ['Origin', 'https://evil.example'],
      [['Access-Control-Allow-Origin', '*'], exposed],
    ],
    ['another origin', listed, ['Origin', 'https://evil.example'], []],
    ['a listed origin as a prefix', listed, ['Origin', 'https://app.example.evil.example'], []],
    ['another scheme', listed, ['Origin', 'http://app.example'], []],
    ['another port', listed, ['Origin', 'https://app.example:8443'], []],
    ['null', listed, ['Origin', 'null'], []],
    ['two origins', listed, ['Origin', 'https://app.example', 'Origin', 'https://evil.example'], []],
    ['a header in it', any, ['Origin', 'https://app.example\r\nX: 1'], []],
    ['no origin', listed, [], []],
    ['no origins allowed', none, ['Origin', 'https://app.example'], []],
  ])('%s', (_, policy, headers, expected) => {
    const given = answerFor({
      ...exampleContext({ policy, request: programRequest({ method: 'POST' }, headers) }),
      decision: refusedWrite(),
    });
    expect(corsOf(given)).toEqual(expected);
    expect(headerOf(given, 'vary')?.endsWith(', Origin')).toBe(policy !== none);
  });
});

describe('preflightAnswer', () => {
  const ask = (headers: readonly string[], policy = listed, method = 'OPTIONS') =>
    preflightAnswer({ request: { method, headers }, policy, mode: 'closed' });
  const full = [
    'Origin',
    'https://app.example',
    'Access-Control-Request-Method',
    'DELETE',
    'Access-Control-Request-Headers',
    'content-type, X-Token',
  ];

  test('an allowed origin: 204, exactly', () => {
    expect(ask(full)).toEqual({
      status: 204,
      headers: [
        ['Cache-Control', 'no-store'],
        ['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
        ['Portcullis-Mode', 'closed'],
        ['Access-Control-Allow-Origin', 'https://app.example'],
        ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Methods', 'DELETE'],
        ['Access-Control-Allow-Headers', 'content-type, x-token'],
        ['Access-Control-Max-Age', '0'],
      ],
      body: '',
    });
  });

  test('an origin that is not allowed: 204 without a word', () => {
    const given = ask(['Origin', 'https://evil.example', ...full.slice(2)]);
    expect(given?.status).toBe(204);
    expect(given && corsOf(given)).toEqual([]);
  });

  test('nothing but tokens is written back', () => {
    const given = ask([
      'Origin',
      'https://app.example',
      'Access-Control-Request-Method',
      'PUT',
      'Access-Control-Request-Headers',
      'a b, x\r\ny: 1, ok, ,<x>',
    ]);
    expect(given && headerOf(given, 'access-control-allow-headers')).toBe('ok');
    const broken = ask(['Origin', 'https://app.example', 'Access-Control-Request-Method', 'PUT\r\nX: 1']);
    expect(broken && corsOf(broken)).toEqual([]);
  });

  test.each([
    ['no method asked for', full.slice(0, 2), 'OPTIONS'],
    ['no origin', full.slice(2), 'OPTIONS'],
    ['another method', full, 'POST'],
  ])('no preflight: %s', (_, headers, method) => {
    expect(ask(headers, listed, method)).toBeNull();
  });
});
