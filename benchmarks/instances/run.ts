import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import { startPostgres } from '../../test/support/postgres/start-postgres.ts';
import { startRedis } from '../../test/support/redis/start-redis.ts';

/**
 * From asking a server for `on` to its first status that says that 20 gates in 4 processes have confirmed it, and the server itself,
 * over a store that they share.
 *   npm run bench -- instances [--rounds 100]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    processes: { type: 'string', default: '4' },
    gates: { type: 'string', default: '5' },
  },
});
const rounds = Number(values.rounds);
const processes = Number(values.processes);
const secret = Buffer.alloc(32, 'benchmark').toString('base64url');

async function measure(kind: 'postgres' | 'redis', place: string): Promise<readonly number[]> {
  const upstream = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const wanted = processes * Number(values.gates) + 1;
  const server = await startServer({
    config: parseConfig(
      {
        upstream: `http://127.0.0.1:${port}`,
        listen: { port: 0 },
        stateDirectory,
        store: { kind, place },
      },
      { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the benchmark' },
    ),
    logger: createLogger({ level: 'error', site: 'default' }),
    secret,
  });
  const children = Array.from({ length: processes }, () =>
    spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'gates-process.ts'),
        ...[kind, place, values.gates, secret],
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    ),
  );
  await Promise.all(
    children.map((child) =>
      Promise.race([
        once(child.stdout, 'data'),
        once(child, 'exit').then(() => Promise.reject(new Error('A process of gates ended before it began'))),
      ]),
    ),
  );
  const control = createControlClient({ stateDirectory, site: 'default' });
  const times: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      await control.post('/on', { mode: 'read-only', reason: 'benchmark', actor: 'benchmark', force: true });
      let confirmed = 0;
      do {
        const { enforcement } = await control.get<{
          enforcement: {
            enforced: boolean;
            instances: readonly { state: string }[];
            missing: readonly string[];
          };
        }>('/status');
        confirmed = enforcement.enforced ? enforcement.instances.length : 0;
        if (performance.now() - startedMs > 20_000) {
          throw new Error(
            `${confirmed} of ${wanted} confirmed after 20 s: ${enforcement.missing.join('; ')}`,
          );
        }
      } while (confirmed < wanted);
      times.push(performance.now() - startedMs);
      await control.post('/off', { actor: 'benchmark', anyway: true });
      // Not all rounds at the same moment of a second's poll.
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400));
    }
  } finally {
    for (const child of children) {
      child.stdin.end();
      await once(child, 'exit');
    }
    await server.close();
    upstream.close();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
  return times.sort((a, b) => a - b);
}

const postgres = await startPostgres(18, { settings: { fsync: 'on', max_connections: '300' } });
const redis = await startRedis();
console.log(`${rounds} rounds, ${processes} processes with ${values.gates} gates each, and a server`);
console.log('| store | median ms | p99 ms | slowest ms |');
console.log('| --- | ---: | ---: | ---: |');
try {
  for (const [kind, place] of [
    ['postgres', postgres.adminUrl],
    ['redis', redis.path],
  ] as const) {
    const times = await measure(kind, place);
    const at = (share: number) =>
      (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN).toFixed(0);
    console.log(`| ${kind} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`);
  }
} finally {
  await redis.stop();
  await postgres.stop();
}
