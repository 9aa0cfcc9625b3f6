import { describe, expect, it } from 'vitest';
import { parsePolicyWithWarnings } from '../../packages/gate/src/model/parse-policy.ts';
import { readTarget } from '../../packages/gate/src/reading/read-target.ts';

// What cannot be told in the JSON of an attacker: policies that should not be taken as they are, because a rule in the
// words of another router is a name that no request has, and what reading a target costs.

/** How other routers write it, as their own listings and documentation do. */
const words: readonly (readonly [router: string, match: string])[] = [
  ['bin/rails routes', '/admin/users(.:format)'],
  ['bin/rails routes, with a method', 'DELETE /users/sign_out(.:format)'],
  ['CodeIgniter', '/admin/(:any)'],
  ['CodeIgniter, a number', '/admin/orders/(:num)/refund'],
  ['Remix and TanStack Router', '/orders/$id/edit'],
  ['FastRoute and Slim, a slash that may be left away', '/admin[/]'],
  ['SvelteKit and Next.js, a part of a name', '/admin/[id].json'],
  ['a list of another language', '/admin|/manage'],
];

describe('rules in the words of another router', () => {
  it.each(words)('%s: %s is refused or warned about', (_, match) => {
    expect(isNoticed(match)).toBe(true);
  });

  it.each(['/files/C_(language)', '/odata/Orders(1)/$value', '/a/(1)', '/users/@me', '/a/b,c'])(
    '%s is a path',
    (match) => {
      expect(isNoticed(match)).toBe(false);
    },
  );
});

function isNoticed(match: string): boolean {
  try {
    return parsePolicyWithWarnings({ routes: [{ match, protected: true }] }).warnings.length > 0;
  } catch {
    return true;
  }
}

describe('what one target may cost', () => {
  const leaf = (index: number): string =>
    `/a/_next/data/B////%25253b//%255c(S(x))${index}?rest_route=/0//&rest_route=/1.php.php/_next/data/B/a/b%255c.!.jsp//faces/(S(x))/!`;
  const images = (count: number, inner: (index: number) => string): string =>
    `/_next/image?${Array.from({ length: count }, (_, index) => `url=${encodeURIComponent(inner(index))}`).join('&')}`;

  // Ten inner targets, each with ten, each with routes below every folder: once 650,000 readings in a head of 16 KB,
  // and a second of CPU.
  it('image routes within image routes, with routes in their queries', () => {
    const target = images(10, (outer) => images(10, (index) => leaf(outer * 10 + index))).slice(0, 15_900);
    expect(readTarget(target).folded.length).toBeLessThan(20_000);
  });

  it('one image route, with routes in the queries of what it asks for', () => {
    expect(readTarget(images(10, leaf)).folded.length).toBeLessThan(20_000);
  });
});
