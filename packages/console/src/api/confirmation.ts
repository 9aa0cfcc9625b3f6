/**
 * Where a request waits that the server will not carry out before its operator has proved again who he is. The dialog
 * asks once, however many requests wait.
 */
export interface Confirmation {
  /** Resolves to whether it was proved. */
  readonly ask: () => Promise<boolean>;
  readonly settle: (proved: boolean) => void;
  readonly isAsked: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createConfirmation(): Confirmation {
  let waiting: ((proved: boolean) => void)[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    ask: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        tell();
      }),
    settle(proved) {
      const settled = waiting;
      waiting = [];
      for (const resolve of settled) resolve(proved);
      tell();
    },
    isAsked: () => waiting.length > 0,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
