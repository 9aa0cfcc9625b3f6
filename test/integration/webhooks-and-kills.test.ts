import { expect, test } from 'vitest';
import { proveWebhooks } from '../proofs/prove-webhooks.ts';

// A million calls and hundreds of kills take their time: npm run prove webhooks.
test('a server that is killed while it stores and delivers loses no acknowledged webhook, nor their order', async () => {
  const { violations, facts } = await proveWebhooks({ count: 6, servers: 1, senders: 4 });
  expect(violations).toEqual([]);
  expect(facts.acknowledged).toBeGreaterThan(50);
  expect(facts.delivered).toBeGreaterThan(20);
}, 120_000);
