import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditRecord, HeldRequest, ServerStore } from '@portcullis/gate';
import { afterEach, expect, it } from 'vitest';
import { createStore } from '../../src/create-store.ts';

const site = 'shop';
const folder = mkdtempSync(join(tmpdir(), 'portcullis-file-'));
const file = join(folder, 'portcullis.sqlite');
const stores: ServerStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

const request: HeldRequest = {
  id: 'h1',
  webhook: 'POST /hooks/pay',
  orderKey: 'order',
  deliveryKey: null,
  isVerified: true,
  bytes: 1,
  sealed: Uint8Array.of(7),
};
const accepting = { request, epoch: 0, onlyBehind: false, most: 10, mostBytes: 1_000 };
const record: AuditRecord = {
  ...{ chain: 'a', sequence: 1, at: 1, kind: 'switch.changed', actor: 'ada', data: '{}' },
  ...{ previousHash: '0'.repeat(64), hash: '1'.repeat(64) },
};

it('what a server held in its file before it took a Redis is delivered, and nothing comes to it', async () => {
  const before = await createStore({ kind: 'sqlite', file });
  stores.push(before);
  expect(await before.held.accept(site, [accepting])).toMatchObject([{ kind: 'held' }]);
  await before.close();

  // Nothing of this asks Redis, which is not there.
  const store = await createStore({ kind: 'redis', place: join(folder, 'no-socket'), prefix: 'p', file });
  stores.push(store);
  const named = { code: 'PORTCULLIS_STORE_UNAVAILABLE', message: expect.stringContaining('nothing is held') };
  await expect(store.held.accept(site, [accepting])).rejects.toMatchObject(named);
  const decision = { kind: 'drop', which: { id: 'h1' }, record } as const;
  await expect(store.held.decide(site, decision)).rejects.toMatchObject(named);
  const claim = {
    holder: 'c',
    number: 1,
    leaseMs: 1_000,
    limit: 5,
    mostBytes: 1_000,
    webhooks: [request.webhook],
  };
  expect((await store.deliveries.claim(site, claim)).map(({ id }) => id)).toEqual(['h1']);
});
