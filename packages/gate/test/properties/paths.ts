import fc from 'fast-check';
import type { PolicyInput } from '../../src/model/policy.ts';
import { decideFor, siteOf } from '../support/decide-fixtures.ts';
import { type SpelledTarget, spellingsOf } from './path-spellings.ts';
import { defineProperty, type Family, type Judging } from './property.ts';
import { serverModels } from './server-models.ts';

const policy: PolicyInput = {
  routeParameters: ['q'],
  routes: [
    { match: '/admin/**', protected: true },
    { match: '/files/:name/secret', protected: true },
    { match: 'GET /unsubscribe/**', access: 'write' },
    { match: 'POST /search', access: 'read' },
    { match: 'POST /hooks/:provider', exception: true, why: 'payments must go on' },
  ],
  areas: { checkout: { routes: ['/checkout/**'] } },
  signIn: { page: '/login', routes: ['POST /login'] },
};
const site = siteOf({ policy, areas: { checkout: 'closed' } });

const guardedPaths = ['/admin', '/admin/users', '/files/x/secret', '/unsubscribe/42', '/checkout/pay'];
const exceptedPaths = ['/login', '/hooks/stripe', '/search'];
const openPaths = ['/', '/orders/7', '/administrator', '/files/secret', '/login/step2'];

const isGuarded = (path: string): boolean =>
  /^\/(?:admin|unsubscribe|checkout)(?:\/|$)|^\/files\/[^/]+\/secret\/?$/.test(path);
const isExcepted = (path: string): boolean => /^\/(?:login|search|hooks\/[^/]+)\/?$/.test(path);

function nothingGuardedIsAllowed({ target }: SpelledTarget, { stopwatch, saw }: Judging): string | null {
  const verdict = stopwatch.measure(() => decideFor(site, `GET ${target}`));
  const reached = serverModels.find((server) => server.resolve(target).some(isGuarded));
  if (reached !== undefined) saw('a way to a guarded route');
  if (verdict.kind !== 'allow') return null;
  saw('an allowed read');
  return reached === undefined ? null : `${target} is allowed and a guarded route for ${reached.name}`;
}

function exceptionsHoldEverywhere({ target }: SpelledTarget, { stopwatch, saw }: Judging): string | null {
  if (stopwatch.measure(() => decideFor(site, `POST ${target}`)).kind !== 'allow') return null;
  saw('an allowed write');
  const another = serverModels.find(
    (server) => !server.givesAliases && !server.resolve(target).every(isExcepted),
  );
  return another === undefined
    ? null
    : `POST ${target} is allowed and ${another.resolve(target).join(' or ')} for ${another.name}`;
}

/** What a wildcard may hold. */
const hookNames = fc
  .array(
    fc.constantFrom(
      ...['a', 'B', '1', '-', '.', '..', '%2e', '%20', '%2F', '%5C', '%252f', '%3F', '%23', '%3B', ';', '/'],
      ...[
        '%C3%A9',
        '%EF%BC%8F',
        '%E2%80%8B',
        '%25',
        '%00',
        'index.php',
        '.json',
        '%09',
        '+',
        '%2B',
        '?x',
        '(S(x))',
      ],
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => ({ path: '/hooks', target: `/hooks/${parts.join('')}` }));

const plainSegment = fc.stringMatching(/^[a-z\d][a-z\d_~-]{0,8}$/);
const plainPath = fc
  .array(plainSegment, { maxLength: 4 })
  .map((segments) => ({ path: `/${segments.join('/')}`, target: `/${segments.join('/')}` }))
  .filter(({ path }) => !isGuarded(path));

export const paths: Family = {
  name: 'paths',
  properties: [
    defineProperty({
      name: 'no spelling that some server takes for a guarded route is outside it',
      drawn: spellingsOf([...guardedPaths, ...guardedPaths, ...exceptedPaths, ...openPaths]),
      judge: nothingGuardedIsAllowed,
      least: { 'a way to a guarded route': 0.15, 'an allowed read': 0.1 },
    }),
    defineProperty({
      name: 'no spelling is an exception unless every server takes it for one',
      drawn: fc.oneof(
        spellingsOf([...exceptedPaths, ...exceptedPaths, ...guardedPaths, ...openPaths]),
        hookNames,
      ),
      judge: exceptionsHoldEverywhere,
      least: { 'an allowed write': 0.1 },
    }),
    defineProperty({
      name: 'paths that all servers take alike are read',
      drawn: plainPath,
      judge: ({ target }, { stopwatch }) => {
        const { kind } = stopwatch.measure(() => decideFor(site, `GET ${target}`));
        return kind === 'allow' ? null : `${target} is answered with ${kind}`;
      },
      least: {},
    }),
  ],
};
