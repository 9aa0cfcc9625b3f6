import { PortcullisError } from '@portcullis/gate';
import type { Enforcement } from '../switching/enforcement.ts';

// The server speaks to consoles and programs as well; which option does what it says, the command line adds.

/** The error of a refused `on`, with the options that prove what was not brought yet. */
export function lockedOutWithOptions(
  error: unknown,
  given: { readonly pass?: string; readonly cookie?: string },
): unknown {
  const options = [
    ...(given.pass === undefined ? ['--pass YOU'] : []),
    ...(given.cookie === undefined ? ['--cookie "…" --host NAME'] : []),
  ];
  const proofs = options.length === 0 ? '' : `To prove it: ${options.join(', or ')}. `;
  return withHint(error, 'PORTCULLIS_LOCKED_OUT', `${proofs}To go on without: --force --reason "…".`);
}

/** The error of a `production on` after which nobody could sign in. */
export function productionWithForce(error: unknown): unknown {
  return withHint(error, 'PORTCULLIS_LOCKED_OUT', 'To go on all the same: --force.');
}

/** The error of an `on` or `off` that would end or loosen somebody else's window. */
export function notYoursWithOptions(error: unknown): unknown {
  return withHint(error, 'PORTCULLIS_WINDOW_NOT_YOURS', 'To go on: --anyway.');
}

/** The error of an `off` that would have left a database closed behind an open site. */
export function notOpenedWithOptions(error: unknown): unknown {
  return withHint(error, 'PORTCULLIS_NOT_OPENED', 'To go on without it: --force.');
}

/** The error of an `off` that was not told what came of a test run. */
export function testResultWithOptions(error: unknown): unknown {
  return withHint(error, 'PORTCULLIS_TEST_RESULT_MISSING', 'It came to its end: --test-passed.');
}

/** The error of a removal of an instance that was heard just now. */
export function notSilentWithOptions(error: unknown): unknown {
  return withHint(error, 'PORTCULLIS_NOT_DECIDABLE', 'To take it off all the same: --anyway.');
}

function withHint(error: unknown, code: PortcullisError['code'], hint: string): unknown {
  if (!(error instanceof PortcullisError) || error.code !== code) return error;
  return new PortcullisError(code, `${error.message}\n${hint}`, { cause: error });
}

/** What is missing, with the command that takes each silent instance off the list. */
export function missingWithOptions(enforcement: Enforcement): readonly string[] {
  return [...enforcement.missing, ...removalsOf(enforcement)];
}

/** The command that takes each silent instance off the list. */
export function removalsOf({ instances }: Pick<Enforcement, 'instances'>): readonly string[] {
  return instances
    .filter(({ state }) => state === 'silent')
    .map(({ instance }) => `To take it off: portcullis status --remove ${instance.id} --reason …`);
}
