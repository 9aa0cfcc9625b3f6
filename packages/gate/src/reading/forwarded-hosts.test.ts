import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { readForwardedHosts } from './forwarded-hosts.ts';

describe('readForwardedHosts', () => {
  test.each([
    [['X-Forwarded-Host', 'Admin.Example:443'], ['admin.example']],
    [
      ['x_forwarded_host', 'a.example, b.example'],
      ['a.example', 'b.example'],
    ],
    [['X-Original-Host', 'a.example'], ['a.example']],
    [['X-Forwarded-Host', ''], [null]],
    [['X-Forwarded-Host', 'a b'], [null]],
    [['Forwarded', 'for=192.0.2.1;host=a.example'], ['a.example']],
    [['Forwarded', 'for=192.0.2.1;Host="a.example:8080", for=192.0.2.2'], ['a.example']],
    [['Forwarded', 'host=a.example;host=b.example'], [null]],
    [['Forwarded', 'host=a.example:8080'], [null]],
    [['Forwarded', 'host="a.example'], [null]],
    [['Forwarded', 'for=192.0.2.1'], []],
    [['X-Forwarded-For', '192.0.2.1', 'Host', 'a.example'], []],
  ])('%j: %j', (headers, hosts) => {
    expect(readForwardedHosts(headers)).toEqual(hosts);
  });
});

describe('rules of one host', () => {
  const policy: PolicyInput = {
    trusted: { proxies: ['10.0.0.5/32'] },
    routes: [
      { match: '/tenant', host: 'a.example', protected: true },
      { match: 'POST /hook', host: 'a.example', exception: true, why: 'a hook' },
    ],
  };
  const factsOf = (peer: string, host: string, forwarded: string | null) =>
    ['GET /tenant', 'POST /hook'].map((line) => {
      const headers = ['Host', host, ...(forwarded === null ? [] : ['X-Forwarded-Host', forwarded])];
      const { facts } = readFor(siteOf({ policy }), line, { peer, headers });
      return (facts.protectedBy ?? facts.exception) !== null;
    });

  test.each([
    ['10.0.0.5', 'b.example', 'a.example', [true, false]],
    ['10.0.0.5', 'b.example', 'b.example, a.example', [true, false]],
    ['10.0.0.5', 'b.example', 'a b', [true, false]],
    ['10.0.0.5', 'b.example', 'c.example', [false, false]],
    ['10.0.0.5', 'a.example', 'a.example', [true, true]],
    ['10.0.0.5', 'a.example', 'b.example', [true, false]],
    ['10.0.0.5', 'a.example', null, [true, true]],
    // Nobody named: what he says is no host.
    ['10.0.0.6', 'b.example', 'a.example', [false, false]],
    ['10.0.0.6', 'a.example', 'b.example', [true, true]],
  ])('from %s for %s, forwarded for %s: protected and exception %j', (peer, host, forwarded, holds) => {
    expect(factsOf(peer, host, forwarded)).toEqual(holds);
  });
});
