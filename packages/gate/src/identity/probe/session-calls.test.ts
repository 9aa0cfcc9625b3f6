import { describe, expect, it } from 'vitest';
import type { RawRequest } from '../../model/request.ts';
import type { IdentityContext } from '../../ports/identity-source.ts';
import { createCookieRound } from './cookie-round.ts';
import { forwardingHeaders } from './forwarding-headers.ts';

describe('createCookieRound', () => {
  const headers = ['Cookie', 'session_id=old; __Host-portcullis-pass=v1.secret', 'Cookie', 'lang=de'];

  it('sends what came, without what is the gate’s own', () => {
    expect(createCookieRound(headers).line()).toBe('session_id=old; lang=de');
    expect(createCookieRound([]).line()).toBe('');
  });

  it.each([
    [['session_id=new; Path=/; HttpOnly'], 'lang=de; session_id=new'],
    [['session_id=new', 'session_id=newer'], 'lang=de; session_id=newer'],
    [['seen=1', 'session_id=new'], 'lang=de; seen=1; session_id=new'],
    [[' seen =1'], 'session_id=old; lang=de; seen =1'],
    [['session_id=; Max-Age=0'], 'lang=de'],
    [['session_id='], 'lang=de'],
    [['session_id=gone; Path=/; max-age=0'], 'lang=de'],
    [['session_id=gone; Max-Age=-1'], 'lang=de'],
    [['session_id=gone; Max-Age=0', 'session_id=back'], 'lang=de; session_id=back'],
  ])('after %j sends %s', (set, expected) => {
    const round = createCookieRound(headers);
    for (const line of set) round.set(line);
    expect(round.line()).toBe(expected);
  });

  it('gives the newest line of each name, the newest last', () => {
    const round = createCookieRound(headers);
    for (const line of ['a=1; Path=/', 'b=1', 'a=2; Path=/x', 'c=; Max-Age=0']) round.set(line);
    expect(round.lines()).toEqual(['b=1', 'a=2; Path=/x', 'c=; Max-Age=0']);
  });
});

describe('forwardingHeaders', () => {
  const request: RawRequest = {
    method: 'GET',
    target: '/',
    headers: ['Host', 'erp.example', 'X-Forwarded-For', '198.51.100.9', 'X-Forwarded-Host', 'shop.example'],
    peer: '10.0.0.5',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  };
  const context: IdentityContext = {
    clientAddress: '10.0.0.5',
    peerIsTrustedProxy: false,
    monotonicMs: 0,
    passCookieOn: () => {},
  };
  const proxied: IdentityContext = { ...context, clientAddress: '198.51.100.9', peerIsTrustedProxy: true };

  it('say what the gate saw itself, and nothing that the visitor says', () => {
    expect(Object.fromEntries(forwardingHeaders(request, context))).toEqual({
      host: 'erp.example',
      'x-forwarded-for': '10.0.0.5',
      'x-forwarded-host': 'erp.example',
      'x-forwarded-proto': 'http',
    });
    expect(Object.fromEntries(forwardingHeaders({ ...request, secure: true }, context))).toMatchObject({
      'x-forwarded-proto': 'https',
    });
  });

  it('say what a named proxy says, and that it is behind the gate', () => {
    expect(Object.fromEntries(forwardingHeaders(request, proxied))).toEqual({
      host: 'erp.example',
      'x-forwarded-for': '198.51.100.9, 10.0.0.5',
      'x-forwarded-host': 'shop.example',
    });
    const tls = { ...request, headers: ['Host', 'erp.example', 'X-Forwarded-Proto', 'https'] };
    // It names its client by another header.
    expect(Object.fromEntries(forwardingHeaders(tls, proxied))).toEqual({
      host: 'erp.example',
      'x-forwarded-for': '198.51.100.9, 10.0.0.5',
      'x-forwarded-proto': 'https',
    });
  });

  it('leave out what nobody knows', () => {
    const unknown = { ...request, headers: [], peer: null };
    expect(forwardingHeaders(unknown, { ...context, clientAddress: null })).toEqual([
      ['x-forwarded-proto', 'http'],
    ]);
    expect(forwardingHeaders(unknown, { ...proxied, clientAddress: null })).toEqual([]);
  });
});
