import { describe, expect, it } from 'vitest';
import { parsePolicyWithWarnings } from '../model/parse-policy.ts';
import { globProblem } from '../model/parse-route-pattern.ts';
import type { PolicyInput } from '../model/policy.ts';
import type { ProductionInput } from '../model/production.ts';
import { node } from './node/node.ts';
import { phpPolicy, phpProduction } from './php/php-policy.ts';
import { wordpressPolicy, wordpressProduction } from './wordpress/wordpress-policy.ts';

const presets: readonly (readonly [string, PolicyInput, ProductionInput])[] = [
  ['node', node(), node().production ?? {}],
  ['php', phpPolicy, phpProduction],
  ['wordpress', wordpressPolicy, wordpressProduction],
];

describe.each(presets)('the preset %s', (_, policy, production) => {
  it('is a policy without problems and without warnings', () => {
    expect(parsePolicyWithWarnings(policy).warnings).toEqual([]);
  });

  it('refuses what globs can say, each once and with a reason', () => {
    const refused = production.refused ?? [];
    expect(refused.flatMap(({ match }) => globProblem(match) ?? [])).toEqual([]);
    expect(new Set(refused.map(({ match }) => match)).size).toBe(refused.length);
    expect(refused.filter(({ why = '' }) => why === '')).toEqual([]);
  });

  it('leaves public what the standards keep below /.well-known', () => {
    const globs = (production.refused ?? []).map(({ match }) => match);
    expect(globs.filter((glob) => glob.startsWith('/.*') || glob.startsWith('/.well-known'))).toEqual([]);
  });

  it('knows errors by texts that no ordinary page has', () => {
    for (const { text } of production.errors?.signatures ?? []) expect(text.length).toBeGreaterThan(7);
  });
});
