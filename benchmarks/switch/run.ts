import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControlClient, createLogger, parseConfig, startServer } from 'portcullis';

/** From asking for `on` to the first status that says enforced, over the control socket; no command start-up. */
const rounds = Number(process.argv[2] ?? 50);

const upstream = createServer((_request, response) => response.end('ok'));
await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
const { port } = upstream.address() as AddressInfo;
const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
const server = await startServer({
  config: parseConfig(
    { upstream: `http://127.0.0.1:${port}`, listen: { port: 0 }, stateDirectory },
    { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the benchmark' },
  ),
  logger: createLogger({ level: 'error', site: 'default' }),
});
const control = createControlClient({ stateDirectory, site: 'default' });

const times: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const startedMs = performance.now();
  await control.post('/on', { mode: 'read-only', reason: 'benchmark', actor: 'benchmark', force: true });
  for (;;) {
    const { enforcement } = await control.get<{ enforcement: { enforced: boolean } }>('/status');
    if (enforcement.enforced) break;
  }
  times.push(performance.now() - startedMs);
  await control.post('/off', { actor: 'benchmark', anyway: true });
}
times.sort((a, b) => a - b);
const at = (share: number) =>
  `${(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1)} ms`;
console.log(
  `on to enforced, one host, ${rounds} rounds: median ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)}`,
);

await server.close();
upstream.close();
rmSync(stateDirectory, { recursive: true, force: true });
