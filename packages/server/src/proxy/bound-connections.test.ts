import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { bindsConnection, isBoundBy } from './bound-connections.ts';

function incoming(...lines: readonly (readonly [string, string])[]): IncomingMessage {
  const [first] = lines.filter(([name]) => name.toLowerCase() === 'authorization');
  const headers = first === undefined ? {} : { authorization: first[1] };
  return { headers, rawHeaders: lines.flat() } as unknown as IncomingMessage;
}

describe('credentials', () => {
  it.each([
    ['NTLM TlRMTVNTUAAB', true],
    ['ntlm TlRMTVNTUAAB', true],
    ['Negotiate YIIG', true],
    ['NEGOTIATE YIIG', true],
    ['Kerberos YIIG', true],
    ['Bearer NTLM', false],
    ['Basic bnRsbQ==', false],
    ['Negotiated x', false],
    ['nothing', false],
  ])('%s bind the connection: %s', (value, expected) => {
    expect(bindsConnection(incoming(['Host', 'a'], ['AUTHORIZATION', value]))).toBe(expected);
  });

  it('bind it in a second header, too, and nothing without one', () => {
    expect(bindsConnection(incoming(['Authorization', 'Basic a'], ['authorization', 'NTLM b']))).toBe(true);
    expect(bindsConnection(incoming(['Accept', '*/*']))).toBe(false);
  });
});

describe('an answer', () => {
  it.each([
    ['NTLM', undefined, false],
    ['Negotiate, NTLM', undefined, false],
    ['Basic realm="ntlm x"', undefined, true],
    ['NTLM TlRMTVNTUAAC', undefined, true],
    ['Basic realm="a", Negotiate oRQw', undefined, true],
    [undefined, 'true', true],
    [undefined, 'false', false],
    [undefined, undefined, false],
  ])('%s, %s binds the connection: %s', (challenge, persistent, expected) => {
    expect(isBoundBy(challenge, persistent)).toBe(expected);
  });
});
