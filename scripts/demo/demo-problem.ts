/** Something that happens to people who start the demo; its message says what to do. No stack trace helps them. */
export class DemoProblem extends Error {
  override readonly name = 'DemoProblem';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What is printed: a sentence for what people can mend, a stack trace for what only we can. */
export function describeProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isOurMistake = [TypeError, ReferenceError, RangeError, SyntaxError].some(
    (kind) => error instanceof kind,
  );
  return isOurMistake ? (error.stack ?? error.message) : error.message;
}
