import { once } from 'node:events';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { PortcullisError } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, plainErrorOf } from '../src/sqlite/thread/plain-error.ts';
import {
  createSharedThread,
  type SharedThread,
  startStoreWorker,
} from '../src/sqlite/thread/shared-thread.ts';
import { createStoreThread, type StoreThread } from '../src/sqlite/thread/store-thread.ts';
import { changeOf, recordOf } from './fixtures.ts';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const site = 'shop';

let directory: TemporaryDirectory;
let file: string;
let workers: Worker[];
let thread: SharedThread;
let opened: StoreThread[];

beforeEach(() => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'store.db');
  workers = [];
  opened = [];
  thread = createSharedThread({ startWorker: recordWorker });
});

function recordWorker(): Worker {
  const worker = startStoreWorker();
  workers.push(worker);
  return worker;
}

afterEach(async () => {
  for (const store of opened) await store.close();
  for (const worker of workers) await worker.terminate();
  directory.remove();
});

function open(name = 'store.db'): StoreThread {
  const options = { busyTimeoutMs: 2_000, hintIntervalMs: 10, wallMs: null };
  const store = createStoreThread({ file: join(directory.path, name), ...options }, thread);
  opened.push(store);
  return store;
}

const versionIn = (store: StoreThread) => store.carryOut('switch', 'version', [site]);
const changeIn = (store: StoreThread, epoch: number) =>
  store.carryOut('switch', 'change', [
    site,
    changeOf({ expectedEpoch: epoch, record: recordOf('a', epoch + 1) }),
  ]);

describe('the thread of SQLite', () => {
  it('is one for all stores of a process, and is started by the first order', async () => {
    const [one, other] = [open(), open('other.db')];
    expect(thread.current()).toBeNull();
    await Promise.all([versionIn(one), versionIn(other)]);
    expect(workers).toHaveLength(1);
    await changeIn(one, 0);
    expect([await versionIn(one), await versionIn(other)]).toMatchObject([{ epoch: 1 }, { epoch: 0 }]);
  });

  it('when it dies, what was under way is refused, and the next order starts another one', async () => {
    const store = open();
    await changeIn(store, 0);
    let hints = 0;
    store.subscribe(site, () => {
      hints += 1;
    });
    await expect.poll(() => hints).toBe(1);
    const worker = workers[0];
    if (worker === undefined) throw new Error('no thread was started');
    const ended = worker.terminate();
    const pending = versionIn(store);
    await expect(pending).rejects.toThrow(
      expect.objectContaining({
        code: 'PORTCULLIS_STORE_UNAVAILABLE',
        message: expect.stringContaining(`the store ${file} works ended`),
      }),
    );
    await ended;
    expect(await versionIn(store)).toMatchObject({ epoch: 1 });
    expect(workers).toHaveLength(2);
    // Whoever listened before is told of what another process changes now.
    const another = createSqliteStore({ file });
    // The new thread says that it listens.
    await expect.poll(() => hints).toBe(2);
    await another.switch.change(site, changeOf({ expectedEpoch: 1, record: recordOf('b', 1), mode: 'open' }));
    await expect.poll(() => hints, { timeout: 20_000 }).toBe(3);
    await another.close();
  });

  it('one that cannot be started says why, each time it is asked', async () => {
    const failing = createSharedThread({
      startWorker: () => {
        throw new PortcullisError('PORTCULLIS_STORE_UNAVAILABLE', 'no threads here');
      },
    });
    const options = { busyTimeoutMs: 2_000, hintIntervalMs: 10, wallMs: null };
    const store = createStoreThread({ file, ...options }, failing);
    const stop = store.subscribe(site, () => undefined);
    await expect(versionIn(store)).rejects.toThrow('no threads here');
    await expect(versionIn(store)).rejects.toThrow('no threads here');
    stop();
    await store.close();
  });

  it('what cannot be copied into it fails alone', async () => {
    const store = open();
    await expect(store.carryOut('switch', 'read', [() => site])).rejects.toThrow(/could not be cloned/);
    expect(await versionIn(store)).toMatchObject({ epoch: 0 });
  });

  it('a hint that a listener throws at harms nobody', async () => {
    const store = open();
    await versionIn(store);
    const heard: string[] = [];
    store.subscribe(site, () => {
      throw new Error('not today');
    });
    store.subscribe(site, () => heard.push('the other'));
    // The first one says that it listens.
    await expect.poll(() => heard).toEqual(['the other']);
    await changeIn(store, 0);
    expect(heard).toEqual(['the other', 'the other']);
  });

  it('after closing nothing is carried out and nobody is told, and other stores go on', async () => {
    const [one, other] = [open(), open()];
    await changeIn(one, 0);
    let hints = 0;
    one.subscribe(site, () => {
      hints += 1;
    });
    await expect.poll(() => hints).toBe(1);
    const last = versionIn(one);
    await one.close();
    expect(await last).toMatchObject({ epoch: 1 });
    await expect(versionIn(one)).rejects.toThrow(/was closed by this process/);
    await changeIn(other, 1);
    expect(hints).toBe(1);
    await one.close();
  });

  it('keeps a process alive while an order is under way, and no longer', async () => {
    const forgetful = startProcess({ script: 'forget-to-close.ts', args: [file] });
    expect(await forgetful.ended).toBe(0);
    expect(forgetful.lines).toEqual(['0']);
  });

  it('imported by itself it does nothing', async () => {
    expect(Object.keys(await import('@portcullis/store/sqlite/thread'))).toEqual([]);
  });

  it('tells whoever subscribes once that it listens: what was changed since then was told to nobody', async () => {
    const store = open();
    await versionIn(store);
    const heard = new Promise<void>((resolve) => {
      store.subscribe(site, resolve);
    });
    await heard;
  });

  it('ends when there has been no store for a while', async () => {
    const short = createSharedThread({ startWorker: recordWorker, lingersMs: 1 });
    const options = { busyTimeoutMs: 2_000, hintIntervalMs: 10, wallMs: null };
    const [one, other] = [
      createStoreThread({ file, ...options }, short),
      createStoreThread({ file, ...options }, short),
    ];
    await Promise.all([versionIn(one), versionIn(other)]);
    await one.close();
    expect(await versionIn(other)).toMatchObject({ epoch: 0 });
    const [worker] = workers;
    const exited = once(worker as Worker, 'exit');
    await other.close();
    await exited;
    expect(short.current()).toBeNull();
    const third = createStoreThread({ file, ...options }, short);
    expect(await versionIn(third)).toMatchObject({ epoch: 0 });
    await third.close();
  });
});

