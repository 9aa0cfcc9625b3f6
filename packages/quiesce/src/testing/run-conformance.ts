import type { Expect, OpenedWorker, WorkerCases } from './worker-conformance/worker-case.ts';

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
  /** As the runner names them: `a pause > twice is like once …`. A name that is not there is an error. */
  readonly tests: readonly string[];
}

export interface ConformanceOptions {
  readonly name: string;
  /** Opens a worker on fresh jobs of its own, which run; called once per test. */
  readonly open: () => Promise<OpenedWorker>;
  readonly test: TestFunctions;
  /** @default [] */
  readonly skip?: readonly SkippedTests[];
}

export function runConformance(
  groups: readonly WorkerCases[],
  { name, open, test, skip = [] }: ConformanceOptions,
): void {
  const reasons = skippedReasons(groups, skip);
  test.describe(`${name} keeps the promises of the Worker port`, () => {
    for (const { title, cases } of groups) {
      test.describe(title, () => {
        for (const workerCase of cases) {
          const body = async (): Promise<void> => {
            const opened = await open();
            try {
              await workerCase.run(opened, test.expect);
            } finally {
              await opened.close();
            }
          };
          const reason = reasons.get(`${title} > ${workerCase.name}`);
          if (reason === undefined) test.it(workerCase.name, body);
          else test.it.skip(`${workerCase.name} (skipped: ${reason})`, body);
        }
      });
    }
  });
}

function skippedReasons(
  groups: readonly WorkerCases[],
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
