import { describe, expect, it } from 'vitest';
import { type StoreConformanceOptions, storeConformance } from './store-conformance.ts';

interface Collected {
  readonly names: readonly string[];
  readonly skipped: readonly string[];
}

/** Collects the suite's tests instead of running them. */
function collect(options: Pick<StoreConformanceOptions, 'skip'>): Collected {
  const names: string[] = [];
  const skipped: string[] = [];
  const collectName = (name: string): unknown => names.push(name);
  storeConformance({
    name: 'none',
    open: () => Promise.reject(new Error('nothing is opened while tests are collected')),
    test: {
      describe: (_, body) => body(),
      it: Object.assign(collectName, { skip: (name: string): unknown => skipped.push(name) }),
      expect,
    },
    ...options,
  });
  return { names, skipped };
}

const first = 'a site nobody has switched is open, at epoch 0, with the lineage of the store';

describe('storeConformance', () => {
  it('has tests, each with a name of its own', () => {
    const { names } = collect({});
    expect(names.length).toBeGreaterThan(30);
    expect(new Set(names).size).toBe(names.length);
  });

  it('skips what it is told to, and shows why', () => {
    const { names, skipped } = collect({ skip: [{ reason: 'no time', tests: [`switch > ${first}`] }] });
    expect(skipped).toEqual([`${first} (skipped: no time)`]);
    expect(names).not.toContain(first);
  });

  it('refuses to skip a test that is not there', () => {
    expect(() => collect({ skip: [{ reason: 'typing error', tests: [first] }] })).toThrow(
      'There is no test "a site nobody',
    );
  });
});
