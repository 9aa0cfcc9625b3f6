/** Runs `round` one at a time; what is asked for meanwhile is one more round, not many. */
export function oneAtATime(
  round: () => Promise<void>,
  isClosed: () => boolean,
): { run(): Promise<void>; running(): Promise<void> | null } {
  let running: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  function run(): Promise<void> {
    if (running === null) {
      running = round().finally(() => {
        running = null;
      });
      return running;
    }
    again ??= running.then(() => {
      again = null;
      return isClosed() ? undefined : run();
    });
    return again;
  }
  return { run, running: () => running };
}
