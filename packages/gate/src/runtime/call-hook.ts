import type { Logger } from './logger.ts';

/**
 * Calls what others handed in, of which nothing is expected back. It may throw; and what is typed as giving nothing may be async
 * and reject, which would end the process.
 */
export function callHook(hook: () => unknown, onFailure: (error: unknown) => void = ignore): void {
  try {
    const given = hook();
    if (isThenable(given)) given.then(undefined, onFailure);
  } catch (error) {
    onFailure(error);
  }
}

/** A logger that fails must neither end the process nor keep anything from happening that comes after its line. */
export function unfailingLogger<Level extends keyof Logger>(
  logger: Pick<Logger, Level>,
  ...levels: readonly Level[]
): Pick<Logger, Level> {
  const unfailing = levels.map((level): [Level, Logger[Level]] => [
    level,
    (fields, message) => callHook(() => logger[level](fields, message)),
  ]);
  return Object.fromEntries(unfailing) as Pick<Logger, Level>;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function ignore(): void {}
