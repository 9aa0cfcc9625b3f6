import { type PgBossDatabase, readJobsBegunAfter, readJobsInHand, readMoment } from './pg-boss-jobs.ts';
import { defaultTimeoutMs, withinDeadline } from './within-deadline.ts';
import { mostJobsShown, type Worker, type WorkInHand } from './worker.ts';

/** What the adapter needs of an instance of pg-boss, versions 10 and 12. */
export interface PgBossInstance {
  work(
    name: string,
    options: object,
    handler: (jobs: readonly PgBossJob[]) => Promise<unknown>,
  ): Promise<string>;
  offWork(name: string, options?: { readonly wait?: boolean }): Promise<void>;
  getDb(): PgBossDatabase;
}

export interface PgBossJob {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
}

/** One queue as `work()` of pg-boss takes it. */
export interface PgBossQueue<Job extends PgBossJob = PgBossJob> {
  /** A method, because pg-boss gives its handlers more of a job than this adapter knows of. */
  handler(jobs: readonly Job[]): Promise<unknown>;
  /** As `work()` takes them. @default {} */
  readonly options?: object;
}

export interface PgBossWorkerOptions {
  /** Started. */
  readonly boss: PgBossInstance;
  /** By name; they exist. Nobody else calls `work()` for them in this process. */
  readonly queues: Readonly<Record<string, PgBossQueue>>;
  /** The one that pg-boss was given. @default 'pgboss' */
  readonly schema?: string;
  /** @default 'pg-boss' */
  readonly name?: string;
  /** How long to wait for the database before a question is given up. @default 5000 */
  readonly timeoutMs?: number;
}

/** A process asks for its next jobs in one statement; one that was under way is over by then. */
const settleMs = 50;

/**
 * pg-boss has no pause: the adapter registers the handlers itself, at `resume()`, and takes them back at `pause()`, in this process
 * alone. It is paused when it is made: call `resume()` where `boss.work()` would stand. What it counts is what the table of jobs says
 * of these queues, whichever process runs them, and handlers of this process that still run although pg-boss gave their job up.
 *
 * Not ours to stop: `schedule()` and `send()` go on and fill the queue (`waiting`), and jobs that run too long expire and are
 * tried again later. A job that was fetched in the moment of the pause, by a statement that took longer than 50 ms, runs: it is in hand,
 * and among those that began after. What pg-boss deletes by its retention is not seen any more.
 *
 * Every method rejects with an Error when the database does not answer within `timeoutMs`.
 */
export function createPgBossWorker(options: PgBossWorkerOptions): Worker {
  const { boss, queues, schema = 'pgboss', name = 'pg-boss', timeoutMs = defaultTimeoutMs } = options;
  const names = Object.keys(queues);
  if (names.length === 0) {
    throw new Error('Expected queues with their handlers, got none. Name those that write.');
  }
  if (!/^(?:\w+|"[^"]+")$/.test(schema)) {
    throw new Error(
      `Expected the schema as pg-boss was given it, a name or one in double quotes, got ${schema}.`,
    );
  }
  const registered = new Set<string>();
  const running = new Map<string, PgBossJob>();
  /** Pausing and going on in the order in which they were asked for. */
  let turn: Promise<unknown> = Promise.resolve();

  function take<Result>(what: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const before = turn;
    const result = ask(what, async (signal) => {
      await before;
      signal.throwIfAborted();
      return work(signal);
    });
    // Of one that was given up nobody knows when it ends; it takes no further step.
    turn = result.catch(() => {});
    return result;
  }

  function ask<Result>(what: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return withinDeadline(
      { timeoutMs, what: `${name} ${what}`, why: 'the database of pg-boss did not answer' },
      work,
    );
  }

  async function register(queue: string, { handler, options: workOptions = {} }: PgBossQueue): Promise<void> {
    await boss.work(queue, workOptions, async (jobs) => {
      for (const job of jobs) running.set(job.id, job);
      try {
        return await handler(jobs);
      } finally {
        for (const job of jobs) running.delete(job.id);
      }
    });
    registered.add(queue);
  }

  async function takeBack(queue: string): Promise<void> {
    // Version 10 never waits for the jobs that run; here version 12 does not, either.
    await boss.offWork(queue, { wait: false });
    registered.delete(queue);
  }

  const where = { schema, queues: names };

  async function readInHand(): Promise<WorkInHand> {
    const { active, waiting, jobs, known } = await readJobsInHand(boss.getDb(), {
      ...where,
      ids: [...running.keys()],
    });
    const givenUp = [...running.values()].filter(({ id }) => !known.has(id));
    return {
      count: active + givenUp.length,
      jobs: [
        ...givenUp.map(({ name: queue, id }) => ({ name: queue, id, since: null, by: null })),
        ...jobs,
      ].slice(0, mostJobsShown),
      waiting,
    };
  }

  return {
    name,
    capabilities: { reaches: 'process', counts: 'fleet', isPersisted: false },
    state: async () => (registered.size > 0 ? 'running' : 'paused'),
    pause: () =>
      take('to pause', async (signal) => {
        for (const queue of registered) {
          signal.throwIfAborted();
          await takeBack(queue);
        }
        // By the same connections: behind what was asked before.
        await readMoment(boss.getDb());
        await new Promise((resolve) => setTimeout(resolve, settleMs));
        return readMoment(boss.getDb());
      }),
    resume: () =>
      take('to go on', async (signal) => {
        for (const [queue, one] of Object.entries(queues)) {
          signal.throwIfAborted();
          if (registered.has(queue)) continue;
          await register(queue, one);
          // Nobody expects it any more.
          if (signal.aborted) await takeBack(queue);
        }
      }),
    inHand: () => ask('to say what it runs', readInHand),
    begunAfter: (moment) =>
      ask('to say what began', () => readJobsBegunAfter(boss.getDb(), { ...where, moment })),
  };
}
