import { describe, expect, test } from 'vitest';
import { type DecideOptions, readFor, siteOf, somebody } from '../../test/support/decide-fixtures.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';
import { decide } from './decide.ts';
import { allowedMessages } from './socket-messages.ts';

const adminInOffice: DecideOptions = { peer: '203.0.113.7', known: { identity: somebody('admin') } };

describe('an upgrade by a rule for sockets', () => {
  const sockets: PolicyInput = {
    routes: [
      { match: 'GET /ticker', socket: 'allow' },
      { match: 'GET /feed', socket: { read: ['ping'] } },
      { match: 'GET /money', sensitive: true, socket: { read: ['ping'] } },
    ],
    identity: [{ kind: 'callback' }],
    trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] },
  };
  const upgradeTo = (mode: Mode, line: string, options: DecideOptions = {}) => {
    const site = siteOf({ policy: sockets, mode });
    const request = readFor(site, line, { upgrade: true, ...options });
    const { known = { identity: null } } = options;
    const verdict = decide(site, request, known, 0);
    if (verdict.kind === 'need') return { verdict, messages: null };
    return { verdict, messages: allowedMessages(verdict, request) };
  };
  const ping = [{ kind: 'text', text: 'ping' }];

  test('is allowed, and the rule is named', () => {
    expect(upgradeTo('read-only', 'GET /ticker')).toMatchObject({
      verdict: {
        kind: 'allow',
        rule: { id: 'read-only-read', detail: 'GET /ticker: a socket that reads' },
      },
      messages: null,
    });
    expect(upgradeTo('read-only', 'GET /feed')).toMatchObject({
      verdict: {
        kind: 'allow',
        approved: false,
        access: 'read',
        rule: { id: 'read-only-read', detail: 'GET /feed: declared messages of a socket only' },
      },
      messages: ping,
    });
  });

  test('is refused in a closed site, and by an override', () => {
    expect(upgradeTo('closed', 'GET /ticker').verdict.kind).toBe('refuse');
    expect(upgradeTo('closed', 'GET /feed')).toMatchObject({ verdict: { kind: 'refuse' }, messages: null });
    const headers = ['X-HTTP-Method-Override', 'DELETE'];
    expect(upgradeTo('read-only', 'GET /feed', { headers }).verdict).toMatchObject({
      kind: 'refuse',
      rule: { id: 'read-only-write', detail: 'an upgrade that asks for DELETE' },
    });
  });

  test.each(['read-only', 'closed'] as const)(
    '%s: who may write sends anything, and that is on record',
    (mode) => {
      expect(upgradeTo(mode, 'GET /feed', adminInOffice)).toMatchObject({
        verdict: { kind: 'allow', rule: { id: 'bypass' }, approved: true, access: 'write' },
        messages: null,
      });
      const support = { known: { identity: somebody('support') } };
      expect(upgradeTo(mode, 'GET /feed', support)).toMatchObject({
        verdict: { kind: 'allow', approved: false, access: 'read' },
        messages: ping,
      });
      // Nobody can be asked to confirm on a socket.
      expect(upgradeTo(mode, 'GET /money', adminInOffice)).toMatchObject({
        verdict: { kind: 'allow', approved: false, access: 'read' },
        messages: ping,
      });
    },
  );

  test('needs to know who it is before the first message, where that matters', () => {
    expect(upgradeTo('read-only', 'GET /feed', { known: {} }).verdict).toEqual({
      kind: 'need',
      what: 'identity',
    });
    expect(upgradeTo('read-only', 'GET /ticker', { known: {} }).verdict.kind).toBe('allow');
  });

  test('says nothing of messages in an open site', () => {
    expect(upgradeTo('open', 'GET /feed')).toMatchObject({ verdict: { kind: 'allow' }, messages: null });
  });
});
