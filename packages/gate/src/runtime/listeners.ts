import { callHook } from './call-hook.ts';
import type { Logger } from './logger.ts';

/** Who wants to hear that another mode, area or epoch came into force. */
export interface Listeners {
  /** Returns the way to stop. */
  add(listener: () => void): () => void;
  /** One that throws is logged and keeps nobody else from hearing. */
  call(): void;
}

export function createListeners(logger: Logger): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    call() {
      for (const listener of listeners) {
        callHook(listener, (error) =>
          logger.error({ error }, 'a subscriber failed to act on a change; the change is in force'),
        );
      }
    },
  };
}
