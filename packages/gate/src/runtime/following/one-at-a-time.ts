/** Rounds of one kind of work, one after the other. */
export interface Rounds {
  /** Resolves with a round that began after the call; rejects when that round fails. */
  run(): Promise<void>;
  /** The round that runs; null while none does. */
  running(): Promise<void> | null;
}

/** Runs `round` one at a time; what is asked for meanwhile is one more round, not many. */
export function oneAtATime(round: () => Promise<void>, isClosed: () => boolean): Rounds {
  let running: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  function run(): Promise<void> {
    if (running === null) {
      running = round().finally(() => {
        running = null;
      });
      return running;
    }
    const next = (): Promise<void> => {
      again = null;
      return isClosed() ? Promise.resolve() : run();
    };
    // After a round that failed as well: its failure is told to those who asked for it.
    again ??= running.then(next, next);
    return again;
  }
  return { run, running: () => running };
}
