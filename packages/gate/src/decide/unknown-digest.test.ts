import { expect, test } from 'vitest';
import { decideFor, siteOf, somebody } from '../../test/support/decide-fixtures.ts';
import type { CallReading, Known } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';

const calls: CallReading = { access: 'write', names: [], why: 'nobody declared it', isUnknownDigest: true };
const graphql = { match: '/graphql', calls: { protocol: 'graphql' } } as const;
const known = (overrides: readonly string[] | null = [], reading: CallReading = calls): Known => ({
  identity: null,
  body: { digest: '', overrides, calls: reading },
});

interface Change {
  readonly policy?: PolicyInput;
  readonly mode?: Mode;
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly known?: Known;
}

function asks({
  policy = { routes: [graphql] },
  mode = 'read-only',
  line = 'POST /graphql',
  ...rest
}: Change): unknown {
  const verdict = decideFor(siteOf({ policy, mode }), line, {
    headers: rest.headers ?? ['Content-Length', '5'],
    known: rest.known ?? known(),
  });
  expect(verdict).toMatchObject({ kind: 'refuse', status: 503 });
  return verdict.kind === 'refuse' && verdict.asksForDocuments;
}

test('documents are asked for where digests alone are why it is refused', () => {
  expect(asks({})).toBe(true);
  expect(asks({ known: known(['POST']) })).toBe(true);
  expect(asks({ line: 'GET /graphql?extensions=x', headers: [] })).toBe(true);
  expect(asks({ known: { ...known(), identity: somebody('support') } })).toBe(true);
});

test.each<[string, Change]>([
  ['a closed site', { mode: 'closed' }],
  ['another reason in the body', { known: known([], { access: 'write', names: [], why: 'a mutation' }) }],
  ['a method that the body asks for', { known: known(['DELETE']) }],
  ['a body whose fields cannot be read', { known: known(null) }],
  ['a body that cannot be read', { known: { identity: null, body: null } }],
  ['a method in a header', { headers: ['Content-Length', '5', 'X-HTTP-Method-Override', 'DELETE'] }],
  ['an operation of any page', { headers: ['Content-Length', '5', 'Next-Action', 'x'] }],
  [
    'a protection',
    {
      policy: {
        routes: [
          graphql,
          { match: '/graphql/admin', protected: true },
          { match: '/graphql/**', calls: graphql.calls },
        ],
      },
      line: 'POST /graphql/admin',
    },
  ],
  ['a declared write', { policy: { routes: [graphql, { match: 'POST /*', access: 'write' }] } }],
])('but not for %s', (_, change) => {
  expect(asks(change)).toBeFalsy();
});
