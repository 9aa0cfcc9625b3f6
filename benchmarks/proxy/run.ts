import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { idleBytesPerConnection } from './idle-memory.ts';
import { type LoadResult, load } from './load.ts';
import { type PinnedProcess, startPinned } from './pinned-process.ts';

/**
 * Measures the proxy side by side with its peers.
 *   node --conditions=portcullis-source benchmarks/proxy/run.ts [--seconds 5] [--rounds 5] [--connections 32]
 *     [--only reply-from,…] [--contender NAME=FILE]… [--headers browser] [--idle 2000]
 * The process under test has a core of its own; upstream and load generator share the other. Rounds are interleaved,
 * so that whatever else the machine does falls on all alike: believe the ratios, not the absolute figures.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string' },
    contender: { type: 'string', multiple: true, default: [] },
    headers: { type: 'string', default: 'none' },
    idle: { type: 'string', default: '2000' },
  },
});

const BASELINE = '@fastify/reply-from';
const LOAD_CORE = 0;
const TEST_CORE = cpus().length - 1;
const BROWSER_HEADERS = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
  'Accept-Encoding: gzip, deflate, br',
  'Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes',
  'Referer: http://127.0.0.1/products',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: same-origin',
  'Upgrade-Insecure-Requests: 1',
  'Cache-Control: max-age=0',
];

const contenders = new Map<string, string>([
  ['direct (no proxy)', file('contenders/direct.ts')],
  ['undici dispatch, bare', file('contenders/undici-dispatch.ts')],
  [BASELINE, file('contenders/reply-from.ts')],
  ['http-proxy, keep-alive agent', file('contenders/http-proxy.ts')],
  ['portcullis proxy', file('contenders/portcullis-proxy.ts')],
  ['portcullis proxy, node engine', file('contenders/portcullis-node.ts')],
]);
for (const given of values.contender) {
  const [name = '', path = ''] = given.split('=');
  contenders.set(name, path);
}
const only = values.only?.split(',');
if (only !== undefined) {
  for (const name of contenders.keys()) {
    if (!only.some((part) => name.includes(part))) contenders.delete(name);
  }
}

installPeers();
const upstream = await startPinned(LOAD_CORE, new URL('upstream-process.ts', import.meta.url));
const running = new Map<string, PinnedProcess>();
for (const [name, path] of contenders) running.set(name, await startContender(path));

try {
  const rounds = Number(values.rounds);
  const results = new Map<string, Round[]>([...running.keys()].map((name) => [name, []]));
  const headers = values.headers === 'browser' ? BROWSER_HEADERS : [];
  const once = (port: number, seconds: number) =>
    load({ port, core: LOAD_CORE, seconds, connections: Number(values.connections), headers });
  // Every contender is compiled and connected before anything counts.
  for (const { port } of running.values()) await once(port, 2);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, { port, cpuMs }] of running) {
      const before = await cpuMs();
      const result = await once(port, Number(values.seconds));
      const cpuMicros = ((await cpuMs()) - before) * 1000;
      results.get(name)?.push({ ...result, cpuMicrosPerRequest: cpuMicros / result.requests });
    }
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  const idle = new Map<string, number>();
  for (const [name, path] of contenders) {
    if (name.startsWith('direct')) continue;
    const fresh = await startContender(path);
    idle.set(name, await idleBytesPerConnection(fresh, Number(values.idle)));
    await fresh.stop();
  }
  process.stdout.write(table(results, idle));
} finally {
  for (const contender of running.values()) await contender.stop();
  await upstream.stop();
}

interface Round extends LoadResult {
  /** Processor time of the process under test: what it costs when other processes take some of its core. */
  readonly cpuMicrosPerRequest: number;
}

function startContender(path: string): Promise<PinnedProcess> {
  const script = new URL('contender-process.ts', import.meta.url);
  return startPinned(TEST_CORE, script, path, `http://127.0.0.1:${upstream.port}`);
}

function file(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

function installPeers(): void {
  const benchmarks = new URL('..', import.meta.url).pathname;
  if (existsSync(`${benchmarks}node_modules/http-proxy`)) return;
  const { status } = spawnSync(
    'npm',
    ['install', '--prefix', benchmarks, '--no-audit', '--no-fund', '--no-package-lock'],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0)
    throw new Error(`Expected npm install --prefix benchmarks to succeed, it ended with code ${status}`);
}

function table(results: ReadonlyMap<string, readonly Round[]>, idle: ReadonlyMap<string, number>): string {
  const base = results.get(BASELINE);
  const lines = [
    '| contender | req/s (median) | of reply-from (median of rounds) | CPU µs per request | p50 ms | p99 ms | failures | KB per idle connection |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
  ];
  for (const [name, rounds] of results) {
    const ratios = rounds.map(
      ({ requestsPerSecond }, i) => requestsPerSecond / (base?.[i]?.requestsPerSecond ?? Number.NaN),
    );
    const bytes = idle.get(name);
    lines.push(
      `| ${[
        name,
        Math.round(median(rounds.map((round) => round.requestsPerSecond))),
        median(ratios).toFixed(2),
        median(rounds.map((round) => round.cpuMicrosPerRequest)).toFixed(1),
        median(rounds.map((round) => round.p50Ms)).toFixed(2),
        median(rounds.map((round) => round.p99Ms)).toFixed(2),
        rounds.reduce((sum, round) => sum + round.failures, 0),
        bytes === undefined ? '' : (bytes / 1024).toFixed(1),
      ].join(' | ')} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
