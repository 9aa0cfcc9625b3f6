import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@portcullis/gate';
import { type OpenedStore, storeConformance } from '@portcullis/gate/testing';
import { createHttpStore } from '@portcullis/store/http';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOneStore, nothingSaid } from '../support/gate-and-operator.ts';
import { type KeyMakers, openKeyMakers, startGateServer } from '../support/gate-server.ts';

let people: KeyMakers;
let key = '';
beforeAll(async () => {
  people = await openKeyMakers();
  key = (await people.make(['gate'])).token;
});
afterAll(() => people?.close());

/** A server on fresh data, and a gate of an application that follows it. */
async function open(): Promise<OpenedStore<Store>> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-http-store-'));
  const file = join(directory, 'store.sqlite');
  let moved = 0;
  const clock = { wallMs: () => 1_750_000_000_000 + moved };
  const said = nothingSaid();
  const closers: (() => Promise<void>)[] = [];

  async function openOne() {
    const operator = createSqliteStore({ file, clock });
    const server = await startGateServer({ people, store: operator, now: clock.wallMs });
    const gate = createHttpStore({ url: server.url, key });
    let closing: Promise<void> | null = null;
    const close = (): Promise<void> => {
      closing ??= (async () => {
        await gate.close();
        await server.close();
        await operator.close();
      })();
      return closing;
    };
    closers.push(close);
    return { store: await asOneStore({ gate, operator, now: clock.wallMs, said }), close };
  }

  const first = await openOne();
  return {
    store: first.store,
    advance: (ms) => {
      moved += ms;
    },
    another: async () => (await openOne()).store,
    async reopen() {
      await first.close();
      return (await openOne()).store;
    },
    async close() {
      for (const close of closers) await close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

storeConformance({
  name: 'http, with the server’s store for operators,',
  test: { describe, it, expect },
  open,
});
