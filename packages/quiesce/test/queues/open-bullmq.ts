import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { OpenedWorker } from '../../src/testing/index.ts';
import { createBullmqWorker } from '../../src/workers/index.ts';
import { type BullmqVersion, openQueue, openWorker, type TestQueue } from './bullmq-versions.ts';
import { forkProcess, killProcess } from './fork-process.ts';
import { createTestJobs } from './test-jobs.ts';

export interface OpenedBullmq extends OpenedWorker {
  readonly name: string;
  readonly queue: TestQueue;
  /** How often the library's own event `drained` was heard. */
  heardDrained(): number;
  disobey(options: { readonly ends: boolean }): Promise<void>;
  another(): Promise<OpenedWorker['worker']>;
  killDisobeying(): Promise<void>;
}

export interface BullmqAt {
  readonly version: BullmqVersion;
  /** The socket of Redis. */
  readonly path: string;
  /** @default 5000 */
  readonly timeoutMs?: number;
}

/** A queue with a worker of its own, which runs twenty jobs at a time. */
export async function openBullmq({ version, path, timeoutMs }: BullmqAt): Promise<OpenedBullmq> {
  const at = { version, path, name: `mail-${randomUUID()}` };
  const queue = openQueue(at);
  const jobs = createTestJobs();
  const worker = openWorker({ ...at, process: (job) => jobs.run(job.data) });
  let drained = 0;
  worker.it.on('drained', () => {
    drained += 1;
  });
  const others: { close(): Promise<void> }[] = [];
  const children: ChildProcess[] = [];
  const killDisobeying = async () => {
    for (const child of children) await killProcess(child);
  };
  return {
    name: at.name,
    worker: createBullmqWorker({ queue: queue.it, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
    queue: queue.it,
    heardDrained: () => drained,
    somebodyElse: queue.it,
    addJob: () => jobs.add((key) => queue.it.add('invoice', key)),
    async disobey({ ends }) {
      await queue.it.add('disobeyed', 'disobeyed');
      const args = [String(version), path, at.name, ends ? 'ends' : ''];
      children.push(await forkProcess('bullmq-disobeying-process', args));
    },
    async another() {
      const second = openQueue(at);
      others.push(second);
      return createBullmqWorker({ queue: second.it });
    },
    killDisobeying,
    async close() {
      jobs.endAll();
      await killDisobeying();
      for (const one of [worker, ...others, queue]) await one.close();
    },
  };
}
