import type { Judgement } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ControlCaller } from '../../src/control/api/caller.ts';
import { policyRoutes } from '../../src/control/api/policy-routes.ts';
import { statusRoutes } from '../../src/control/api/status-routes.ts';
import { switchRoutes } from '../../src/control/api/switch-routes.ts';
import { createEventHub } from '../../src/control/events/events.ts';
import { createEventHandlers } from '../../src/control/handlers/event-handlers.ts';
import { createPolicyHandlers } from '../../src/control/handlers/policy-handlers.ts';
import { createPreviewHandlers } from '../../src/control/handlers/preview-handlers.ts';
import { siteStatus } from '../../src/control/site-status.ts';
import { createSwitchReader } from '../../src/control/switch-reader.ts';
import { parseConfig } from '../../src/index.ts';
import { type MountedHandlers, mount, quietLogger, storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

// Whoever may only look takes no place of anybody else, and no turn of those who visit the site.

let site: RunningSite;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.close());

const config = parseConfig(
  { upstream: 'http://127.0.0.1:1' },
  { directory: '/', defaultStateDirectory: '/', source: 'the test' },
);

function keyOf(id: string): ControlCaller {
  const key = {
    id,
    site: 'default',
    name: id,
    tokenHash: id,
    scopes: ['read' as const],
    createdAt: 0,
    createdBy: 'shell:ada',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  };
  return { kind: 'key', key, address: null };
}

describe('streams of events', () => {
  it('are twenty of each, and one that ends makes room', async () => {
    const { gate, traffic, port, upstreamReach } = site.server;
    const store = storeOf(site);
    const readSwitch = createSwitchReader({ store, site: gate.site });
    const hub = createEventHub({
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
    });
    onTestFinished(() => {
      hub.close();
      return store.close();
    });
    const handlers = createEventHandlers({ hub, isStillAllowed: () => true });
    const viewer = mount([[statusRoutes, handlers]], keyOf('vera'));
    const owner = mount([[statusRoutes, handlers]], keyOf('ada'));
    const open = async () => viewer.raw('/events?only=traffic');
    const first = await open();
    for (let more = 0; more < 19; more += 1) expect((await open()).status).toBe(200);
    const refused = await open();
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('20 streams')]);
    expect((await owner.raw('/events?only=traffic')).status).toBe(200);
    await first.body?.cancel();
    expect((await open()).status).toBe(200);
  });
});

describe('previews', () => {
  it('are twenty of each: the oldest of his own make room', async () => {
    const handlers = createPreviewHandlers({ gate: site.server.gate });
    const viewer = mount([[switchRoutes, handlers]], keyOf('vera'));
    const owner = mount([[switchRoutes, handlers]], keyOf('ada'));
    const make = async (by: MountedHandlers) =>
      ((await by.post('/previews', { mode: 'closed' })).json as { id: string }).id;
    const owners = await make(owner);
    const viewers: string[] = [];
    for (let made = 0; made < 21; made += 1) viewers.push(await make(viewer));
    const statusOf = async (id: string | undefined) => (await viewer.raw(`/previews/${id}`)).status;
    expect(await Promise.all([owners, viewers[0], viewers[1], viewers[20]].map(statusOf))).toEqual([
      200, 404, 200, 200,
    ]);
  });

  it('of settings that are deep are refused in words', async () => {
    const { app } = mount([[switchRoutes, createPreviewHandlers({ gate: site.server.gate })]]);
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(200_000)}1${close.repeat(200_000)}`;
      const answer = await app.request('/v1/sites/default/previews', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: `{"mode":"closed","settings":{"page":${deep}}}`,
      });
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { code: 'PORTCULLIS_SETTINGS_INVALID', detail: expect.stringContaining('10 levels') },
      ]);
    }
  });
});

describe('testing a policy', () => {
  it('gives way between two judgements that take long', async () => {
    const { gate } = site.server;
    // Every look at the clock is a slice later.
    let monotonic = 0;
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const at: number[] = [];
    const judge: typeof gate.judge = (raw, options): Judgement | Promise<Judgement> => {
      at.push(turns);
      return gate.judge(raw, options);
    };
    const api = mount([[policyRoutes, createPolicyHandlers({ gate: { ...gate, judge }, config })]]);
    vi.spyOn(performance, 'now').mockImplementation(() => {
      monotonic += 11;
      return monotonic;
    });
    const requests = Array.from({ length: 5 }, (_, index) => ({ method: 'POST', url: `/orders/${index}` }));
    const { status } = await api.post('/policy/test', { requests });
    vi.restoreAllMocks();
    clearImmediate(next);
    expect([status, at.length, new Set(at).size]).toEqual([200, 15, 15]);
  });
});
