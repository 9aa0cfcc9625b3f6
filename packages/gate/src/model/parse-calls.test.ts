import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/whole-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import type { PolicyInput, RouteInput } from './policy.ts';

const routeOf = (more: Partial<RouteInput>): PolicyInput => ({ routes: [{ match: 'POST /x', ...more }] });
const parsed = (more: Partial<RouteInput>) => parsePolicy(routeOf(more)).routes[0];

describe('calls', () => {
  it.each([
    [{ protocol: 'graphql' }, { protocol: 'graphql', persisted: {}, maxTokens: 5_000, maxBatch: 100 }],
    [
      { protocol: 'graphql', persisted: { a1: 'read' }, maxTokens: 100, maxBatch: 1 },
      { protocol: 'graphql', persisted: { a1: 'read' }, maxTokens: 100, maxBatch: 1 },
    ],
    [
      { protocol: 'json-rpc', read: ['list', { '/method': 'call', '/params/method': ['read', 'search'] }] },
      {
        protocol: 'json-rpc',
        read: [{ '/method': ['list'] }, { '/method': ['call'], '/params/method': ['read', 'search'] }],
      },
    ],
    [
      { protocol: 'trpc', read: [] },
      { protocol: 'trpc', read: [] },
    ],
    [
      { protocol: 'form', field: 'action', read: ['heartbeat'] },
      { protocol: 'form', field: 'action', read: ['heartbeat'], absent: 'write' },
    ],
  ] as const)('%j becomes %j', (calls, expected) => {
    expect(parsed({ calls })?.calls).toEqual(expected);
  });

  it.each([
    [{ protocol: 'soap' }, 'calls.protocol: expected one of "graphql", "json-rpc"'],
    [{ protocol: 'trpc' }, 'calls.read: expected a list of the calls that read'],
    [{ protocol: 'trpc', read: ['a', 'a'] }, 'is there already'],
    [{ protocol: 'graphql', read: ['a'] }, 'calls.read: has no meaning for graphql'],
    [{ protocol: 'form', read: ['a'] }, 'calls.field: expected a parameter name'],
    [{ protocol: 'json-rpc', read: [{ method: 'a' }] }, 'expected a JSON pointer such as "/params/method"'],
    [{ protocol: 'json-rpc', read: [{ '/__proto__': 'a' }] }, 'expected a JSON pointer'],
    [{ protocol: 'json-rpc', read: [{}] }, 'at least one JSON pointer'],
    [{ protocol: 'graphql', persisted: { a: 'yes' } }, 'expected one of "read", "write", got "yes"'],
    [{ protocol: 'graphql', maxTokens: 1e9 }, 'maxTokens: expected a whole number from 10 to 20000'],
    [{ protocol: 'graphql', persist: {} }, 'unknown key; did you mean persisted?'],
    ['graphql', 'calls: expected an object'],
  ])('%j is refused: %s', (calls, problem) => {
    expect(problemsOf({ routes: [{ match: 'POST /x', calls }] }).join('\n')).toContain(problem);
  });

  it('stand without access, which would overrule them', () => {
    const route = { match: 'POST /x', calls: { protocol: 'graphql' } };
    expect(problemsOf({ routes: [{ ...route, access: 'read' }] }).join('\n')).toContain(
      'calls says what this route does by its body',
    );
    // They say what of it the exception lets in.
    expect(problemsOf({ routes: [{ ...route, exception: true, why: 'x' }] })).toEqual([]);
  });
});

describe('socket', () => {
  it.each([
    ['allow', { kind: 'allow' }],
    [
      { read: ['ping', { '/type': 'subscribe' }] },
      {
        kind: 'messages',
        read: [
          { kind: 'text', text: 'ping' },
          { kind: 'json', pattern: { '/type': ['subscribe'] } },
        ],
      },
    ],
  ] as const)('%j becomes %j', (socket, expected) => {
    expect(parsed({ socket })?.socket).toEqual(expected);
  });

  it.each([
    ['refuse', 'socket: expected "allow" or { "read": [ … ] }'],
    [{}, 'socket.read: expected a list of the messages that read'],
    [{ read: [] }, 'at least 1 messages'],
    [{ read: [7] }, 'expected an object'],
    [true, 'socket: expected an object'],
  ])('%j is refused: %s', (socket, problem) => {
    expect(problemsOf({ routes: [{ match: 'GET /x', socket }] }).join('\n')).toContain(problem);
  });
});
