import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Store, untouchedSwitch } from '@portcullis/gate';
import { type OpenedStore, storeConformance } from '@portcullis/gate/testing';
import { createHttpStore } from '@portcullis/store/http';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOf } from '../support/beside-the-server.ts';
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

it('events tell of changes, and end when their key is revoked, while those of others go on', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-http-events-'));
  const store = createSqliteStore({ file: join(directory, 'store.sqlite') });
  const server = await startGateServer({ people, store, heartbeatMs: 20 });
  const listen = async (token: string) => {
    const response = await fetch(`${server.url}v1/sites/shop/gate/events`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const progress = { isOver: false, text: '' };
    const reading = (async () => {
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
        progress.text += text;
      progress.isOver = true;
    })();
    return { progress, reading };
  };
  const hasSeenChange = (text: string) => text.includes('data: {"site":"shop","epoch":1}');
  const leaving = await people.make(['gate']);
  const staying = await listen(key);
  const { progress, reading } = await listen(leaving.token);
  await expect.poll(() => progress.text).toContain('event: epoch\ndata: {"site":"shop","epoch":0}');
  // A change, not the beginning of a stream, is what they are told of.
  const change = { expectedEpoch: 0, newWindowId: 'w', record: recordOf('switch.changed') };
  await store.switch.change('shop', { ...change, request: untouchedSwitch('shop') });
  await expect.poll(() => [progress.text, staying.progress.text].every(hasSeenChange)).toBe(true);
  await people.keys.revoke(leaving.id, 'shell:ada');
  await reading;
  expect([progress.isOver, staying.progress.isOver]).toEqual([true, false]);
  await server.close();
  await staying.reading;
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});
