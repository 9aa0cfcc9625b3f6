// What the gate adds to a request as middleware. `npm run bench -- middleware [rounds]`
import { fork } from 'node:child_process';
import { hosts } from './hosts.ts';
import { type GateMode, gateModes } from './start-gate.ts';

const rounds = Math.max(15, Number(process.argv[2] ?? 21));
const ceilings: Readonly<Record<GateMode, number>> = { open: 0.3, 'read-only': 3 };

interface Figures {
  readonly without: readonly number[];
  readonly empty: readonly number[];
  readonly gated: readonly number[];
}

console.log(`node ${process.version}, ${process.arch}; µs on the processor per request, ${rounds} rounds\n`);
console.log('host      mode        app alone   empty middleware   gate: median   fastest   ceiling');
for (const mode of gateModes) {
  for (const host of Object.keys(hosts)) {
    const { without, empty, gated } = await measure(host, mode);
    const columns = [
      median(without).toFixed(2).padStart(9),
      added(empty, without).toFixed(2).padStart(18),
      added(gated, without).toFixed(2).padStart(14),
      (Math.min(...gated) - Math.min(...without)).toFixed(2).padStart(9),
      String(ceilings[mode]).padStart(9),
    ];
    console.log(`${host.padEnd(10)}${mode.padEnd(12)}${columns.join(' ')}`);
  }
}

function measure(host: string, mode: GateMode): Promise<Figures> {
  const script = new URL('measure-process.ts', import.meta.url);
  return new Promise((resolve, reject) => {
    const child = fork(script, [host, mode, String(rounds)], {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'], // what an adapter cannot do is said at start
    });
    child.once('message', (figures: Figures) => resolve(figures));
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code !== 0) reject(new Error(`measuring ${host}, ${mode}, ended with code ${code}`));
    });
  });
}

/** Of each round what it is more, then the median: both halves of a round met the same neighbours. */
function added(more: readonly number[], less: readonly number[]): number {
  return median(more.map((value, round) => value - (less[round] ?? 0)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
