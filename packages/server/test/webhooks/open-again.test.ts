import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type Arrived, type RunningSite, startSite } from '../support/running-site.ts';
import { secret, stripeEvent } from './signed-webhooks.ts';

const patience = { timeout: 20_000 };
let site: RunningSite;
let application: (arrived: Arrived, response: ServerResponse) => void;
afterEach(() => site.close());

async function start(
  policy: object = {},
  serverSecret?: string,
  others: readonly { readonly match: string; readonly order: 'none' }[] = [],
): Promise<void> {
  application = (_, response) => void response.writeHead(200).end();
  site = await startSite({
    environment: { STRIPE_SECRET: secret },
    ...(serverSecret !== undefined && { secret: serverSecret }),
    application: (arrived, response) => application(arrived, response),
    config: { replay: { perSecond: 1_000, atOnce: 4 } },
    policy: {
      webhooks: [
        {
          match: 'POST /webhooks/stripe',
          provider: 'stripe',
          secretFrom: 'STRIPE_SECRET',
          attempts: 1,
          limits: { bodyBytes: 4_096 },
          ...policy,
        },
        ...others,
      ],
    },
  });
}

async function hold(count: number): Promise<void> {
  await site.on({});
  for (let number = 0; number < count; number += 1) {
    const { status } = await site.send(
      '/webhooks/stripe',
      stripeEvent(`evt_${number}`, { object: `order_${number}` }),
    );
    expect(status).toBe(200);
  }
}

const events = () => site.arrived.flatMap(({ body }) => /"id":"(evt_\d+)"/.exec(body)?.[1] ?? []);
const standing = async () =>
  (await site.control.get<{ webhooks: readonly Record<string, unknown>[] }>('/webhooks')).webhooks[0];

describe('a site that opens again', () => {
  it('delivers what is left after it was shut by hand in the middle, and opened as it was before', async () => {
    await start();
    await hold(40);
    const slow: ServerResponse[] = [];
    application = (_, response) => void slow.push(response);
    await site.off();
    await expect.poll(() => slow.length, patience).toBe(4);
    // All are in hand by now. What is judged from here on finds its route shut, while the stored switch stays as it is.
    const shell = { stateDirectory: site.stateDirectory };
    await runCommand(['break-glass', 'closed', '--reason', 'drill', '--for', '10m'], shell);
    await expect
      .poll(async () => (await site.send('/', { headers: { Accept: 'text/html' } })).status, patience)
      .toBe(503);
    application = (_, response) => void response.writeHead(200).end();
    for (const response of slow) response.writeHead(200).end();
    await expect.poll(async () => (await standing())?.delivered, patience).toBe(4);
    await runCommand(['break-glass', 'end'], shell);
    await expect.poll(async () => (await standing())?.delivered, patience).toBe(40);
    expect(new Set(events()).size).toBe(40);
  });

  it('delivers as many at once as it may while others only listen', async () => {
    await start();
    const listeners: ServerResponse[] = [];
    application = (_, response) => {
      listeners.push(response.writeHead(200, { 'Content-Type': 'text/event-stream' }));
      response.write('data: here\n\n');
    };
    const streams = [1, 2, 3].map(() => site.send('/events').catch(() => null));
    await expect.poll(() => listeners.length, patience).toBe(3);
    await hold(20);
    const together: ServerResponse[] = [];
    application = (_, response) => void together.push(response);
    await site.off();
    await expect.poll(() => together.length, patience).toBe(4);
    application = (_, response) => void response.writeHead(200).end();
    for (const response of together) response.writeHead(200).end();
    await expect.poll(async () => (await standing())?.delivered, patience).toBe(20);
    for (const response of listeners) response.end();
    await Promise.all(streams);
  });

  it('delivers what was held under the secret before, while a rotation lasts', async () => {
    const [old, next] = [1, 2].map(() => randomBytes(32).toString('base64url'));
    await start({}, old);
    await hold(3);
    await site.stopServer();
    await site.startServer({}, null, `${next} ${old}`);
    await site.off();
    await expect.poll(async () => (await standing())?.delivered, patience).toBe(3);
    expect(new Set(events()).size).toBe(3);
  });

  it('delivers the calls of one webhook while the application hangs with hundreds of another', async () => {
    await start({ order: 'none' }, undefined, [{ match: 'POST /hooks/crm', order: 'none' }]);
    await site.on({});
    await Promise.all(
      Array.from({ length: 250 }, (_, number) =>
        site.send('/hooks/crm', { method: 'POST', body: `crm ${number}` }),
      ),
    );
    for (let number = 0; number < 5; number += 1)
      await site.send('/webhooks/stripe', stripeEvent(`evt_${number}`));
    const hanging: ServerResponse[] = [];
    application = ({ target }, response) => {
      if (target === '/hooks/crm') hanging.push(response);
      else response.writeHead(200).end();
    };
    const decide = (decision: string) =>
      site.control.post('/webhooks/decide', {
        ...{ decision, webhook: 'POST /webhooks/stripe', reason: 'a test', actor: 'ada' },
      });
    await decide('pause');
    await site.off();
    await expect.poll(() => hanging.length, patience).toBe(4);
    await decide('resume');
    // A place gets free now and then, and hundreds wait for it.
    const letGo = setInterval(() => hanging.shift()?.writeHead(500).end(), 200);
    await expect.poll(() => events().length, patience).toBe(5);
    clearInterval(letGo);
    application = (_, response) => void response.writeHead(200).end();
    for (const response of hanging) response.writeHead(200).end();
  });

  it('lets what names no order go on behind one that failed and named none either, unless its rule says otherwise', async () => {
    await start();
    await site.on({});
    const nameless = { more: { id: undefined } };
    for (const id of ['evt_1', 'evt_2'])
      expect((await site.send('/webhooks/stripe', stripeEvent(id, nameless))).status).toBe(200);
    application = ({ body }, response) => void response.writeHead(body.includes('evt_1') ? 500 : 200).end();
    await site.off();
    await expect.poll(standing, patience).toMatchObject({ waiting: 0, failed: 1, delivered: 1 });
    expect(events()).toEqual(['evt_1', 'evt_2']);
  });

  it('hands on what cannot be kept behind those that wait: it is open', async () => {
    await start();
    await hold(1);
    application = (_, response) => void response.writeHead(500).end();
    await site.off();
    await expect.poll(async () => (await standing())?.failed, patience).toBe(1);
    site.arrived.length = 0;
    application = (_, response) => void response.writeHead(204).end();
    const more = { filling: 'x'.repeat(5_000) };
    const large = stripeEvent('evt_100', { object: 'order_100', more });
    const forged = stripeEvent('evt_101', { object: 'order_101', signedWith: 'whsec_of_somebody_else' });
    for (const event of [large, forged, stripeEvent('evt_102', { object: 'order_102' })]) {
      expect((await site.send('/webhooks/stripe', event)).status).toBe(204);
    }
    expect(events()).toEqual(['evt_100', 'evt_101', 'evt_102']);
    expect(site.arrived[0]?.body).toBe(large.body);
    // Of the order of the one that failed: it waits behind it.
    expect((await site.send('/webhooks/stripe', stripeEvent('evt_103', { object: 'order_0' }))).status).toBe(
      200,
    );
    expect(events()).toHaveLength(3);
    expect(await standing()).toMatchObject({ waiting: 1, failed: 1 });
  });
});
