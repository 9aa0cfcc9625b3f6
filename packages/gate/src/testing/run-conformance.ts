/** The part of vitest's `expect` that suites use. */
export type Expect = (
  actual: unknown,
  message?: string,
) => { toBe(expected: unknown): unknown; toEqual(expected: unknown): unknown };

/** One promise of a port, tried on what was opened for it. */
export interface ConformanceCase<Opened> {
  readonly name: string;
  run(opened: Opened, expect: Expect): Promise<void>;
}

export interface ConformanceCases<Opened> {
  readonly title: string;
  readonly cases: readonly ConformanceCase<Opened>[];
}

/** What a test works on, and closes. */
export interface Closable {
  close(): Promise<void>;
}

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

export interface ConformanceOptions<Opened extends Closable> {
  readonly name: string;
  /** Opens what is tested on fresh data of its own; called once per test. */
  readonly open: () => Promise<Opened>;
  readonly test: TestFunctions;
  /** @default [] */
  readonly skip?: readonly SkippedTests[];
}

export interface ConformanceSuite<Opened> {
  readonly port: string;
  readonly groups: readonly ConformanceCases<Opened>[];
}

/** Every case of every group as a test of its own, for whichever runner is given. */
export function runConformance<Opened extends Closable>(
  { port, groups }: ConformanceSuite<Opened>,
  { name, open, test, skip = [] }: ConformanceOptions<Opened>,
): void {
  const reasons = skippedReasons(groups, skip);
  test.describe(`${name} keeps the promises of the ${port} port`, () => {
    for (const { title, cases } of groups) {
      test.describe(title, () => {
        for (const one of cases) {
          const body = async (): Promise<void> => {
            const opened = await open();
            try {
              await one.run(opened, test.expect);
            } finally {
              await opened.close();
            }
          };
          const reason = reasons.get(`${title} > ${one.name}`);
          if (reason === undefined) test.it(one.name, body);
          else test.it.skip(`${one.name} (skipped: ${reason})`, body);
        }
      });
    }
  });
}

function skippedReasons(
  groups: readonly ConformanceCases<never>[],
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
