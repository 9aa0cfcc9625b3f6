export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** What is waited for, as the message says it: `queue mail to pause`. */
  readonly what: string;
  /** What may be the matter: `Redis did not answer`. */
  readonly why: string;
}

/**
 * Libraries that reconnect for ever let a question hang for ever: it is given up, not taken back, and may still be carried out
 * when the server is there again.
 */
export async function withinDeadline<Result>(
  work: Promise<Result>,
  { timeoutMs, what, why }: DeadlineOptions,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(deadlineError({ timeoutMs, what, why })), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

export function deadlineError({ timeoutMs, what, why }: DeadlineOptions): Error {
  return new Error(
    `Expected ${what} within ${timeoutMs} ms, but ${why}. See whether it runs and can be reached, then try again.`,
  );
}

/** Long enough for a failover, short enough for somebody who waits. */
export const defaultTimeoutMs = 5_000;
