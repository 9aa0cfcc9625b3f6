/** One thing at a time for each part, not more often than asked for, and after failures ever more rarely. */
export interface TaskRunner {
  /** Does nothing while the key is busy, or the work is not due. */
  start(key: string, task: RunnerTask): void;
  isBusy(): boolean;
  /** Tells what runs to end, and waits until it has. */
  close(): Promise<void>;
}

export interface RunnerTask {
  /** What kind of work it is: one kind is not repeated before `everyMs` have passed. */
  readonly kind: string;
  readonly everyMs: number;
  /** Resolves with `slow` for what needs not be asked again soon. Rejects: it failed. */
  readonly work: (signal: AbortSignal) => Promise<'done' | 'slow'>;
  readonly onFailure: (error: unknown) => void;
  readonly onEnd: () => void;
}

/** After a failure: 200 ms, 400 ms … and not more than this. */
const longestPauseMs = 5_000;
/** What does not end within that is given up; it may still end some time. */
const mostMs = 60_000;

export function createTaskRunner(monotonicMs: () => number): TaskRunner {
  const running = new Map<string, Promise<void>>();
  const dueAt = new Map<string, number>();
  const failures = new Map<string, number>();
  const leaving = new AbortController();

  async function run(key: string, { kind, everyMs, work, onFailure, onEnd }: RunnerTask): Promise<void> {
    const name = `${key}: ${kind}`;
    const ending = AbortSignal.any([leaving.signal, AbortSignal.timeout(mostMs)]);
    try {
      const result = await untilAborted(work(ending), ending);
      failures.delete(key);
      dueAt.set(name, monotonicMs() + (result === 'slow' ? longestPauseMs : everyMs));
    } catch (error) {
      if (leaving.signal.aborted) return;
      const failed = (failures.get(key) ?? 0) + 1;
      failures.set(key, failed);
      dueAt.set(name, monotonicMs() + Math.min(100 * 2 ** failed, longestPauseMs));
      onFailure(error);
    } finally {
      running.delete(key);
      if (!leaving.signal.aborted) onEnd();
    }
  }

  return {
    start(key, task) {
      if (leaving.signal.aborted || running.has(key)) return;
      if (monotonicMs() < (dueAt.get(`${key}: ${task.kind}`) ?? 0)) return;
      running.set(key, run(key, task));
    },
    isBusy: () => running.size > 0,
    async close() {
      leaving.abort();
      await Promise.all(running.values());
    },
  };
}

function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('it does not answer'));
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
