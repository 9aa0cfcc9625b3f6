import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createBodyMemory } from '../../src/adapters/body-memory.ts';
import { createNodeBody } from '../../src/adapters/node-body.ts';

const megabyte = 1_048_576;
const patienceMs = 2_100;

/** Reads each body for a decision first, and hands it on then. */
async function startReader(isKept: boolean) {
  const told: { lost: string[]; seen: Promise<Buffer> }[] = [];
  const server = createServer(async (incoming, response) => {
    const lost: string[] = [];
    const options = { incoming, response, isKept, onTooLate() {}, onLost: (why: string) => lost.push(why) };
    await createNodeBody(options).read(50 * megabyte);
    told.push({ lost, seen: incoming.toArray().then((chunks: Buffer[]) => Buffer.concat(chunks)) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { port, told };
}

const sent = Buffer.from(Array.from({ length: 8 * megabyte }, (_, index) => index % 251));

/** A body of which a quarter comes at once and the rest after the places of slow ones may be given away. */
async function sendSlowly(port: number, beforeTheRest: () => void): Promise<void> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${sent.length}\r\n\r\n`);
  socket.write(sent.subarray(0, 2 * megabyte));
  await wait(patienceMs);
  beforeTheRest();
  socket.write(sent.subarray(2 * megabyte));
}

it.each([
  ['that another one needs the place of', false, true],
  ['that is to be kept, and another one needs the place of', true, true],
  ['for which itself there is no more room', false, false],
  ['that is to be kept, for which itself there is no more room', true, false],
])('a slow body %s arrives whole where it goes on', async (_, isKept, isForAnother) => {
  const others = createBodyMemory();
  expect(others.grow(60 * megabyte)).toBe(true);
  onTestFinished(() => others.release());
  const { port, told } = await startReader(isKept);
  await sendSlowly(port, () => {
    if (!isForAnother) return;
    const another = createBodyMemory();
    expect(another.grow(3 * megabyte)).toBe(true);
    another.release();
  });
  await expect.poll(() => told.length, { timeout: 20_000 }).toBe(1);
  expect(told[0]?.lost).toEqual(['no-memory']);
  const seen = await told[0]?.seen;
  expect([seen?.length, seen?.equals(sent)]).toEqual([sent.length, true]);
  // Nothing is counted twice, or for ever.
  const free = createBodyMemory();
  expect([free.grow(4 * megabyte), free.grow(megabyte)]).toEqual([true, false]);
  free.release();
});
