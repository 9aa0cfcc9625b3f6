import { describe, expect, it } from 'vitest';
import type { SkippedTests } from './run-conformance.ts';
import { workerConformance } from './worker-conformance.ts';

/** Collects the suite's tests instead of running them. */
function collect(skip?: readonly SkippedTests[]): {
  readonly names: readonly string[];
  readonly skipped: readonly string[];
} {
  const names: string[] = [];
  const skipped: string[] = [];
  const collectName = (name: string): unknown => names.push(name);
  workerConformance({
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

const first = 'it is running, then paused, then running';

describe('the suite of workers', () => {
  it('has tests, each with a name of its own', () => {
    const { names } = collect();
    expect(names.length).toBeGreaterThan(15);
    expect(new Set(names).size).toBe(names.length);
  });

  it('skips what it is told to, and shows why', () => {
    const { names, skipped } = collect([{ reason: 'no time', tests: [`a pause > ${first}`] }]);
    expect(skipped).toEqual([`${first} (skipped: no time)`]);
    expect(names).not.toContain(first);
  });

  it('refuses to skip a test that is not there', () => {
    expect(() => collect([{ reason: 'typing error', tests: [first] }])).toThrow(
      `There is no test "${first}"`,
    );
  });
});
