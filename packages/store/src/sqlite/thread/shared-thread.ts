import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { PortcullisError } from '@portcullis/gate';
import { type Order, type Report, storeThread } from './messages.ts';
import { errorOf } from './plain-error.ts';

/**
 * The thread in which the stores of this process work. It is started by the first order, keeps no process alive but while an
 * order is under way, and ends when there has been no store for a while.
 */
export interface SharedThread {
  /** Counts the threads that were started; a store is opened in each anew. Starts one where none runs; throws when it cannot. */
  run(): number;
  /** The one that runs; null where none does. */
  current(): number | null;
  /** A number that no other order or subscription has. */
  nextId(): number;
  /** Rejects with what it failed with, or when the thread ended before it answered. */
  ask(order: Order & { readonly id: number }, file: string): Promise<unknown>;
  /** Says it to a thread that runs. */
  tell(order: Order): void;
  /** Hints of the subscription with this number come here. */
  listen(id: number, onHint: () => void): void;
  ignore(id: number): void;
  /** There is one store more, or less. */
  enter(): void;
  leave(): void;
}

interface Waiting {
  readonly file: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface SharedThreadOptions {
  /** A thread that carries out orders. */
  readonly startWorker?: () => Worker;
  /** How long it waits for another store: starting another one takes some tenths of a second of a processor. @default 5000 */
  readonly lingersMs?: number;
}

export function createSharedThread({
  startWorker = startStoreWorker,
  lingersMs = 5_000,
}: SharedThreadOptions = {}): SharedThread {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<number, () => void>();
  let worker: Worker | null = null;
  let threads = 0;
  let lastId = 0;
  let stores = 0;
  let lingering: NodeJS.Timeout | null = null;

  function start(): Worker {
    const started = startWorker();
    threads += 1;
    started.unref();
    started.on('message', hear);
    let problem: unknown = null;
    started.on('error', (error) => {
      problem = error;
    });
    started.on('exit', () => {
      if (worker !== started) return;
      // The next order starts another one. Until then whoever listens is told nothing: they ask each second anyway.
      worker = null;
      for (const { file, reject } of waiting.values()) reject(endedError(file, problem));
      waiting.clear();
    });
    return started;
  }

  function hear(report: Report): void {
    if (report.kind === 'hint') {
      try {
        listeners.get(report.id)?.();
      } catch {
        // The change is stored; the listener learns of it by its next poll.
      }
      return;
    }
    const one = waiting.get(report.id);
    waiting.delete(report.id);
    if (waiting.size === 0) worker?.unref();
    if (report.kind === 'done') one?.resolve(report.result);
    else one?.reject(errorOf(report.error));
  }

  function endUnlessUsed(): void {
    lingering = null;
    if (stores > 0 || waiting.size > 0) return;
    const last = worker;
    worker = null;
    void last?.terminate();
  }

  return {
    run() {
      worker ??= start();
      return threads;
    },
    current: () => (worker === null ? null : threads),
    nextId() {
      lastId += 1;
      return lastId;
    },
    ask(order, file) {
      return new Promise((resolve, reject) => {
        worker ??= start();
        // Throws, and so rejects, for what cannot be copied.
        worker.postMessage(order);
        waiting.set(order.id, { file, resolve, reject });
        if (waiting.size === 1) worker.ref();
      });
    },
    tell: (order) => worker?.postMessage(order),
    listen: (id, onHint) => void listeners.set(id, onHint),
    ignore: (id) => void listeners.delete(id),
    enter() {
      stores += 1;
    },
    leave() {
      stores -= 1;
      if (stores > 0) return;
      if (lingering !== null) clearTimeout(lingering);
      lingering = setTimeout(endUnlessUsed, lingersMs).unref();
    },
  };
}

/** Run from the sources, or built: two files, found in two ways, since a built module may lie in any chunk. */
const isSource = import.meta.url.endsWith('.ts');

export function startStoreWorker(): Worker {
  try {
    const file = isSource
      ? new URL('./index.ts', import.meta.url)
      : createRequire(import.meta.url).resolve('@portcullis/store/sqlite/thread');
    return new Worker(file, {
      name: 'portcullis-store',
      workerData: storeThread,
      // None of this process: what it loads before its program is not the store's.
      execArgv: isSource ? ['--conditions=portcullis-source', '--disable-warning=ExperimentalWarning'] : [],
    });
  } catch (error) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The thread in which SQLite works could not be started (${messageOf(error)}). It needs worker threads, and @portcullis/store as it was installed: leave it out of your bundle`,
      { cause: error },
    );
  }
}

function endedError(file: string, cause: unknown): PortcullisError {
  const why = cause === null ? 'without a word' : messageOf(cause);
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The thread in which the store ${file} works ended (${why}). Whether what was under way is stored is not known; the next operation starts it anew`,
    cause === null ? {} : { cause },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
