import { randomBytes } from 'node:crypto';
import type { ClaimedRequest } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { createSeal } from '../sealing/seal.ts';
import { createOrderDeliverer, type DeliveryTurn, type OrderDelivererOptions } from './deliver-order.ts';
import { sealContent } from './held-content.ts';

const content = {
  ...{ method: 'POST', target: '/hooks', headers: [], httpVersion: '1.1', peer: null, secure: false },
  body: new Uint8Array(3),
};
const turn: DeliveryTurn = {
  go: (_, work) => work(),
  storeNow: () => 1_000_000,
  onShut() {},
  onUnreachable() {},
  onReached() {},
};

/** It never gets as far as what is left out. */
const deliverer = (options: Partial<OrderDelivererOptions>) =>
  createOrderDeliverer({
    gate: { site: 'shop' },
    seal: createSeal({ site: 'shop', keys: [randomBytes(32)] }),
    webhooks: new Map(),
    onFailed() {},
    onDelayed() {},
    ...options,
  } as unknown as OrderDelivererOptions);

async function sealedElsewhere(id: string): Promise<ClaimedRequest> {
  const other = createSeal({ site: 'shop', keys: [randomBytes(32)] });
  const sealed = await sealContent(other, id, content);
  const one = {
    id,
    by: 'web-1 1',
    webhook: 'stripe',
    sealed,
    receivedAt: 999_000,
    attempts: 0,
    lastAttempt: null,
  };
  return one as unknown as ClaimedRequest;
}

it('what another server can decrypt waits for it, with what is behind it, and is no failure', async () => {
  const failed: string[] = [];
  const onFailed = ({ id }: ClaimedRequest) => void failed.push(id);
  const order = [await sealedElsewhere('a'), await sealedElsewhere('b')];
  const { deliver } = deliverer({ isSecretElsewhere: async () => true, onFailed });
  expect(await deliver(order, turn)).toEqual([
    {
      ...{ id: 'a', by: 'web-1 1', kind: 'later', dueAt: 1_015_000, counts: false },
      attempt: { at: 0, status: null, problem: expect.stringContaining('another secret') },
    },
  ]);
  expect(failed).toEqual([]);
});

it('what nobody can decrypt has failed: somebody must decide', async () => {
  const failed: string[] = [];
  const onFailed = ({ id }: ClaimedRequest) => void failed.push(id);
  const { deliver } = deliverer({ isSecretElsewhere: async () => false, onFailed });
  expect(await deliver([await sealedElsewhere('a'), await sealedElsewhere('b')], turn)).toMatchObject([
    { id: 'a', kind: 'failed', isSkipped: false },
  ]);
  expect(failed).toEqual(['a']);
});

it.each([
  ['has failed and asks somebody', false, ['failed', 'it is older than 168 hours']],
  // It goes on to the next question: whether it can be decrypted.
  [
    'is tried all the same once somebody has decided',
    true,
    ['later', expect.stringContaining('another secret')],
  ],
])('what is too old %s', async (_, isDecided, expected) => {
  const { deliver } = deliverer({ isSecretElsewhere: async () => true });
  const old = { ...(await sealedElsewhere('a')), receivedAt: 1_000_000 - 169 * 3_600_000, isDecided };
  const [outcome] = await deliver([old], turn);
  expect([outcome?.kind, outcome?.attempt?.problem]).toEqual(expected);
});
