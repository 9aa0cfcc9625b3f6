import { compilePolicy, type Mode, type PolicyInput, parsePolicy } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { ruleSaid } from '../sentences/rule-said.ts';
import { describeRuleBriefly } from './describe-rule-briefly.ts';

interface Wanted {
  readonly mode?: Mode;
  readonly areas?: Readonly<Record<string, Mode>>;
  readonly breakGlass?: readonly string[];
}

function linesFor(policy: PolicyInput, { mode = 'closed', areas = {}, breakGlass = [] }: Wanted = {}) {
  const { policy: compiled } = compilePolicy(parsePolicy(policy));
  return describeRuleBriefly(ruleSaid({ mode, areas, policy: compiled }, breakGlass));
}

const allRoutes = 'all routes: portcullis status --json, or Policy in the console';
const exceptions = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    match: `POST /hook${at}`,
    exception: true,
    why: 'it goes on',
  }));

describe('the rule in force, for a glance', () => {
  it('of a closed site where nothing is an exception is told in full', () => {
    expect(linesFor({ health: [] })).toEqual([
      'whole site: closed',
      '  read        holders of a pass',
      '  write       nobody',
    ]);
  });

  it('names exceptions as long as they are few', () => {
    const lines = linesFor({ routes: [...exceptions(2), { match: 'GET /logo', exception: true, why: 'x' }] });
    expect(lines).toContain(
      '  exceptions  3 routes for everybody, 2 of them also to write: POST /hook0, POST /hook1, GET /logo',
    );
    expect(lines).not.toContain(allRoutes);
  });

  it('says how many there are besides, and where they stand', () => {
    const lines = linesFor({ routes: exceptions(300) }, { mode: 'read-only' });
    expect(lines).toEqual([
      'whole site: read-only',
      '  read        everybody',
      '  write       nobody',
      '  exceptions  300 routes for everybody to write: POST /hook0, POST /hook1, POST /hook2 and 297 more',
      allRoutes,
    ]);
  });

  it('counts one as one, and says where only insiders go', () => {
    const lines = linesFor({
      routes: [
        { match: 'GET /logo', exception: true, why: 'x' },
        { match: '/internal/**', protected: true },
      ],
    });
    expect(lines).toContain('  exceptions  1 route for everybody: GET /logo');
    expect(lines).toContain('  protected   1 route (/internal/**), for insiders only');
  });

  it('tells areas of one mode once, and no more than five of their names', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const areas = Object.fromEntries(names.map((name) => [name, { routes: [`/${name}/**`] }]));
    const closed = Object.fromEntries(names.map((name) => [name, 'closed' as const]));
    expect(linesFor({ areas, health: [] }, { mode: 'open', areas: closed })).toEqual([
      'rest of the site: open, everybody reads and writes what the application allows',
      'a, b, c, d, e and 2 more: closed',
      '  read        holders of a pass',
      '  write       nobody',
      'where areas overlap, the stricter rule holds',
    ]);
  });

  it('names who holds a pass that no policy names, without commands to the terminal', () => {
    expect(linesFor({}, { mode: 'open', breakGlass: ['root\u001b[2J'] })).toEqual([
      'whole site: open, everybody reads and writes what the application allows',
      'besides, from this machine or a trusted network: break-glass passes of root\ufffd[2J',
    ]);
  });
});
