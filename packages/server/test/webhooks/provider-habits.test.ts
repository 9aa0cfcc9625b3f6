import { createHmac } from 'node:crypto';
import type { PolicyInput } from '@portcullis/gate';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { rawCall } from './raw-call.ts';
import { githubEvent, secret } from './signed-webhooks.ts';

// What single providers do otherwise than the others.

const wait = { timeout: 20_000 };
let site: RunningSite;
const environment = { SECRET: secret };

async function start(policy: PolicyInput, given: Readonly<Record<string, string>> = environment) {
  site = await startSite({ environment: given, policy });
}
afterEach(() => site.close());

const waiting = async () => {
  const { webhooks } = await site.control.get<{ webhooks: readonly { waiting: number }[] }>('/webhooks');
  return webhooks.map((one) => one.waiting);
};

describe('Slack', () => {
  const event = (body: string, signedWith = secret) => {
    const at = Math.floor(Date.now() / 1_000);
    const signature = createHmac('sha256', signedWith).update(`v0:${at}:${body}`).digest('hex');
    return {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-Slack-Request-Timestamp': String(at),
        'X-Slack-Signature': `v0=${signature}`,
      },
    };
  };
  const asked = JSON.stringify({ token: 't', challenge: '3eZb<b>9M', type: 'url_verification' });
  const policy = { webhooks: [{ match: 'POST /slack', provider: 'slack', secretFrom: 'SECRET' }] };

  it('that asks whether somebody is there has its challenge back at once, as text alone', async () => {
    await start(policy);
    await site.on({});
    const reply = await site.send('/slack', event(asked));
    expect([reply.status, reply.body]).toEqual([200, '3eZb<b>9M']);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect((await site.send('/slack', event(asked, 'forged'))).status).toBe(401);
    expect(await waiting()).toEqual([0]);
    // Whoever says something else is held.
    const said = JSON.stringify({ type: 'event_callback', challenge: 'x', event_id: 'E1' });
    const { status, body } = await site.send('/slack', event(said));
    expect([status, body, await waiting()]).toEqual([200, '', [1]]);
    await site.off();
    await expect.poll(() => site.arrived.map((one) => one.body), wait).toEqual([said]);
  });

  it('has it back while others are still delivered, too', async () => {
    let isTaken = false;
    site = await startSite({
      environment,
      policy,
      application: (_, response) => void response.writeHead(isTaken ? 200 : 503).end('from the application'),
    });
    await site.on({});
    expect((await site.send('/slack', event('{"type":"app_rate_limited"}'))).status).toBe(200);
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBeGreaterThan(0);
    expect((await site.send('/slack', event(asked))).body).toBe('3eZb<b>9M');
    expect(await waiting()).toEqual([1]);
    isTaken = true;
    await expect.poll(waiting, wait).toEqual([0]);
    // Once this server has heard that nothing waits any more.
    await expect
      .poll(async () => (await site.send('/slack', event(asked))).body, wait)
      .toBe('from the application');
  });

  it('that nobody verifies has nothing back', async () => {
    await start({ webhooks: [{ match: 'POST /slack', provider: 'slack' }] });
    await site.on({});
    expect((await site.send('/slack', event(asked))).body).toBe('');
    expect(await waiting()).toEqual([1]);
  });
});

it('GitLab and Telegram show a token: whoever has none, or says it twice, is refused before he has sent his body', async () => {
  const rule = (provider: string) => ({ match: `POST /${provider}`, provider, secretFrom: 'SECRET' });
  await start({ webhooks: [rule('gitlab'), rule('telegram')] });
  await site.on({});
  const call = (headers: Record<string, string>, body = '{"update_id":1}') => ({
    ...{ method: 'POST', body },
    headers,
  });
  const gitlab = (token: string) => call({ 'X-Gitlab-Token': token, 'Idempotency-Key': 'i1' });
  const telegram = (token: string) => call({ 'X-Telegram-Bot-Api-Secret-Token': token });
  expect((await site.send('/gitlab', gitlab(secret))).status).toBe(200);
  expect((await site.send('/gitlab', gitlab(secret))).status).toBe(200);
  expect((await site.send('/telegram', telegram(secret))).status).toBe(200);
  expect((await site.send('/gitlab', gitlab('forged'))).status).toBe(401);
  expect(await waiting()).toEqual([1, 1]);
  for (const lines of ['', `X-Gitlab-Token: ${secret}\r\nX-Gitlab-Token: ${secret}\r\n`]) {
    const head = `POST /gitlab HTTP/1.1\r\nHost: a\r\n${lines}Content-Length: 700000\r\n\r\n`;
    expect(await rawCall(site.server.port, head, '{"never": "comes')).toMatch(/^HTTP\/1\.1 401 /);
  }
});

