import { describe, expect, it } from 'vitest';
import type { SkippedTests, TestFunctions } from './run-conformance.ts';
import { serverStoreConformance } from './server-store-conformance.ts';
import { storeConformance } from './store-conformance.ts';

interface Collected {
  readonly names: readonly string[];
  readonly skipped: readonly string[];
}

interface CollectOptions {
  readonly name: string;
  readonly open: () => Promise<never>;
  readonly test: TestFunctions;
  readonly skip?: readonly SkippedTests[];
}

/** Collects a suite's tests instead of running them. */
function collect(conformance: (options: CollectOptions) => void, skip?: readonly SkippedTests[]): Collected {
  const names: string[] = [];
  const skipped: string[] = [];
  const collectName = (name: string): unknown => names.push(name);
  conformance({
    name: 'none',
    open: () => Promise.reject(new Error('nothing is opened while tests are collected')),
    test: {
      describe: (_, body) => body(),
      it: Object.assign(collectName, { skip: (name: string): unknown => skipped.push(name) }),
      expect,
    },
    skip,
  });
  return { names, skipped };
}

describe.each([
  {
    conformance: storeConformance,
    group: 'switch',
    first: 'a site nobody has switched is open, at epoch 0, with the lineage of the store',
  },
  {
    conformance: serverStoreConformance,
    group: 'settings',
    first: 'a site whose settings nobody has changed has none, at the epoch of the switch',
  },
])('$conformance.name', ({ conformance, group, first }) => {
  it('has tests, each with a name of its own', () => {
    const { names } = collect(conformance);
    expect(names.length).toBeGreaterThan(30);
    expect(new Set(names).size).toBe(names.length);
  });

  it('skips what it is told to, and shows why', () => {
    const { names, skipped } = collect(conformance, [{ reason: 'no time', tests: [`${group} > ${first}`] }]);
    expect(skipped).toEqual([`${first} (skipped: no time)`]);
    expect(names).not.toContain(first);
  });

  it('refuses to skip a test that is not there', () => {
    expect(() => collect(conformance, [{ reason: 'typing error', tests: [first] }])).toThrow(
      `There is no test "${first}"`,
    );
  });
});