describe('an error that crosses threads', () => {
  it('keeps class, code, message, values and causes', () => {
    const cause = Object.assign(new Error('disk I/O error', { cause: new TypeError('inner') }), {
      code: 'SQLITE_IOERR',
    });
    const error = new PortcullisError('PORTCULLIS_STORE_UNAVAILABLE', 'The store cannot be read', {
      cause,
      retryAfterSeconds: 3,
      values: { file },
    });
    const came = errorOf(structuredClone(plainErrorOf(error)));
    expect(came).toBeInstanceOf(PortcullisError);
    expect(came).toMatchObject({
      code: 'PORTCULLIS_STORE_UNAVAILABLE',
      status: error.status,
      message: 'The store cannot be read',
      retryAfterSeconds: 3,
      values: { file },
      cause: {
        message: 'disk I/O error',
        code: 'SQLITE_IOERR',
        cause: { name: 'TypeError', message: 'inner' },
      },
    });
  });

  it('comes across whatever was thrown', () => {
    expect(errorOf(structuredClone(plainErrorOf('a text')))).toMatchObject({ message: 'a text' });
    const circle = new Error('circle');
    circle.cause = circle;
    expect(errorOf(structuredClone(plainErrorOf(circle)))).toMatchObject({ message: 'circle' });
    const named = Object.assign(new Error('x'), { name: 'PortcullisError', code: 'NOT_ONE_OF_OURS' });
    expect(errorOf(structuredClone(plainErrorOf(named)))).toMatchObject({
      message: 'x',
      code: 'NOT_ONE_OF_OURS',
    });
  });
});
