import type { Conductor, DatabaseStanding, GuardedDatabase } from '@portcullis/quiesce/conductor';
import type { Worker } from '@portcullis/quiesce/workers';
import type { Logger } from '../observe/logger.ts';

/** What is found of databases and workers while nothing is to be stopped: the conductor looks at none of them then. */
export interface IdleLook {
  /** Null = not looked at, as while a window is open. */
  database(name: string): IdleDatabase | null;
  /** It had been paused before the last window, and was left so. */
  isLeftPaused(name: string): boolean;
  close(): Promise<void>;
}

export type IdleDatabase =
  | { readonly kind: 'standing'; readonly standing: DatabaseStanding }
  /** Nothing is wrong with the site for that: it is told, and looked at again. */
  | { readonly kind: 'unreachable'; readonly problem: string };

export interface IdleLookOptions {
  readonly conductor: Pick<Conductor, 'view' | 'subscribe'>;
  readonly databases: readonly Pick<GuardedDatabase, 'name' | 'status'>[];
  readonly workers: readonly Pick<Worker, 'name' | 'state'>[];
  /** Nothing that is declared is to be stopped, as far as this instance knows. */
  readonly isIdle: () => boolean;
  readonly logger: Logger;
  /** @default 30000 */
  readonly everyMs?: number;
}

/** After the start, and after each window: the conductor says first what stands. */
const soonMs = 250;

export function createIdleLook(options: IdleLookOptions): IdleLook {
  const { conductor, databases, workers, isIdle, logger, everyMs = 30_000 } = options;
  const found = new Map<string, IdleDatabase>();
  const warned = new Set<string>();
  /** Workers that the window found paused. */
  let foundPaused = new Set<string>();
  let left = new Set<string>();
  let wasOn = false;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();

  function isNothingOn(): boolean {
    const { isKnown, conductedBy, transition } = conductor.view();
    return isKnown && conductedBy === null && transition === null && isIdle();
  }

  function lookIn(ms: number): void {
    if (closed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      looking = look().finally(() => lookIn(everyMs));
    }, ms);
    timer.unref();
  }

  async function look(): Promise<void> {
    if (!isNothingOn()) return;
    await Promise.all([...databases.map(lookAtDatabase), ...workers.map(lookAtWorker)]);
  }

  async function lookAtDatabase(database: Pick<GuardedDatabase, 'name' | 'status'>): Promise<void> {
    const { name } = database;
    // A connection that lay idle may be gone: the second one is new.
    const now = await database
      .status()
      .catch(() => database.status())
      .then(
        (standing): IdleDatabase => ({ kind: 'standing', standing }),
        (error: unknown): IdleDatabase => ({
          kind: 'unreachable',
          problem: error instanceof Error ? error.message : String(error),
        }),
      );
    // A window that began meanwhile closes it itself.
    if (!isNothingOn()) return;
    found.set(name, now);
    if (now.kind === 'unreachable') return;
    const { closedAt, closedBy, reason } = now.standing;
    if (!isShut(now.standing)) warned.delete(name);
    else if (!warned.has(name)) {
      warned.add(name);
      logger.warn(
        { database: name, closedAt, closedBy, reason },
        'a declared database is closed although the site is open: whoever writes to it is refused. To open it: portcullis guard open',
      );
    }
  }

  async function lookAtWorker(worker: Pick<Worker, 'name' | 'state'>): Promise<void> {
    if (!left.has(worker.name)) return;
    // One that cannot be asked is as it was, as far as anybody knows.
    if ((await worker.state().catch(() => 'paused')) !== 'paused') left.delete(worker.name);
  }

  const stop = conductor.subscribe(() => {
    const { transition } = conductor.view();
    if (transition === null) {
      if (!wasOn) return;
      wasOn = false;
      left = foundPaused;
      lookIn(soonMs);
      return;
    }
    if (!wasOn) {
      wasOn = true;
      found.clear();
      foundPaused = new Set();
      left = new Set();
    }
    for (const { kind, name, prior } of transition.parts)
      if (kind === 'worker' && prior === 'stopped') foundPaused.add(name);
  });
  lookIn(soonMs);

  return {
    database: (name) => (isNothingOn() ? (found.get(name) ?? null) : null),
    isLeftPaused: (name) => left.has(name),
    async close() {
      closed = true;
      stop();
      if (timer !== null) clearTimeout(timer);
      await looking;
    },
  };
}

/** Writes are refused by it, whoever closed it. */
export function isShut({ state }: Pick<DatabaseStanding, 'state'>): boolean {
  return state === 'closed' || state === 'closing';
}
