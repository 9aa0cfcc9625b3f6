import type { ServerStore } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { statusRoutes } from '../../src/control/api/status-routes.ts';
import { createEventHub, type EventHub } from '../../src/control/events/events.ts';
import { createEventHandlers } from '../../src/control/handlers/event-handlers.ts';
import { siteStatus } from '../../src/control/site-status.ts';
import { createSwitchReader } from '../../src/control/switch-reader.ts';
import { parseConfig } from '../../src/index.ts';
import { type MountedHandlers, mount, quietLogger, storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

interface Told {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

let site: RunningSite;
let store: ServerStore;
let hub: EventHub;
let api: MountedHandlers;
let isAllowed: boolean;
const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];

beforeEach(async () => {
  isAllowed = true;
  site = await startSite({
    policy: { page: { brand: 'Shop' }, areas: { checkout: { routes: ['/checkout/**'] } } },
  });
  store = storeOf(site);
  const { gate, traffic, port, upstreamReach } = site.server;
  const config = parseConfig(
    { upstream: 'http://127.0.0.1:1', policy: { areas: { checkout: { routes: ['/checkout/**'] } } } },
    { directory: '/', defaultStateDirectory: '/', source: 'the test' },
  );
  const readSwitch = createSwitchReader({ store, site: gate.site });
  hub = createEventHub({
    gate,
    traffic,
    status: () =>
      siteStatus({
        gate,
        store,
        readSwitch,
        config,
        port,
        upstreamReach,
        traffic,
        conducted: null,
        looks: [],
        heldWebhooks: async () => [],
      }),
    logger: quietLogger,
    tickMs: 10,
    heartbeatMs: 30,
  });
  api = mount([[statusRoutes, createEventHandlers({ hub, isStillAllowed: () => isAllowed })]]);
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.cancel().catch(() => undefined);
  hub.close();
  await store.close();
  await site.close();
});

/** Whoever listens; what was told grows as it comes. */
async function listen(query = ''): Promise<{ told: Told[]; text: () => string; ended: Promise<void> }> {
  const answer = await api.raw(`/events${query}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  readers.push(reader);
  const told: Told[] = [];
  let text = '';
  let rest = '';
  const decoder = new TextDecoder();
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const piece = decoder.decode(value, { stream: true });
      text += piece;
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (event !== undefined && data !== undefined) {
          told.push({ event, data: JSON.parse(data) as Told['data'] });
        }
      }
    }
  })();
  return { told, text: () => text, ended };
}

const last = (told: readonly Told[], event: string) => told.findLast((one) => one.event === event)?.data;

describe('events', () => {
  it('begin with the whole status and the traffic', async () => {
    const { told } = await listen();
    await vi.waitFor(() =>
      expect(told.map(({ event }) => event)).toEqual(expect.arrayContaining(['status', 'traffic'])),
    );
    expect(last(told, 'status')).toMatchObject({
      switch: { mode: 'open' },
      enforcement: { enforced: true },
      brand: 'Shop',
      publicUrl: expect.stringMatching(/^http:/),
      areas: [{ name: 'checkout', title: {} }],
    });
    expect(last(told, 'traffic')).toHaveProperty('minutes');
  });

  it('tell of another mode at once', async () => {
    const { told } = await listen('?only=status');
    await site.on({ mode: 'closed', reason: 'repair' });
    await vi.waitFor(() =>
      expect(last(told, 'status')).toMatchObject({ switch: { mode: 'closed', reason: 'repair' } }),
    );
    expect(new Set(told.map(({ event }) => event))).toEqual(new Set(['status']));
  });

  it('tell of decisions as they come, with the number of each', async () => {
    const { told } = await listen('?only=decisions');
    await site.on({});
    const refused = await site.send('/orders/1', { method: 'POST', body: 'a=1' });
    await vi.waitFor(() => expect(last(told, 'decisions')).toBeDefined());
    expect(last(told, 'decisions')).toMatchObject({
      number: 1,
      decisions: [{ number: 1, kind: 'refuse', reference: refused.headers['portcullis-reference'] }],
    });
    expect(last(told, 'decisions')).not.toHaveProperty('decisions.0.standing');
  });

  it('tell of the traffic once a second at most, and only when there was some', async () => {
    const { told } = await listen('?only=traffic');
    await vi.waitFor(() => expect(told).toHaveLength(1));
    await site.send('/a');
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 3_000 });
    expect(
      (last(told, 'traffic') as { minutes: { allowed: number }[] }).minutes.at(-1)?.allowed,
    ).toBeLessThanOrEqual(1);
  });

  it('end with the session, and with the server', async () => {
    const first = await listen();
    await vi.waitFor(() => expect(first.text()).toContain(': here'));
    isAllowed = false;
    await first.ended;
    isAllowed = true;
    const second = await listen();
    hub.close();
    await second.ended;
    expect(hub.clients).toBe(0);
  });

  it('whose listener leaves are nobody’s work any more', async () => {
    await listen();
    expect(hub.clients).toBe(1);
    await readers.pop()?.cancel();
    expect(hub.clients).toBe(0);
  });

  it('say that the status cannot be read, once, and go on', async () => {
    const { told } = await listen('?only=status');
    await vi.waitFor(() => expect(told).toHaveLength(1));
    const read = vi.spyOn(store.switch, 'version').mockRejectedValue(new Error('busy'));
    await vi.waitFor(
      () => expect(last(told, 'problem')).toMatchObject({ code: 'PORTCULLIS_STORE_UNAVAILABLE' }),
      {
        timeout: 5_000,
      },
    );
    read.mockRestore();
    await vi.waitFor(() => expect(told.at(-1)?.event).toBe('status'), { timeout: 5_000 });
    expect(told.filter(({ event }) => event === 'problem')).toHaveLength(1);
  });

  it('refuse a name that there is none', async () => {
    expect(await api.get('/events?only=status,news')).toMatchObject({
      status: 400,
      json: { code: 'PORTCULLIS_USAGE' },
    });
  });
});
