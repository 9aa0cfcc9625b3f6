import { describe, expect, it } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../../test/support/decide-fixtures.ts';
import type { Identity } from '../../model/identity.ts';
import { readPreset } from '../read-preset.ts';

const policy = readPreset('odoo');
const refused = policy.production?.refused ?? [];

/** Members of the group, and people who are in none. */
const restricted: Identity = { ...somebody('visitor'), groups: ['Production Mode Restricted'] };
const free: Identity = { ...somebody('visitor'), groups: [] };

/** What a rule speaks of: what it names, and what lies below where it says so. */
function pathsOf(match: string): readonly string[] {
  const name = match.replace('/**', '');
  return match === name ? [name] : [name, `${name}/`, `${name}/x`, `${name}/x/y.json`];
}

const cases = refused.flatMap(({ match, for: scope = 'restricted' }) =>
  pathsOf(match).map((path) => [scope, path] as const),
);

it('has rules for everybody and for the restricted', () => {
  expect(new Set(cases.map(([scope]) => scope))).toEqual(new Set(['everybody', 'restricted']));
});

describe.each(['open', 'read-only'] as const)('while the site is %s', (mode) => {
  const site = siteOf({ policy, mode, production: true });
  const judged = (path: string, identity: Identity) =>
    summaryOf(decideFor(site, `GET ${path}`, { known: { identity } }));

  it.each(cases)('shut for %s: %s', (scope, path) => {
    // Behind a language, too, as the module website passes over one.
    for (const target of [path, `/fr${path}`]) {
      expect([target, judged(target, restricted)]).toEqual([target, 'refuse 404 production']);
      const isShut = judged(target, free) === 'refuse 404 production';
      expect([target, isShut]).toEqual([target, scope === 'everybody']);
    }
  });

  it.each(cases)('open while production mode is off, for %s: %s', (_, path) => {
    const off = siteOf({ policy, mode });
    expect(summaryOf(decideFor(off, `GET ${path}`, { known: { identity: restricted } }))).not.toContain(
      'production',
    );
  });
});
