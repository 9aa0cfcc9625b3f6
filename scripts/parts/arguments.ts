export interface TestChoice {
  readonly parts: readonly string[];
  /** Passed on to the test runner of the chosen part. */
  readonly args: readonly string[];
}

/**
 * `[]` means everything, `['unit', 'static']` two parts, `['integration', 'packages/store', '-t', 'migrates']`
 * one part with arguments for its test runner.
 */
export function parseTestArguments(
  args: readonly string[],
  known: readonly string[],
): TestChoice | { problem: string } {
  const end = args.findIndex((argument) => !known.includes(argument));
  const parts = end === -1 ? args : args.slice(0, end);
  const rest = end === -1 ? [] : args.slice(end);
  if (parts.length === 0 && rest.length > 0) {
    return {
      problem: `${JSON.stringify(rest[0])} is no part of the tests. Say a part first, then what to pass on: npm test -- unit packages/gate`,
    };
  }
  if (parts.length > 1 && rest.length > 0) {
    return {
      problem: `${JSON.stringify(rest[0])} can be passed on to one part only; these are ${parts.join(', ')}.`,
    };
  }
  return { parts: parts.length === 0 ? known : parts, args: rest };
}
