import type { Store } from '../ports/store.ts';
import type { Expect, OpenedStore, StoreCases } from './store-conformance/store-case.ts';

/** What a suite needs of a test runner; vitest's own functions fit. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: {
    (name: string, body: () => Promise<void>): unknown;
    readonly skip: (name: string, body: () => Promise<void>) => unknown;
  };
  readonly expect: Expect;
}

export interface SkippedTests {
  /** Shown beside the test's name. */
  readonly reason: string;
  /** As the runner names them: `switch > of 20 changes at once …`. A name that is not there is an error. */
  readonly tests: readonly string[];
}

export interface ConformanceOptions<S extends Store> {
  readonly name: string;
  /** Opens a store on fresh data of its own; called once per test. */
  readonly open: () => Promise<OpenedStore<S>>;
  readonly test: TestFunctions;
  /** @default [] */
  readonly skip?: readonly SkippedTests[];
}

export interface ConformanceSuite<S extends Store> {
  readonly port: string;
  readonly groups: readonly StoreCases<S>[];
}

export function runConformance<S extends Store>(
  { port, groups }: ConformanceSuite<S>,
  { name, open, test, skip = [] }: ConformanceOptions<S>,
): void {
  const reasons = skippedReasons(groups, skip);
  test.describe(`${name} keeps the promises of the ${port} port`, () => {
    for (const { title, cases } of groups) {
      test.describe(title, () => {
        for (const storeCase of cases) {
          const body = async (): Promise<void> => {
            const opened = await open();
            try {
              await storeCase.run(opened, test.expect);
            } finally {
              await opened.close();
            }
          };
          const reason = reasons.get(`${title} > ${storeCase.name}`);
          if (reason === undefined) test.it(storeCase.name, body);
          else test.it.skip(`${storeCase.name} (skipped: ${reason})`, body);
        }
      });
    }
  });
}

function skippedReasons<S extends Store>(
  groups: readonly StoreCases<S>[],
  skip: readonly SkippedTests[],
): ReadonlyMap<string, string> {
  const known = new Set(groups.flatMap(({ title, cases }) => cases.map((one) => `${title} > ${one.name}`)));
  const reasons = new Map<string, string>();
  for (const { reason, tests } of skip) {
    for (const test of tests) {
      if (!known.has(test))
        throw new Error(`There is no test "${test}" to skip; copy its name from the report`);
      reasons.set(test, reason);
    }
  }
  return reasons;
}
