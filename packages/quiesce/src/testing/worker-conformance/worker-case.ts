import type { ConformanceCases } from '@portcullis/gate/testing';
import type { Worker } from '../../workers/index.ts';

/** A worker under test, with jobs of its own. */
export interface OpenedWorker {
  /** Running. */
  readonly worker: Worker;
  /** Adds a job, which begins as soon as the worker lets it, and runs until it is told to end. */
  addJob(): Promise<TestJob>;
  /** Within what time a job begins that may. @default 1000 */
  readonly beginsWithinMs?: number;
  /** Begins a job although it is paused, in another process where one can; resolves when it runs, which it does for ever unless it `ends`. */
  disobey?(options: { readonly ends: boolean }): Promise<void>;
  /** Pauses and resumes by the library's own means, as somebody else would. */
  readonly somebodyElse?: { pause(): Promise<void>; resume(): Promise<void> };
  /** A second worker for the same jobs, as another process would have. */
  another?(): Promise<Worker>;
  /** Ends everything that was started. */
  close(): Promise<void>;
}

export interface TestJob {
  hasBegun(): boolean;
  /** Lets it end, now or as soon as it begins. */
  end(): void;
}

export type WorkerCases = ConformanceCases<OpenedWorker>;

const watchdogMs = 20_000;
const lookEveryMs = 10;

/** Looks until it is so; an error that names what was waited for when that takes too long. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + watchdogMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited ${watchdogMs} ms until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** As long as a job that may begin needs for it; and whether none of these did. */
export async function noneBegins(opened: OpenedWorker, jobs: readonly TestJob[]): Promise<boolean> {
  const end = performance.now() + (opened.beginsWithinMs ?? 1_000);
  while (performance.now() < end) {
    if (jobs.some((job) => job.hasBegun())) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return true;
}

export async function begins(job: TestJob): Promise<void> {
  await until('a job begins', () => job.hasBegun());
}

export async function countIs(worker: Worker, count: number): Promise<void> {
  await until(`${count} are in hand`, async () => (await worker.inHand()).count === count);
}

export function somebodyElse(opened: OpenedWorker): { pause(): Promise<void>; resume(): Promise<void> } {
  if (!opened.somebodyElse) throw missing('somebodyElse', 'pauses and resumes by other means');
  return opened.somebodyElse;
}

export function disobey(opened: OpenedWorker, options: { readonly ends: boolean }): Promise<void> {
  if (!opened.disobey) throw missing('disobey', 'begins a job although it is paused');
  return opened.disobey(options);
}

export function another(opened: OpenedWorker): Promise<Worker> {
  if (!opened.another) throw missing('another', 'gives a second worker for the same jobs');
  return opened.another();
}

function missing(name: string, meaning: string): Error {
  return new Error(
    `This worker offers no \`${name}\`, which ${meaning}; return it from \`open\`, or skip this test with the reason`,
  );
}
