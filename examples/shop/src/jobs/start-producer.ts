import type { PgBoss } from 'pg-boss';
import type { JobQueues } from './job-queues.ts';

export interface Producer {
  stop(): Promise<void>;
}

/**
 * Sends the recurring jobs. `singletonSeconds` divides time into slots that all processes share, so that two workers
 * send no more than one.
 */
export function startProducer(boss: PgBoss, queues: JobQueues, onError: (error: unknown) => void): Producer {
  const onTheirWay = new Set<Promise<unknown>>();
  const timers = Object.entries(queues).flatMap(([name, { everySeconds }]) => {
    if (everySeconds === null) {
      return [];
    }
    const produce = () => {
      const sending = boss
        .send(name, null, { singletonSeconds: everySeconds })
        .catch(onError)
        .finally(() => onTheirWay.delete(sending));
      onTheirWay.add(sending);
    };
    produce();
    return [setInterval(produce, everySeconds * 1000)];
  });
  return {
    async stop() {
      for (const timer of timers) {
        clearInterval(timer);
      }
      await Promise.all(onTheirWay);
    },
  };
}
