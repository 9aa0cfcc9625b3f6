import type { Worker } from '@portcullis/quiesce/workers';

export interface LazyWorkerOptions {
  readonly name: string;
  readonly connect: () => unknown;
}

/** A declared worker, made when it is first needed: a queue that is gone keeps no gate from starting. Made again after a failure. */
export function createLazyWorker({ name, connect }: LazyWorkerOptions): Worker {
  let making: Promise<Worker> | null = null;

  async function made(): Promise<Worker> {
    making ??= Promise.resolve().then(connect).then(asWorker);
    try {
      return await making;
    } catch (error) {
      making = null;
      throw error;
    }
  }

  return {
    name,
    // Of no worker more is claimed than it says itself once it is there.
    capabilities: { reaches: 'process', counts: 'nobody', isPersisted: false },
    state: async () => (await made()).state(),
    pause: async () => (await made()).pause(),
    resume: async () => (await made()).resume(),
    inHand: async () => (await made()).inHand(),
    begunAfter: async (moment) => (await made()).begunAfter(moment),
    async close() {
      const last = making;
      making = null;
      await last?.then(
        (worker) => worker.close?.(),
        () => undefined,
      );
    },
  };
}

const methods = ['state', 'pause', 'resume', 'inHand', 'begunAfter'] as const;

/** What a configuration gives is of unknown shape. */
function asWorker(given: unknown): Worker {
  const isWorker =
    typeof given === 'object' &&
    given !== null &&
    methods.every((method) => typeof Reflect.get(given, method) === 'function');
  if (isWorker) return given as Worker;
  throw new Error(
    `expected connect to give a worker, such as createBullmqWorker({ queue }), got ${given === null ? 'nothing' : typeof given}`,
  );
}
