/** One part of `npm test`. */
export interface Part {
  readonly name: string;
  /** What it proves, in a few words. */
  readonly what: string;
  run(context: PartContext): Promise<PartResult>;
}

export interface PartContext {
  /** Arguments for the test runner: paths, `-t name`. Empty for a whole run. */
  readonly args: readonly string[];
  /** Where the part says what it does. */
  readonly write: (text: string) => void;
  /** Whether output may be coloured. */
  readonly colour: boolean;
  /** Aborted when the time for all parts is over, or by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface PartResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A named check that is one test by itself; `problems` is empty when it holds. */
export interface Check {
  readonly name: string;
  run(): Promise<CheckResult>;
}

export interface CheckResult {
  /** What is wrong, a line or more each; empty when the check holds. */
  readonly problems: readonly string[];
  /** What to say when it holds: a size, a count. */
  readonly note?: string;
}

/** Runs checks one after the other and counts each as a test. A check that throws has failed. */
export async function runChecks(
  checks: readonly Check[],
  { write, signal }: PartContext,
): Promise<PartResult> {
  let failed = 0;
  for (const { name, run } of checks) {
    const startedMs = Date.now();
    const { problems, note } = await run().catch(
      (error: unknown): CheckResult => ({ problems: [describe(error)] }),
    );
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    const details = note === undefined ? '' : `: ${note}`;
    write(`${problems.length === 0 ? '  ok  ' : ' FAIL '} ${name}${details} (${seconds} s)\n`);
    for (const problem of problems) write(`${problem.trimEnd().replaceAll(/^/gm, '        ')}\n`);
    if (problems.length > 0) failed += 1;
    if (signal.aborted) break;
  }
  return { passed: checks.length - failed, failed, skipped: 0 };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
