import { spawn } from 'node:child_process';

export interface LoadOptions {
  readonly port: number;
  readonly core: number;
  readonly seconds: number;
  readonly connections: number;
  readonly headers: readonly string[];
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Socket errors, timeouts and answers other than 2xx: any of them makes the round worthless. */
  readonly failures: number;
}

/** One round of `wrk` (Debian package) on its own core; `autocannon` from npm where wrk is not installed. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const wrk = await run('wrk', wrkArguments(options), options.core);
  if (wrk !== null) return parseWrk(wrk);
  const cannon = await run(process.execPath, autocannonArguments(options), options.core);
  if (cannon === null)
    throw new Error(
      'Expected wrk or autocannon; install the Debian package wrk, or run npm install --prefix benchmarks',
    );
  return parseAutocannon(cannon);
}

function wrkArguments({ port, seconds, connections, headers }: LoadOptions): string[] {
  const given = headers.flatMap((header) => ['-H', header]);
  return [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    ...given,
    `http://127.0.0.1:${port}/products/1?ref=bench`,
  ];
}

function autocannonArguments({ port, seconds, connections, headers }: LoadOptions): string[] {
  const script = new URL('../node_modules/autocannon/autocannon.js', import.meta.url).pathname;
  const given = headers.flatMap((header) => ['-H', header.replace(': ', '=')]);
  return [
    script,
    '-j',
    '-c',
    String(connections),
    '-d',
    String(seconds),
    ...given,
    `http://127.0.0.1:${port}/products/1?ref=bench`,
  ];
}

/** Output of a command on one core, `null` when the command does not exist. */
function run(command: string, args: readonly string[], core: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('taskset', ['-c', String(core), command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 127) resolve(null);
      else if (code === 0) resolve(output);
      else reject(new Error(`Expected ${command} to end with code 0, got ${code}: ${output}`));
    });
  });
}

function parseWrk(output: string): LoadResult {
  const socketErrors =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1) ?? [];
  const otherAnswers = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  return {
    requests: Number(/(\d+) requests in/.exec(output)?.[1]),
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    p50Ms: milliseconds(/50%\s+([\d.]+)(us|ms|s)/.exec(output)),
    p99Ms: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(output)),
    failures: socketErrors.reduce((sum, count) => sum + Number(count), otherAnswers),
  };
}

function milliseconds(match: RegExpExecArray | null): number {
  const scale = match?.[2] === 'us' ? 0.001 : match?.[2] === 's' ? 1000 : 1;
  return Number(match?.[1]) * scale;
}

function parseAutocannon(output: string): LoadResult {
  const { requests, latency, errors, timeouts, non2xx } = JSON.parse(output) as {
    requests: { average: number; total: number };
    latency: { p50: number; p99: number };
    errors: number;
    timeouts: number;
    non2xx: number;
  };
  return {
    requests: requests.total,
    requestsPerSecond: requests.average,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    failures: errors + timeouts + non2xx,
  };
}
