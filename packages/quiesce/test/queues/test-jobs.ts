import type { TestJob } from '../../src/testing/index.ts';

/** Jobs whose end the test decides; they are known by a key that goes through the library as their data. */
export interface TestJobs {
  add(send: (key: string) => Promise<unknown>): Promise<TestJob>;
  /** What a handler does with a job: says that it has begun, and waits until it may end. */
  run(key: unknown): Promise<void>;
  endAll(): void;
}

export function createTestJobs(): TestJobs {
  const begun = new Set<string>();
  const ends = new Map<string, PromiseWithResolvers<void>>();
  let last = 0;

  return {
    async add(send) {
      last += 1;
      const key = `job ${last}`;
      const end = Promise.withResolvers<void>();
      ends.set(key, end);
      await send(key);
      return { hasBegun: () => begun.has(key), end: end.resolve };
    },
    async run(key) {
      begun.add(String(key));
      await ends.get(String(key))?.promise;
    },
    endAll() {
      for (const { resolve } of ends.values()) resolve();
    },
  };
}
