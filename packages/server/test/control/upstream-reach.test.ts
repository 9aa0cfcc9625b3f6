import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUpstreamReach } from '../../src/observe/upstream-reach.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let connections: Socket[];
let server: ReturnType<typeof createServer>;
let origin: URL;

beforeEach(async () => {
  connections = [];
  server = createServer().on('connection', (socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => stop());

const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));

describe('whether the application takes connections', () => {
  it('is asked once for all who want to know, and again when the answer is old', async () => {
    let now = 0;
    const reach = createUpstreamReach(origin, { keepMs: 1_000, now: () => now });
    expect(await Promise.all([reach(), reach(), reach()])).toEqual([null, null, null]);
    now = 999;
    expect(await reach()).toBe(null);
    await stop();
    expect(await reach()).toBe(null);
    now = 1_000;
    expect(await reach()).toBe('ECONNREFUSED');
    // A clock that was put back keeps no answer for hours.
    await new Promise<void>((resolve) => server.listen(Number(origin.port), '127.0.0.1', resolve));
    now = 0;
    expect(await reach()).toBe(null);
    expect(connections).toHaveLength(2);
  });

  it('is asked of an address of IPv6, too', async () => {
    const reach = createUpstreamReach(new URL(`http://[::1]:${origin.port}`));
    expect(await reach()).toMatch(/^E[A-Z]+$/);
  });

  it('is said by status', async () => {
    const up: RunningSite = await startSite({ config: { upstream: origin.origin } });
    try {
      const warnings = async () => (await up.control.get<{ warnings: string[] }>('/status')).warnings;
      expect(await warnings()).toEqual([]);
      await stop();
      await up.stopServer();
      await up.startServer();
      expect(await warnings()).toEqual([
        `the application at ${origin.origin} takes no connections (ECONNREFUSED): until it does, everybody who is let through gets an error`,
      ]);
    } finally {
      await up.close();
    }
  });
});
