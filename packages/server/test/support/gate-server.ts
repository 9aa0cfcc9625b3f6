import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ControlScope,
  createGate,
  deriveKey,
  type Gate,
  type ServerStore,
  silentLogger,
} from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';

import { createControlApp } from '../../src/control/control-app.ts';
import type { ControlHandlers } from '../../src/control/control-handlers.ts';
import { createConsoleDoorkeeper } from '../../src/control/entrance/console-doorkeeper.ts';
import { createConsoleFiles } from '../../src/control/entrance/console-files.ts';
import { createGatePace } from '../../src/control/entrance/gate-pace.ts';
import { listenForConsole } from '../../src/control/entrance/listen-for-console.ts';
import { createGateNews, type GateNews } from '../../src/control/events/gate-news.ts';
import { createGateHandlers } from '../../src/control/handlers/gate-handlers.ts';
import { createKeyDesk, type KeyDesk } from '../../src/operators/key-desk.ts';
import { quietLogger } from './mounted-handlers.ts';

export const gateSecret: Uint8Array = new Uint8Array(32).fill(9);

/** The people who make keys, on a store of their own: what is tried has nothing in it but what the trial put there. */
export interface KeyMakers {
  readonly keys: KeyDesk;
  readonly gate: Gate;
  make(scopes: readonly ControlScope[]): Promise<{ readonly id: string; readonly token: string }>;
  close(): Promise<void>;
}

export async function openKeyMakers(): Promise<KeyMakers> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-keys-'));
  const store = createSqliteStore({ file: join(directory, 'keys.sqlite') });
  const gate = await createGate({
    site: 'shop',
    policy: {},
    store,
    secrets: [gateSecret],
    instance: { id: 'test-1', version: '0', host: 'test', processId: 1 },
    logger: silentLogger,
  });
  const keys = createKeyDesk({ site: 'shop', store, audit: gate.audit, logger: silentLogger, now: Date.now });
  return {
    keys,
    gate,
    async make(scopes) {
      const wanted = { name: 'app', scopes, expiresInDays: null, actor: 'shell:ada' };
      const { key, token } = await keys.create(wanted);
      return { id: key.id, token };
    },
    async close() {
      await gate.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface GateServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface GateServerOptions {
  readonly people: KeyMakers;
  readonly store: ServerStore;
  readonly now?: () => number;
  /** Before the name of each site: the real control app, one for each, as behind one proxy. */
  readonly heartbeatMs?: number;
}

/** The listener, the door and the routes for gates of a real server, for any site that is asked for. */
export async function startGateServer({
  people,
  store,
  now = Date.now,
  heartbeatMs,
}: GateServerOptions): Promise<GateServer> {
  const apps = new Map<string, ReturnType<typeof createControlApp>>();
  const allNews: GateNews[] = [];
  const auditKeys = [await deriveKey(gateSecret, 'audit')];
  const pace = createGatePace({ now: () => performance.now() });
  const { gate, keys } = people;
  const doorkeeper = createConsoleDoorkeeper({ gate, keys, sessions: nobodySignsIn });

  function appOf(site: string): ReturnType<typeof createControlApp> {
    const known = apps.get(site);
    if (known !== undefined) return known;
    const news = createGateNews({
      site,
      store,
      logger: quietLogger,
      ...(heartbeatMs !== undefined && { heartbeatMs }),
    });
    allNews.push(news);
    const gates = createGateHandlers({
      gate: { site },
      store,
      auditKeys,
      news,
      pace,
      now,
      isStillAllowed: async (caller) => caller.kind === 'key' && (await keys.lookAgain(caller.key)) !== null,
    });
    const handlers = onlyGates(gates);
    const app = createControlApp({ site, handlers, doorkeeper, logger: quietLogger, now, gatePace: pace });
    apps.set(site, app);
    return app;
  }

  const listener = await listenForConsole({
    config: {
      listen: { host: '127.0.0.1', port: 0 },
      publicUrl: null,
      basePath: '/',
      visibleBase: '/',
      tls: null,
      provider: null,
    },
    api: {
      fetch(request, env) {
        const [, site = ''] = /^\/v1\/sites\/([^/]*)/.exec(new URL(request.url).pathname) ?? [];
        return appOf(site).fetch(request, env);
      },
    },
    files: createConsoleFiles({ directory: null, site: 'shop', base: '/' }),
    logger: quietLogger,
  });
  return {
    url: listener.url,
    async close() {
      for (const news of allNews) news.close();
      await listener.close();
    },
  };
}

const nobodySignsIn = {
  find: async () => null,
} as unknown as Parameters<typeof createConsoleDoorkeeper>[0]['sessions'];

/** Of the other groups nothing is asked here. */
function onlyGates(gates: ControlHandlers['gates']): ControlHandlers {
  const others = new Proxy({}, { get: () => () => Response.json({}, { status: 501 }) });
  return new Proxy(
    { gates },
    { get: (target, name) => Reflect.get(target, name) ?? others },
  ) as ControlHandlers;
}
