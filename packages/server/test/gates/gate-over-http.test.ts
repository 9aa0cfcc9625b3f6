import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PolicyInput } from '@portcullis/gate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../../test/support/free-port.ts';
import {
  type GateProcess,
  startGateProcess,
  temporaryDirectory,
} from '../../../../test/support/gate-process.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type ControlClient, createControlClient } from '../../src/index.ts';

const secret = Buffer.alloc(32, 'over http').toString('base64url');
const patience = { timeout: 20_000, interval: 20 };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Site {
  readonly control: ControlClient;
  readonly key: string;
  readonly url: string;
  readonly policy: PolicyInput;
  server(): GateProcess;
  /** Begins again where it was, with what it stored. */
  startServer(): Promise<void>;
}

/** A server in a process of its own, with a key for the gates of one application. */
async function startSite(policy: PolicyInput): Promise<Site> {
  const { path: stateDirectory, remove } = temporaryDirectory();
  closers.push(remove);
  const port = await freePort();
  const config = { upstream: 'http://127.0.0.1:9', policy, console: { listen: { port } } };
  const start = () =>
    startGateProcess({ config, stateDirectory, environment: { PORTCULLIS_SECRET: secret } });
  let server = await start();
  closers.push(() => server.kill());
  const control = createControlClient({ stateDirectory, site: 'default' });
  const wanted = { name: 'shop', scopes: ['gate'], expiresInDays: null, actor: 'ada' };
  const { token } = await control.post<{ token: string }>('/keys', wanted);
  return {
    control,
    key: token,
    url: `http://127.0.0.1:${port}/`,
    policy,
    server: () => server,
    async startServer() {
      server = await start();
    },
  };
}

interface App {
  readonly process: ChildProcess;
  /** What its gate warned of. */
  readonly log: () => string;
  send(method: string): Promise<number>;
  kill(): Promise<void>;
}

async function startApp({ url, key, policy }: Site): Promise<App> {
  const file = fileURLToPath(new URL('./processes/guarded-app.ts', import.meta.url));
  const options = JSON.stringify({ url, key, secret, policy, leaseMs: 1_000 });
  const child = spawn(process.execPath, ['--conditions=portcullis-source', file, options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  closers.push(kill);
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    process: child,
    log: () => log,
    async send(method) {
      const response = await fetch(`http://127.0.0.1:${port}/orders`, { method });
      await response.text();
      return response.status;
    },
    kill,
  };
}

const statusOf = ({ control }: Site) => control.get<SiteStatus>('/status');
const appIn = async (site: Site) =>
  (await statusOf(site)).enforcement.instances.find(({ instance }) => instance.id.endsWith(':web-1'));
const turnOn = ({ control }: Site) =>
  control.post('/on', { mode: 'read-only', reason: 'test', actor: 'ada', force: true, anyway: true });
const turnOff = ({ control }: Site) => control.post('/off', { actor: 'ada', anyway: true });
const isEnforced = async (site: Site) => (await statusOf(site)).word === 'enforced (HTTP only)';

describe('an application whose gate follows a server over HTTP', () => {
  it('is waited for, is named while it is away, and keeps its mode while the server is', async () => {
    const site = await startSite({});
    const app = await startApp(site);
    await vi.waitUntil(async () => (await appIn(site))?.state === 'enforcing', patience);
    expect(await app.send('POST')).toBe(200);

    // It says nothing yet: then nothing is claimed for it.
    app.process.kill('SIGSTOP');
    await turnOn(site);
    await vi.waitUntil(async () => (await appIn(site))?.state === 'silent', patience);
    const { word, enforcement } = await statusOf(site);
    expect(word).toBe('not yet enforced');
    expect(enforcement.missing).toEqual([
      expect.stringMatching(new RegExp(`^[0-9a-f]{16}:web-1 \\(.*process ${app.process.pid}\\)`)),
    ]);
    app.process.kill('SIGCONT');
    await vi.waitUntil(() => isEnforced(site), patience);
    expect([await app.send('POST'), await app.send('GET')]).toEqual([503, 200]);

    // Killed, it is named; another process in its place is waited for and counts again.
    await app.kill();
    await vi.waitUntil(async () => (await appIn(site))?.state === 'silent', patience);
    expect((await statusOf(site)).word).toBe('not yet enforced');
    const again = await startApp(site);
    await vi.waitUntil(() => isEnforced(site), patience);
    expect(await again.send('POST')).toBe(503);

    // Without its server it keeps what it knows, and says why on its log.
    await site.server().kill();
    await vi.waitUntil(() => again.log().includes('the store cannot be used'), patience);
    expect([await again.send('POST'), await again.send('GET')]).toEqual([503, 200]);
    expect(again.log()).not.toContain(site.key);
    await site.startServer();
    await vi.waitUntil(() => isEnforced(site), patience);
    expect(await again.send('POST')).toBe(503);
    await turnOff(site);
    await vi.waitUntil(async () => (await again.send('POST')) === 200, patience);

    // What both servers wrote holds together, and the application's; of the one that was killed it may not have come so far.
    const verify = () => site.control.post<{ findings: unknown[]; chains: number }>('/audit/verify', {});
    await vi.waitUntil(async () => (await verify()).chains >= 3, patience);
    expect((await verify()).findings).toEqual([]);
  });

  it('turns stricter by itself, where its policy says so, and opens when the server is back', async () => {
    const site = await startSite({ onStoreLost: 'closed' });
    const app = await startApp(site);
    await vi.waitUntil(async () => (await appIn(site))?.state === 'enforcing', patience);
    await site.server().kill();
    await vi.waitUntil(async () => (await app.send('GET')) === 503, patience);
    await site.startServer();
    await vi.waitUntil(async () => (await app.send('POST')) === 200, patience);

    // It takes leave: nobody waits for it any more.
    app.process.kill('SIGTERM');
    await once(app.process, 'exit');
    expect(await appIn(site)).toBeUndefined();
    await turnOn(site);
    await vi.waitUntil(() => isEnforced(site), patience);
  });
});
