import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControlClient } from 'portcullis';
import { startGateProcess, temporaryDirectory } from '../../test/support/gate-process.ts';
import { startPostgres } from '../../test/support/postgres/start-postgres.ts';
import { sendRequest } from '../../test/support/send-request.ts';

export interface ReplayFigures {
  readonly store: 'SQLite' | 'PostgreSQL';
  /** Over HTTP, through the whole server, one after the other by each sender. */
  readonly acceptedPerSecond: number;
  readonly acceptedP99Ms: number;
  readonly deliveredPerSecond: number;
}

export interface ReplayBenchmark {
  readonly count: number;
  readonly senders: number;
  /** Each has its own order. */
  readonly orders: number;
}

/** A real server on a store: how fast it takes webhooks over HTTP, and how fast it delivers them to an application that answers at once. */
export async function measureReplay(
  store: ReplayFigures['store'],
  { count, senders, orders }: ReplayBenchmark,
): Promise<ReplayFigures> {
  const postgres = store === 'PostgreSQL' ? await startPostgres(18, { settings: { fsync: 'on' } }) : null;
  const application = await startFastApplication();
  const state = temporaryDirectory();
  const gate = await startGateProcess({
    config: {
      upstream: application.origin,
      timeouts: { drainMs: 500 },
      replay: { perSecond: 100_000, atOnce: 32 },
      policy: { webhooks: [{ match: 'POST /hooks/any', order: { header: 'x-key' } }] },
      ...(postgres !== null && { store: { kind: 'postgres' as const, place: postgres.adminUrl } }),
    },
    stateDirectory: state.path,
  });
  const control = createControlClient({ stateDirectory: state.path, site: 'default', timeoutMs: 60_000 });
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  try {
    const on = { reason: 'benchmark', actor: 'benchmark', force: true, anyway: true, mode: 'read-only' };
    await control.post('/on', on);
    const latencies: number[] = [];
    let next = 0;
    const send = async (): Promise<void> => {
      while (next < count) {
        const number = next++;
        const startedMs = performance.now();
        const { status } = await sendRequest({
          port: gate.port,
          agent,
          method: 'POST',
          target: '/hooks/any',
          headers: { Host: 'shop.example', 'X-Key': String(number % orders) },
          body: [`${number} ${'x'.repeat(1_000)}`],
        });
        if (status !== 202)
          throw new Error(`Expected webhook ${number} to be held, it was answered ${status}`);
        latencies.push(performance.now() - startedMs);
      }
    };
    const startedMs = performance.now();
    await Promise.all(Array.from({ length: senders }, send));
    const acceptedPerSecond = (count / (performance.now() - startedMs)) * 1_000;
    latencies.sort((a, b) => a - b);
    await control.post('/off', { actor: 'benchmark', anyway: true });
    const openedMs = performance.now();
    await application.took(count);
    return {
      store,
      acceptedPerSecond,
      acceptedP99Ms: latencies[Math.floor(count * 0.99)] ?? Number.NaN,
      deliveredPerSecond: (count / (performance.now() - openedMs)) * 1_000,
    };
  } finally {
    agent.destroy();
    await gate.stop();
    state.remove();
    await application.close();
    await postgres?.stop();
  }
}

async function startFastApplication() {
  let taken = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let enough: () => void = () => undefined;
  const server: Server = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => {
      response.end('ok');
      taken += 1;
      if (taken >= wanted) enough();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    took: (count: number) =>
      new Promise<void>((resolve) => {
        wanted = count;
        enough = resolve;
        if (taken >= count) resolve();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
