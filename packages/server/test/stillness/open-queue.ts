import { randomUUID } from 'node:crypto';
import { createBullmqWorker } from '@portcullis/quiesce/workers';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

export interface TestJob {
  readonly hasBegun: () => boolean;
  end(): void;
}

/** A queue of BullMQ, something that works on it, and jobs that end when a test says so. */
export interface TestQueue {
  /** As a configuration would declare it. */
  readonly worker: ReturnType<typeof createBullmqWorker>;
  addJob(): Promise<TestJob>;
  close(): Promise<void>;
}

export function openQueue(path: string): TestQueue {
  const connect = () => {
    const connection = new Redis({ path, maxRetriesPerRequest: null, retryStrategy: () => 50 });
    // Redis is killed on purpose.
    connection.on('error', () => {});
    return connection;
  };
  const name = `mails-${randomUUID()}`;
  const jobs = new Map<string, { begun: boolean; end: () => void; readonly ended: Promise<void> }>();
  const connections = [connect(), connect()] as const;
  const queue = new Queue(name, { connection: connections[0] });
  const working = new Worker(
    name,
    async ({ data }: { data: string }) => {
      const job = jobs.get(data);
      if (job === undefined) return;
      job.begun = true;
      await job.ended;
    },
    { connection: connections[1] },
  );
  queue.on('error', () => {});
  working.on('error', () => {});
  return {
    worker: createBullmqWorker({ queue, name: 'mails' }),
    async addJob() {
      const key = randomUUID();
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const job = { begun: false, end, ended };
      jobs.set(key, job);
      await queue.add('send', key);
      return { hasBegun: () => job.begun, end };
    },
    async close() {
      for (const { end } of jobs.values()) end();
      await working.close();
      await queue.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}
