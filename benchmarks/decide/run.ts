// What a decision costs. `node --conditions=portcullis-source benchmarks/decide/run.ts`
//
// Rounds are interleaved and the median is told. What counts is the time on the processor, not on the wall: a
// busy neighbour takes the processor away, which is not the gate's doing.
import { decide } from '../../packages/gate/src/decide/decide.ts';
import type { Snapshot } from '../../packages/gate/src/decide/snapshot.ts';
import type { Known } from '../../packages/gate/src/model/decision.ts';
import { CanonicalRequest } from '../../packages/gate/src/reading/canonical-request.ts';
import { framingProblem } from '../../packages/gate/src/reading/framing-problem.ts';
import { type Traffic, traffic } from './requests.ts';
import { siteWith } from './site.ts';

const rounds = 15;
const roundMs = 60;
const visitor: Known = { identity: null };

interface Measurement {
  readonly name: string;
  /** Runs once over all requests of its traffic; returns how many decisions that were. */
  readonly pass: () => number;
  readonly nanoseconds: number[];
}

/** Keeps what was decided alive, so that no compiler may leave the deciding out. */
const seen = { kind: '' };

const sites = {
  open: siteWith(200, 'open'),
  few: siteWith(200, 'read-only'),
  many: siteWith(20_000, 'read-only'),
};
const [page] = traffic;
if (page === undefined) throw new Error('there is no traffic');

const framing = measurement('framing of 10 headers', () => {
  for (const request of page.requests) seen.kind = framingProblem(request) ?? '';
  return page.requests.length;
});
const open = whole('open: reading and deciding', sites.open, page);
const few = traffic.map((one) => whole(one.name, sites.few, one));
const many = traffic.map((one) => whole(one.name, sites.many, one));
const alone = traffic.map((one) => alreadyRead(one.name, sites.few, one));

runAll([framing, open, ...few, ...many, ...alone]);
report();

function measurement(name: string, pass: () => number): Measurement {
  return { name, pass, nanoseconds: [] };
}

function whole(name: string, snapshot: Snapshot, { requests }: Traffic): Measurement {
  return measurement(name, () => {
    for (const raw of requests) {
      seen.kind = decide(snapshot, new CanonicalRequest(snapshot.compiled, raw), visitor, 0).kind;
    }
    return requests.length;
  });
}

function alreadyRead(name: string, snapshot: Snapshot, { requests }: Traffic): Measurement {
  const read = requests.map((raw) => new CanonicalRequest(snapshot.compiled, raw));
  return measurement(name, () => {
    for (const request of read) seen.kind = decide(snapshot, request, visitor, 0).kind;
    return read.length;
  });
}

function runAll(measurements: readonly Measurement[]): void {
  for (let round = -2; round < rounds; round += 1) {
    for (const { pass, nanoseconds } of measurements) {
      const endMs = performance.now() + roundMs;
      const before = process.cpuUsage();
      let count = 0;
      while (performance.now() < endMs) count += pass();
      const { user, system } = process.cpuUsage(before);
      // The first two rounds only warm up.
      if (round >= 0) nanoseconds.push(((user + system) * 1e3) / count);
    }
  }
}

function report(): void {
  console.log(`node ${process.version}, ${process.arch}; ns per decision, median of ${rounds} rounds\n`);
  line(framing);
  line(open);
  console.log(
    '\nread-only, reading and deciding         200 rules   20,000 rules   ratio   decisions/s (200)',
  );
  const ratios: number[] = [];
  for (const [index, one] of few.entries()) {
    const other = many[index];
    if (other === undefined) continue;
    // Round by round: both halves of a round met the same neighbours.
    const ratio = median(one.nanoseconds.map((ns, round) => (other.nanoseconds[round] ?? 0) / ns));
    ratios.push(ratio);
    console.log(
      `  ${one.name.padEnd(34)}${ns(one)}${ns(other).padStart(15)}${ratio.toFixed(2).padStart(8)}${perSecond(one).padStart(20)}`,
    );
  }
  console.log('\nread-only, deciding alone (request already read), 200 rules');
  for (const one of alone) line(one);
  const slowest = Math.max(...few.map(({ nanoseconds }) => median(nanoseconds)));
  console.log(
    `\nslowest reading and deciding ${Math.round(slowest)} ns; worst ratio ${Math.max(...ratios).toFixed(2)}`,
  );
}

function line(one: Measurement): void {
  console.log(`  ${one.name.padEnd(34)}${ns(one)}${perSecond(one).padStart(22)}/s`);
}

function ns({ nanoseconds }: Measurement): string {
  return `${Math.round(median(nanoseconds))} ns`.padStart(10);
}

function perSecond({ nanoseconds }: Measurement): string {
  return Math.round(1e9 / median(nanoseconds)).toLocaleString('en');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
