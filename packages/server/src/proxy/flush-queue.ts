/** A response whose head is ready but not on the wire yet. */
export interface HeldHead {
  flush(): void;
}

/**
 * Holds heads to the end of the present turn of the event loop: a body that arrived with its head leaves with it in
 * one write, and a head without a body waits for less than a turn. One timer for all responses of the turn.
 */
export interface FlushQueue {
  add(held: HeldHead): void;
}

export function createFlushQueue(): FlushQueue {
  let queue: HeldHead[] = [];
  let scheduled = false;

  const flushAll = (): void => {
    scheduled = false;
    const held = queue;
    queue = [];
    for (const head of held) head.flush();
  };

  return {
    add(held) {
      queue.push(held);
      if (scheduled) return;
      scheduled = true;
      setImmediate(flushAll);
    },
  };
}
