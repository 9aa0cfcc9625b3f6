import { describe, expect, it } from 'vitest';
import { countRoutes } from './counted-routes.ts';
import { MinuteCounts } from './minute-counts.ts';

describe('MinuteCounts', () => {
  it('forgets each minute an hour after it', () => {
    const counts = new MinuteCounts(100);
    counts.add(100);
    counts.add(100);
    counts.add(130);
    expect([counts.at(100), counts.at(130), counts.total]).toEqual([2, 1, 3]);
    counts.turn(159);
    expect(counts.total).toBe(3);
    counts.turn(160);
    expect([counts.at(100), counts.total]).toEqual([0, 1]);
    counts.turn(1_000_000);
    expect(counts.total).toBe(0);
  });

  it('counts in the newest minute when a clock goes back', () => {
    const counts = new MinuteCounts(100);
    counts.add(90);
    expect([counts.at(100), counts.at(90)]).toEqual([1, 0]);
  });
});

describe('countRoutes', () => {
  const at = (minute: number) => ({ at: minute * 60_000, minute });

  it('tells so many apart and counts the others together', () => {
    const routes = countRoutes<string>(2);
    for (const key of ['a', 'b', 'c', 'd', 'a']) routes.count(key, at(5), () => key);
    expect(routes.most(at(5), 10).map(({ facts, counts }) => [facts, counts.total])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(routes.others(at(5))).toBe(2);
    expect(routes.others(at(65))).toBe(0);
  });

  it('gives the place of what did not come for an hour to others', () => {
    const routes = countRoutes<string>(2);
    routes.count('a', at(5), () => 'a');
    routes.count('b', at(60), () => 'b');
    routes.count('c', at(66), () => 'c');
    expect(routes.most(at(66), 10).map(({ facts }) => facts)).toEqual(['c', 'b']);
    expect(routes.others(at(66))).toBe(0);
  });

  it('keeps the newest reference there was', () => {
    const routes = countRoutes<string>(2);
    routes.count('a', { ...at(5), reference: 'AAAA-AAAA' }, () => 'a');
    routes.count('a', at(6), () => 'a');
    expect(routes.most(at(6), 1)).toMatchObject([
      { reference: 'AAAA-AAAA', firstAt: 300_000, lastAt: 360_000 },
    ]);
  });
});