it.each([
  [undefined, 2],
  [true, 1],
])(
  'a name with other bytes is another call unless names are of one alone (%s): %i are held',
  async (isDeliveryUnique, count) => {
    const place = { pointer: '/id' };
    const woo = {
      ...{ delivery: place, order: place, signature: { header: 'x-wc' } },
      ...(isDeliveryUnique !== undefined && { isDeliveryUnique }),
    };
    await start({
      webhookProviders: { woo },
      webhooks: [{ match: 'POST /woo', provider: 'woo', secretFrom: 'SECRET' }],
    });
    await site.on({});
    const send = (body: string) =>
      site.send('/woo', {
        ...{ method: 'POST', body },
        headers: { 'X-Wc': createHmac('sha256', secret).update(body).digest('hex') },
      });
    const changes = ['{"id":7,"status":"paid"}', '{"id":7,"status":"refunded"}'];
    for (const body of [...changes, ...changes]) expect((await send(body)).status).toBe(202);
    await site.off();
    await expect.poll(() => site.arrived.map(({ body }) => body), wait).toEqual(changes.slice(0, count));
  },
);

it('a secret that is taken out of use during a window strands nothing that it had signed', async () => {
  const body = '{"repository":{"id":1}}';
  const rule = { match: 'POST /github', provider: 'github' } as const;
  await start({ webhooks: [{ ...rule, secretFrom: 'OLD' }] }, { OLD: 'old', NEW: 'new' });
  await site.on({});
  expect((await site.send('/github', githubEvent('d1', body, { signedWith: 'old' }))).status).toBe(202);
  await site.stopServer();
  await site.startServer({ policy: { webhooks: [{ ...rule, secretFrom: 'NEW' }] } });
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(1);
  const signature = createHmac('sha256', 'new').update(body).digest('hex');
  expect(site.arrived[0]?.headers).toMatchObject({
    'x-hub-signature-256': `sha256=${signature}`,
    'x-github-delivery': 'd1',
  });
});

it('a secret that is not the one of its provider shows in the status, until one call is verified', async () => {
  await start({ webhooks: [{ match: 'POST /github', provider: 'github', secretFrom: 'SECRET' }] });
  await site.on({});
  const warnings = async () => (await site.control.get<{ warnings: readonly string[] }>('/status')).warnings;
  expect(await warnings()).toEqual([]);
  for (const id of ['d1', 'd2'])
    expect((await site.send('/github', githubEvent(id, '{}', { signedWith: 'theirs' }))).status).toBe(401);
  await expect
    .poll(warnings, wait)
    .toEqual([expect.stringContaining('not signed with the secret in SECRET')]);
  expect((await warnings())[0]).toContain('2 calls of POST /github were refused by this server');
  expect((await site.send('/github', githubEvent('d3', '{}'))).status).toBe(202);
  await expect.poll(warnings, wait).toEqual([]);
});

it('a head counts as its body does: no more is stored than the rule says', async () => {
  const limits = { heldBytes: 1_048_576, held: 100_000 };
  await start({ webhooks: [{ match: 'POST /any', order: 'none', limits }] });
  await site.on({});
  // What compresses to nothing would say nothing.
  const head = () =>
    Array.from({ length: 12 }, () =>
      createHmac('sha512', String(Math.random())).update('x').digest('hex'),
    ).join('');
  const statuses = new Map<number, number>();
  for (let count = 0; count < 1_200 && !statuses.has(503); count += 1) {
    const { status } = await site.send('/any', { method: 'POST', body: 'x', headers: { 'X-Head': head() } });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(statuses.get(503)).toBe(1);
  // Some 1.6 KB each.
  expect(statuses.get(202)).toBeGreaterThan(500);
  expect(statuses.get(202)).toBeLessThan(900);
});
