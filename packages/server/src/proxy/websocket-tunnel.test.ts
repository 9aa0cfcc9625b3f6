import { type Duplex, duplexPair } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createBodyMemory } from '@portcullis/gate/node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocketTunnel } from './websocket-tunnel.ts';

// Only what the tunnel waits with: streams go on by themselves.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

interface Opened {
  readonly client: Duplex;
  readonly refusals: string[];
  /** What either end has got, as hex. */
  readonly got: { client: string; upstream: string };
}

/** A tunnel between two ends in memory, where every whole message passes. */
function open(): Opened {
  const [client, ofClient] = duplexPair();
  const [upstream, ofUpstream] = duplexPair();
  const opened: Opened = { client, refusals: [], got: { client: '', upstream: '' } };
  client.on('data', (bytes: Buffer) => (opened.got.client += bytes.toString('hex')));
  upstream.on('data', (bytes: Buffer) => (opened.got.upstream += bytes.toString('hex')));
  const tunnel = new WebSocketTunnel({
    client: ofClient,
    upstream: ofUpstream,
    filter: () => true,
    onRefused: (problem) => opened.refusals.push(problem),
    onOver: () => undefined,
  });
  tunnel.start({ client: new Uint8Array(0), upstream: new Uint8Array(0) });
  return opened;
}

async function send(client: Duplex, hex: string): Promise<void> {
  client.write(Buffer.from(hex, 'hex'));
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

/** "ping" with a mask of zeros. */
const ping = '81840000000070696e67';

describe('a message has ten seconds from its first byte to its last', () => {
  test.each([
    ['half a frame', ping.slice(0, -2)],
    ['half a head', '81'],
    ['a first fragment', `01${ping.slice(2)}`],
  ])('%s ends the connection by then, and not before', async (_, half) => {
    const { client, refusals, got } = open();
    await send(client, half);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(refusals).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(refusals).toEqual(['too-slow']);
    await send(client, ping.slice(-2));
    // A close frame with 1008; of the message nothing went on.
    expect(got.client.slice(0, 2)).toBe('88');
    expect(got.client.slice(4, 8)).toBe('03f0');
    expect(got.upstream).not.toContain('70696e67');
  });

  test('further bytes of it are no further time', async () => {
    const { client, refusals } = open();
    await send(client, ping.slice(0, 4));
    await vi.advanceTimersByTimeAsync(9_000);
    await send(client, ping.slice(4, 12));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(refusals).toEqual(['too-slow']);
  });

  test('each message has its own', async () => {
    const { client, refusals, got } = open();
    for (let message = 0; message < 3; message += 1) {
      await send(client, ping.slice(0, 10));
      await vi.advanceTimersByTimeAsync(9_000);
      await send(client, ping.slice(10));
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refusals).toEqual([]);
    expect(got.upstream).toBe(ping.repeat(3));
  });
});

describe('what is held counts with the bodies that are being read', () => {
  /** The head of 40,000 masked bytes, and all but the last of them. */
  const large = `81fe9c4000000000${'61'.repeat(39_999)}`;
  const other = createBodyMemory();
  afterEach(() => other.release());

  test('beyond what there is a message ends the connection; a small one has its place', async () => {
    other.grow(64 * 1024 * 1024 + 32 * 1024);
    const crowded = open();
    await send(crowded.client, large);
    expect(crowded.refusals).toEqual(['too-large']);
    const small = open();
    await send(small.client, ping.slice(0, -2));
    expect(small.refusals).toEqual([]);
  });

  test('it is given back when the message goes on, and when the connection ends', async () => {
    const { client, got } = open();
    for (let message = 0; message < 3; message += 1) await send(client, `${large}61`);
    expect(got.upstream.length).toBe(3 * (large.length + 2));
    await send(client, large);
    expect(other.grow(64 * 1024 * 1024 + 32 * 1024)).toBe(false);
    other.release();
    client.end();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(other.grow(64 * 1024 * 1024 + 32 * 1024)).toBe(true);
  });
});
