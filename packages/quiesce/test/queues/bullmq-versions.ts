import * as bullmq6 from 'bullmq';
import * as bullmq5 from 'bullmq5';
import { Redis } from 'ioredis';
import type { BullmqQueue } from '../../src/workers/index.ts';

export type BullmqVersion = 5 | 6;
export const bullmqVersions: readonly BullmqVersion[] = [5, 6];

/** What tests need of a queue, in the version's own words. */
export interface TestQueue extends BullmqQueue {
  add(
    name: string,
    data: unknown,
    options?: { readonly delay?: number; readonly priority?: number },
  ): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { readonly every: number }): Promise<unknown>;
  trimEvents(most: number): Promise<unknown>;
}

export interface QueueAt {
  readonly version: BullmqVersion;
  /** The socket of Redis. */
  readonly path: string;
  readonly name: string;
}

export interface Opened<Thing> {
  readonly it: Thing;
  close(): Promise<void>;
}

/** Jobs are removed when they end, so that nothing but the stream tells of them. */
const kept = { removeOnComplete: true, removeOnFail: true };

export function openQueue({ version, path, name }: QueueAt): Opened<TestQueue> {
  if (version === 5) {
    const queue = new bullmq5.Queue(name, { connection: { path }, defaultJobOptions: kept });
    queue.on('error', () => {});
    return { it: queue, close: () => queue.close() };
  }
  const connection = connect(path);
  const queue = new bullmq6.Queue(name, { connection, defaultJobOptions: kept });
  queue.on('error', () => {});
  return {
    it: queue,
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** What tests need of a worker; `keys` are those of Redis. */
export interface TestWorker {
  readonly keys: Record<string, string>;
  run(): Promise<void>;
  on(event: 'drained', listener: () => void): unknown;
}

export interface OpenWorkerOptions extends QueueAt {
  readonly process: (job: { readonly data: unknown }) => Promise<unknown>;
  readonly workerName?: string;
  /** @default true */
  readonly autorun?: boolean;
}

export function openWorker(options: OpenWorkerOptions): Opened<TestWorker> {
  const { version, path, name, process, workerName = 'worker 1', autorun = true } = options;
  const settings = { name: workerName, concurrency: 20, autorun };
  if (version === 5) {
    const worker = new bullmq5.Worker(name, process, { ...settings, connection: { path } });
    worker.on('error', () => {});
    return { it: worker, close: () => worker.close(true) };
  }
  const connection = connect(path);
  const worker = new bullmq6.Worker(name, process, { ...settings, connection });
  worker.on('error', () => {});
  return {
    it: worker,
    async close() {
      await worker.close(true);
      connection.disconnect();
    },
  };
}

/** Version 6 finds no ioredis by itself where modules are those of ECMAScript. */
function connect(path: string): Redis {
  const connection = new Redis({ path, maxRetriesPerRequest: null });
  connection.on('error', () => {});
  return connection;
}
