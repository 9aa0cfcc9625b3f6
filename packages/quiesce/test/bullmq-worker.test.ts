import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { type OpenedWorker, workerConformance } from '../src/testing/index.ts';
import { createBullmqWorker } from '../src/workers/index.ts';
import {
  type BullmqVersion,
  bullmqVersions,
  openQueue,
  openWorker,
  type TestQueue,
} from './queues/bullmq-versions.ts';
import { forkProcess, killProcess } from './queues/fork-process.ts';
import { createTestJobs } from './queues/test-jobs.ts';

let redis: RunningRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

interface OpenedQueue extends OpenedWorker {
  readonly queue: TestQueue;
  readonly disobey: NonNullable<OpenedWorker['disobey']>;
  /** How often the library's own event `drained` was heard. */
  heardDrained(): number;
}

async function open(version: BullmqVersion): Promise<OpenedQueue> {
  const at = { version, path: redis.path, name: `mail-${randomUUID()}` };
  const queue = openQueue(at);
  const jobs = createTestJobs();
  const worker = openWorker({ ...at, process: (job) => jobs.run(job.data) });
  let drained = 0;
  worker.it.on('drained', () => {
    drained += 1;
  });
  const others: { close(): Promise<void> }[] = [];
  const children: ChildProcess[] = [];
  return {
    worker: createBullmqWorker({ queue: queue.it, timeoutMs: 2_000 }),
    queue: queue.it,
    heardDrained: () => drained,
    somebodyElse: queue.it,
    addJob: () => jobs.add((key) => queue.it.add('invoice', key)),
    async disobey({ ends }) {
      await queue.it.add('disobeyed', 'disobeyed');
      const args = [String(version), redis.path, at.name, ends ? 'ends' : ''];
      children.push(await forkProcess('bullmq-disobeying-process', args));
    },
    async another() {
      const second = openQueue(at);
      others.push(second);
      return createBullmqWorker({ queue: second.it });
    },
    async close() {
      jobs.endAll();
      for (const child of children) await killProcess(child);
      for (const one of [worker, ...others, queue]) await one.close();
    },
  };
}

describe.each(bullmqVersions)('BullMQ %i', (version) => {
  workerConformance({ name: `BullMQ ${version}`, open: () => open(version), test: { describe, it, expect } });
});
