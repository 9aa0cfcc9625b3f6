import { createHmac } from 'node:crypto';
import type { PolicyInput } from '@portcullis/gate';
import { afterEach, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { secret } from './signed-webhooks.ts';

// Providers that the policy describes as data.

const wait = { timeout: 20_000 };
let site: RunningSite;
afterEach(() => site.close());

const start = async (policy: PolicyInput, config: object = {}) => {
  site = await startSite({ environment: { SECRET: secret }, policy, config });
};
const bodies = () => site.arrived.map(({ body }) => body);

it('one that calls by forms is put in order by a field of theirs, and signed as a whole', async () => {
  await start({
    webhookProviders: {
      payments: {
        signature: { header: 'x-signature', scheme: 'hmac-sha512' },
        order: { form: 'id' },
        delivery: { form: 'delivery' },
        isDeliveryUnique: true,
        acknowledge: 200,
      },
    },
    webhooks: [{ match: 'POST /payments', provider: 'payments', secretFrom: 'SECRET' }],
  });
  const send = (body: string, signedWith = secret) =>
    site.send('/payments', {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Signature': createHmac('sha512', signedWith).update(body).digest('hex'),
      },
    });
  await site.on({});
  expect((await send('id=tr_1&delivery=1', 'forged')).status).toBe(401);
  const sent = ['id=tr_1&delivery=1', 'id=tr_1&delivery=2', 'id=tr_2&delivery=3'];
  for (const body of sent) expect((await send(body)).status).toBe(200);
  // The same delivery sent again counts its attempts.
  expect((await send('id=tr_1&delivery=1&attempt=2')).status).toBe(200);
  const { held } = await site.control.get<{ held: readonly { isBehind: boolean }[] }>('/webhooks/held');
  expect(held.map(({ isBehind }) => isBehind)).toEqual([false, true, false]);
  await site.off();
  await expect.poll(() => bodies().toSorted(), wait).toEqual(sent.toSorted());
  expect(bodies().filter((body) => body.includes('tr_1'))).toEqual(sent.slice(0, 2));
});

it('one that signs its address is verified behind a proxy that changes the host, and signed anew for the same', async () => {
  await start(
    {
      webhookProviders: {
        crm: {
          signature: {
            header: 'x-crm-signature',
            encoding: 'base64',
            signed: '{method}{url}{body}{timestamp}',
            timestamp: { header: 'x-crm-timestamp', unit: 'milliseconds' },
            toleranceSeconds: 100,
          },
        },
      },
      webhooks: [{ match: 'POST /crm', provider: 'crm', secretFrom: 'SECRET' }],
    },
    { publicUrl: 'https://shop.example' },
  );
  const url = 'https://shop.example/crm?portal=7';
  const body = '[{"objectId":1}]';
  const sign = (at: string, called: string) =>
    createHmac('sha256', secret).update(`POST${called}${body}${at}`).digest('base64');
  const send = (called: string, host?: string) => {
    // Old enough to be signed anew, and young enough to be taken.
    const at = String(Date.now() - 60_000);
    return site.send('/crm?portal=7', {
      method: 'POST',
      body,
      ...(host !== undefined && { host }),
      headers: { 'X-CRM-Timestamp': at, 'X-CRM-Signature': sign(at, called) },
    });
  };
  await site.on({});
  expect((await send(url, '10.0.0.7:8080')).status).toBe(202);
  expect((await send('http://10.0.0.7:8080/crm?portal=7', '10.0.0.7:8080')).status).toBe(202);
  expect((await send('https://other.example/crm?portal=7', 'shop.example')).status).toBe(401);
  expect((await send('https://shop.example/crm?portal=8')).status).toBe(401);
  const opened = Date.now();
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(2);
  const known = [url, 'http://10.0.0.7:8080/crm?portal=7'];
  for (const [index, { headers }] of site.arrived.entries()) {
    const at = String(headers['x-crm-timestamp']);
    expect(Number(at)).toBeGreaterThanOrEqual(opened);
    expect(headers['x-crm-signature']).toBe(sign(at, known[index] ?? ''));
  }
});
