import { expect, it } from 'vitest';
import { proveReplay } from '../proofs/prove-replay.ts';
import { proveFewFiles, proveIdleSockets, proveLargeWebhooks } from '../proofs/prove-starving.ts';

// Short forms of `npm run prove replay`, `large-webhooks`, `idle-sockets` and `few-files`.

it('webhooks of a megabyte, more than fit into memory, are held or told to come back', async () => {
  const { violations, facts } = await proveLargeWebhooks({ count: 120 });
  expect(violations).toEqual([]);
  expect(facts.acknowledged).toBeGreaterThan(10);
  expect(facts.broken).toBe(0);
}, 120_000);

it('connections that nobody uses keep nobody else from being served', async () => {
  const { violations, facts } = await proveIdleSockets({ count: 400 });
  expect(violations).toEqual([]);
  expect(facts.refused).toBe(0);
}, 120_000);

it('with hardly a file left nothing is acknowledged and lost, and it goes on when there is room', async () => {
  const { violations, facts } = await proveFewFiles({ count: 2 });
  expect(violations).toEqual([]);
  expect(facts.refused).toBeGreaterThan(0);
}, 120_000);

it('a thousand held webhooks are delivered beside live traffic, in the order of their keys', async () => {
  const { violations, facts } = await proveReplay({ count: 1_000, perSecond: 10_000 });
  expect(violations).toEqual([]);
  expect(facts.duplicates).toBe(0);
}, 120_000);
