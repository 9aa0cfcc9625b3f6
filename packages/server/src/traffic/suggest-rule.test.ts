import { parsePolicy } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { suggestRule } from './suggest-rule.ts';

describe('suggestRule', () => {
  it.each([
    ['POST', '/orders/:id/lines', 'POST /orders/:id/lines'],
    ['DELETE', '/', 'DELETE /'],
    ['POST', '/a(b)/c', 'POST /a(b)/c'],
    ['POST', '/a…/b', 'POST /*/b'],
    ['POST', '/a/b/…', 'POST /a/b/**'],
    ['POST', '/x/**/y*', 'POST /x/*/*'],
  ])('%s %s', (method, route, match) => {
    const rule: unknown = JSON.parse(suggestRule(method, route));
    expect(rule).toMatchObject({ match, access: 'write' });
    expect(() => parsePolicy({ routes: [rule] })).not.toThrow();
  });

  it('is nothing for a method that no policy can name', () => {
    expect(suggestRule('M…', '/a')).toBe('');
  });
});
