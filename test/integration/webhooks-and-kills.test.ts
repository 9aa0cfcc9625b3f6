import { expect, test } from 'vitest';
import { proveWebhooks } from '../proofs/prove-webhooks.ts';

// A million calls and hundreds of kills take their time: npm run prove webhooks.
test('a server that is killed while it stores and delivers loses no acknowledged webhook, nor their order', async () => {
  const { violations, facts } = await proveWebhooks({ count: 300, servers: 1, senders: 4 });
  expect(violations).toEqual([]);
  expect(facts.kills).toBeGreaterThan(3);
  expect(facts.delivered).toBeGreaterThan(20);
}, 120_000);
