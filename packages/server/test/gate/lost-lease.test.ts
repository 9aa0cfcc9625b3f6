import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { dial } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
afterAll(() => site.close());

// The others count an instance as strict once its lease has run out: then nothing may go on arriving through it.
it('cuts uploads that are under way when the lease runs out and the policy says closed', async () => {
  const received: string[] = [];
  site = await startSite({
    policy: { onStoreLost: 'closed' },
    onBodyChunk: (chunk) => received.push(chunk),
  });
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send('POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nbefore');
  await expect.poll(() => received.join('')).toBe('before');
  const store = join(site.stateDirectory, 'portcullis.sqlite');
  renameSync(store, `${store}.away`);
  mkdirSync(store);
  onTestFinished(() => {
    rmSync(store, { recursive: true });
    renameSync(`${store}.away`, store);
  });
  await client.closed();
  expect((await site.send('/')).status).toBe(503);
  expect(received.join('')).toBe('before');
}, 30_000);
