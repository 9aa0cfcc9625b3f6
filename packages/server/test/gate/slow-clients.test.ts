import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { dial } from '../proxy/wire.ts';
import { startSite } from '../support/running-site.ts';

// A stranger who began before the switch and sends or reads slowly must not decide when it is enforced.
it('uploads are cut when their time after a change of the switch is over, but for those that are allowed still', async () => {
  const received: string[] = [];
  const site = await startSite({
    policy: { routes: [{ match: '/hook', exception: true, why: 'it must go on' }] },
    config: { timeouts: { drainMs: 500, slowClientGraceMs: 20 } },
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

it('what the application does behind a cut answer counts until it is done', async () => {
  let taken = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const site = await startSite({
    config: { timeouts: { drainMs: 50, slowClientGraceMs: 20 } },
    application: (_, response) => {
      response.write(Buffer.alloc(20_000_000), () => {
        taken += 1;
      });
      void finished.then(() => response.end());
    },
  });
  onTestFinished(() => site.close());
  const client = connect(site.server.port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  client.on('error', () => undefined).pause();
  client.write('POST /export HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n');
  await expect.poll(() => site.arrived.length).toBe(1);
  await site.on({ mode: 'read-only' });
  // Nobody reads it but the gate, once the client is cut.
  await expect.poll(() => taken, { timeout: 5_000 }).toBe(1);
  const status = () => site.control.get('/status');
  expect(await status()).toMatchObject({ enforcement: { enforced: false } });
  finish();
  await expect.poll(status, { timeout: 5_000 }).toMatchObject({ enforcement: { enforced: true } });
});
