import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { withMaintenance } from '../../src/adapters/fetch.ts';
import { costlyStream } from '../support/costly-streams.ts';
import { startSite } from './start-site.ts';

// Nobody waits for what they would cost: one after the other they would take more than a second.

const crowd = 60;
const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
const gzipHead = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
const costly = Buffer.concat([Buffer.from(gzipHead), costlyStream['deflate-raw'](400_000), Buffer.alloc(8)]);
/** More on the wire, so that all of them would go first. */
const honest = gzipSync(JSON.stringify({ q: randomBytes(400_000).toString('base64') }));

test('a crowd that hung up, at a fetch host', async () => {
  const site = await startSite(1_048_576);
  onTestFinished(() => site.close());
  await site.switchTo('read-only');
  const handle = withMaintenance(site.gate, () => new Response('found'));
  const ask = (body: Buffer<ArrayBuffer>, signal?: AbortSignal) =>
    handle(
      new Request('http://shop.example/find', { method: 'POST', headers, body, ...(signal && { signal }) }),
    );
  const leaving = new AbortController();
  const left = Array.from({ length: crowd }, () => ask(costly, leaving.signal));
  await new Promise(setImmediate);
  leaving.abort();
  expect((await ask(honest)).status).toBe(200);
  await Promise.allSettled(left);
});
