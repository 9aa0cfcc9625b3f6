import { expect, it, onTestFinished } from 'vitest';
import { dial } from '../proxy/wire.ts';
import { startSite } from '../support/running-site.ts';

// A stranger who began an upload before the switch and sends on slowly must not decide when it is enforced.
it('are cut when their time after a change of the switch is over, but for those that are allowed still', async () => {
  const received: string[] = [];
  const site = await startSite({
    policy: { routes: [{ match: '/hook', exception: true, why: 'it must go on' }] },
    config: { timeouts: { drainMs: 500, uploadGraceMs: 20 } },
    onBodyChunk: (chunk) => received.push(chunk),
  });
  onTestFinished(() => site.close());
  const begin = async (path: string) => {
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n${path}`);
    await expect.poll(() => received).toContain(path);
    return client;
  };
  const allowed = await begin('/hook');
  const refused = await begin('/upload');
  await site.on({ mode: 'read-only' });
  await refused.closed();
  await expect
    .poll(() => site.control.get('/status'), { timeout: 5_000 })
    .toMatchObject({ enforcement: { enforced: true } });
  allowed.send('.'.repeat(95));
  expect((await allowed.message()).start).toContain('200');
  expect(site.arrived.map(({ target }) => target)).toEqual(['/hook']);
});
