export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** What is waited for, as the message says it: `queue mail to pause`. */
  readonly what: string;
  /** What may be the matter: `Redis did not answer`. */
  readonly why: string;
}

/**
 * Libraries that reconnect for ever let a question hang for ever. Work that was given up learns of it by the signal, and must
 * not go on to its next step; the step that hangs may still be carried out when the server is there again.
 */
export async function withinDeadline<Result>(
  options: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const givenUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = deadlineError(options);
      givenUp.abort(error);
      reject(error);
    }, options.timeoutMs);
  });
  try {
    return await Promise.race([work(givenUp.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function deadlineError({ timeoutMs, what, why }: DeadlineOptions): Error {
  return new Error(
    `Expected ${what} within ${timeoutMs} ms, but ${why}. See whether it runs and can be reached, then try again.`,
  );
}

/** Long enough for a failover, short enough for somebody who waits. */
export const defaultTimeoutMs = 5_000;
