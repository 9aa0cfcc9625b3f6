import { type BullmqClient, endOfStream, findClient, readStream } from './bullmq-stream.ts';
import { type Watched, watchFrom, watchOn } from './bullmq-watch.ts';
import { defaultTimeoutMs, withinDeadline } from './within-deadline.ts';
import { mostJobsShown, type RunningJob, type Worker, type WorkInHand } from './worker.ts';

/** What the adapter needs of a `Queue` of BullMQ, versions 5 and 6. */
export interface BullmqQueue {
  readonly name: string;
  pause(): Promise<void>;
  resume(): Promise<void>;
  isPaused(): Promise<boolean>;
  getJobCounts(...types: string[]): Promise<Readonly<Record<string, number>>>;
  getActive(start: number, end: number): Promise<readonly (BullmqJob | undefined)[]>;
  toKey(type: string): string;
  /** Of version 5: where to ask for what began, by the clock of Redis. */
  readonly client?: Promise<unknown>;
  /** Of version 6, likewise. */
  getBackend?(): unknown;
}

export interface BullmqJob {
  readonly id?: string | undefined;
  readonly name: string;
  /** By the clock of the process that runs it. */
  readonly processedOn?: number | undefined;
  /** The name that the process gave its worker, if it did. */
  readonly processedBy?: string | undefined;
}

export interface BullmqWorkerOptions {
  /** With the name and the prefix that the workers have. */
  readonly queue: BullmqQueue;
  /** @default the name of the queue */
  readonly name?: string;
  /** How long to wait for Redis before a question is given up. @default 5000 */
  readonly timeoutMs?: number;
}

interface Asked {
  readonly client: BullmqClient | null;
  /** Aborted when the question was given up: nothing more is sent then. */
  readonly signal: AbortSignal;
}

/** Besides those that are active; version 5 adds `paused` to `waiting` by itself, version 6 has it no more. */
const waitingStates = ['waiting', 'delayed', 'prioritized', 'waiting-children'];

/**
 * Pauses a queue for all its workers, and for as long as Redis remembers. What began is read from the queue's stream of events,
 * where jobs stay visible that were removed when they ended; a stream that was cut before anybody looked says nothing any more, and then
 * `begunAfter` gives null. Ten jobs are named, the oldest.
 *
 * Not ours to stop: job schedulers go on and leave one job each waiting. A job whose process died counts as in hand until
 * its lock lapses and another worker takes notice (30 s). Whoever uses another prefix has another queue.
 *
 * Every method rejects with an Error when Redis does not answer within `timeoutMs`. What was sent before the connection broke may still be
 * carried out once it is back: ask `state()` then.
 */
export function createBullmqWorker(options: BullmqWorkerOptions): Worker {
  const { queue, name = queue.name, timeoutMs = defaultTimeoutMs } = options;
  /** How far the stream was read for the moment that was asked for last: what is cut off later was seen then. */
  let watched: Watched | null = null;

  /** Whoever changes something reads first: on a broken connection that waits, and the change is never sent. */
  function ask<Result>(what: string, question: (asked: Asked) => Promise<Result>): Promise<Result> {
    return withinDeadline(
      { timeoutMs, what: `queue ${queue.name} ${what}`, why: 'Redis did not answer' },
      async (signal) => {
        const client = await findClient(queue);
        signal.throwIfAborted();
        return question({ client, signal });
      },
    );
  }

  return {
    name,
    capabilities: { reaches: 'fleet', counts: 'fleet', isPersisted: true },
    state: () =>
      ask('to say whether it is paused', async () => ((await queue.isPaused()) ? 'paused' : 'running')),
    pause: () =>
      ask('to pause', async ({ client, signal }) => {
        // Version 5 renames `wait` to `paused`: twice, and jobs that others put there meanwhile would be lost.
        if (!(await queue.isPaused())) {
          signal.throwIfAborted();
          await queue.pause();
        }
        return client === null ? Date.now() : (await readStream({ queue, client, after: endOfStream })).now;
      }),
    resume: () =>
      ask('to go on', async ({ signal }) => {
        if (!(await queue.isPaused())) return;
        signal.throwIfAborted();
        await queue.resume();
      }),
    inHand: () => ask('to say what it runs', () => readInHand(queue)),
    begunAfter: (moment) =>
      ask('to say what began', async ({ client }) => {
        if (client === null) return null;
        if (watched?.moment !== moment) watched = watchFrom(moment);
        const { seen, isCut } = await watchOn({ queue, client, watched });
        watched = seen;
        // What was cut off before it was read may have been a job.
        return isCut && seen.begun.length === 0 ? null : seen.begun;
      }),
  };
}

async function readInHand(queue: BullmqQueue): Promise<WorkInHand> {
  const { active = 0, ...others } = await queue.getJobCounts('active', ...waitingStates);
  const jobs = active === 0 ? [] : await queue.getActive(0, mostJobsShown - 1);
  return {
    count: active,
    // One that was removed meanwhile is not there any more.
    jobs: jobs.flatMap((job) => (job ? [runningJob(job)] : [])),
    waiting: Object.values(others).reduce((sum, count) => sum + count, 0),
  };
}

function runningJob({ id, name, processedOn, processedBy }: BullmqJob): RunningJob {
  return { name, id: id ?? null, since: processedOn ?? null, by: processedBy ?? null };
}
