import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileUnderWay, inBatches } from '../test/proofs/in-batches.ts';
import type { ProofOptions, ProofResult } from '../test/proofs/proof.ts';
import { proveAttackedFaults } from '../test/proofs/prove-attacked-faults.ts';
import { proveCorpora } from '../test/proofs/prove-corpora.ts';
import { proveBitFlips } from '../test/proofs/prove-damage.ts';
import { proveBrokenDisk, proveFullDisk } from '../test/proofs/prove-disk.ts';
import { proveDrills } from '../test/proofs/prove-drills.ts';
import { proveFlips } from '../test/proofs/prove-flips.ts';
import { proveFuzz } from '../test/proofs/prove-fuzz.ts';
import { proveGuard } from '../test/proofs/prove-guard.ts';
import { proveKillSteps, proveKills } from '../test/proofs/prove-kills.ts';
import { proveBodyMutants, proveDecisionMutants, proveTargetMutants } from '../test/proofs/prove-mutants.ts';
import { proveProperties } from '../test/proofs/prove-properties.ts';
import { proveRepeatedTests } from '../test/proofs/prove-repeated-tests.ts';
import { proveReplay } from '../test/proofs/prove-replay.ts';
import { proveShop } from '../test/proofs/prove-shop.ts';
import { proveSimulation } from '../test/proofs/prove-simulation.ts';
import { proveFewFiles, proveIdleSockets, proveLargeWebhooks } from '../test/proofs/prove-starving.ts';
import { proveTampering } from '../test/proofs/prove-tampering.ts';
import { proveLostState, proveTornFiles } from '../test/proofs/prove-torn-files.ts';
import { proveAcceptSteps, proveReplaySteps } from '../test/proofs/prove-webhook-steps.ts';
import { proveWebhooks } from '../test/proofs/prove-webhooks.ts';
import { switchingParts } from '../test/proofs/switching/parts.ts';
import { bundlePackages } from './bundle.ts';
import { root } from './workspace.ts';

/**
 * `npm run prove [part …] [again]`: the long proofs, whose short forms are part of `npm test`. A part that has
 * passed is not run again until `again` is said or the file of results is deleted.
 */
interface Part {
  readonly prove: (options: ProofOptions) => Promise<ProofResult>;
  readonly count: number;
  readonly what: string;
}

const parts: Readonly<Record<string, Part>> = {
  flips: { prove: proveFlips, count: 200, what: 'no unapproved write after `on` is enforced, under load' },
  shop: { prove: proveShop, count: 200, what: 'the shop commits no write while it is read-only' },
  guard: { prove: proveGuard, count: 50, what: 'nobody commits while a database is still' },
  kills: { prove: proveKills, count: 200, what: 'kill -9 at random points of switching' },
  steps: { prove: proveKillSteps, count: 200, what: 'kill -9 at every step of a switch' },
  'accept-steps': {
    prove: proveAcceptSteps,
    count: 20,
    what: 'kill -9 at every operation from the bytes of a webhook to its acknowledgement, so often each',
  },
  'replay-steps': {
    prove: (options) =>
      inBatches(proveReplaySteps, options, { size: 100, file: fileUnderWay('replay-steps') }),
    count: 1_000,
    what: 'kill -9 at every operation of delivering',
  },
  webhooks: {
    prove: (options) =>
      inBatches(
        (batch) => proveWebhooks({ ...batch, servers: 1, senders: 32, mostBetweenKills: 8_000 }),
        options,
        {
          size: 100_000,
          file: fileUnderWay('webhooks'),
        },
      ),
    count: 1_000_000,
    what: 'kill -9 while so many webhooks are held and delivered, on SQLite',
  },
  'webhooks-servers': {
    prove: (options) =>
      inBatches(
        (batch) => proveWebhooks({ ...batch, servers: 2, senders: 32, mostBetweenKills: 2_000 }),
        options,
        {
          size: 25_000,
          file: fileUnderWay('webhooks-servers'),
        },
      ),
    count: 200_000,
    what: 'the same with two servers on one PostgreSQL',
  },
  'full-disk': { prove: proveFullDisk, count: 200, what: 'no space left from the nth write on, for every n' },
  'broken-disk': { prove: proveBrokenDisk, count: 100, what: 'a disk that is read-only, or fails' },
  'torn-files': {
    prove: (options) => proveTornFiles({ ...options, stride: 1 }),
    count: 2,
    what: 'files cut off at every byte of their last record; of the log of so many transactions',
  },
  'bit-flips': { prove: proveBitFlips, count: 1_000, what: 'a flipped bit in state, queue, audit or log' },
  'lost-state': {
    prove: proveLostState,
    count: 20,
    what: 'the state on disk is gone or another, so often each',
  },
  replay: {
    prove: proveReplay,
    count: 1_000_000,
    what: 'so many webhooks are held, and delivered beside live traffic, in bounded memory',
  },
  'large-webhooks': {
    prove: proveLargeWebhooks,
    count: 10_000,
    what: 'so many webhooks of a megabyte in 64 MB of heap',
  },
  'idle-sockets': { prove: proveIdleSockets, count: 20_000, what: 'so many connections that nobody uses' },
  'few-files': { prove: proveFewFiles, count: 20, what: 'crowds at a server with hardly a file left' },
  ...switchingParts,
  simulation: {
    prove: proveSimulation,
    count: 20_000,
    what: 'drawn stories of hosts, store, network and operators in simulated time',
  },
  'repeated-tests': {
    prove: (options) =>
      inBatches(proveRepeatedTests, options, { size: 10, file: fileUnderWay('repeated-tests') }),
    count: 200,
    what: 'rounds of the tests of clocks, applications, hooks, identity providers, lost Redis and older data',
  },
  drills: { prove: proveDrills, count: 20, what: 'getting in with store, server and sign-in dead' },
  corpora: { prove: proveCorpora, count: 3, what: 'every adversarial case in front of every application' },
  'attacked-faults': {
    prove: (options) =>
      inBatches(proveAttackedFaults, options, { size: 1, file: fileUnderWay('attacked-faults') }),
    count: 5,
    what: 'every adversarial case while servers are killed, stopped and cut off in the middle of switches, so often',
  },
  properties: {
    prove: proveProperties,
    count: 1_000_000,
    what: 'drawn paths, framings, forwarding chains, GraphQL and bodies against reference models, so many of each',
  },
  fuzz: {
    prove: proveFuzz,
    count: 200_000,
    what: 'errors mean refuse: mutated inputs, so many for each parser',
  },
  tampering: { prove: proveTampering, count: 10_000, what: 'tampering with the audit log is found' },
  'mutants-decide': { prove: proveDecisionMutants, count: 100, what: 'mutants of decisions are found (%)' },
  'mutants-targets': {
    prove: proveTargetMutants,
    count: 100,
    what: 'mutants of reading targets are found (%)',
  },
  'mutants-bodies': { prove: proveBodyMutants, count: 100, what: 'mutants of reading bodies are found (%)' },
};

interface Passed {
  readonly at: string;
  readonly seconds: number;
  readonly facts: ProofResult['facts'];
}

const resultFile = join(root, '.portcullis', 'proofs.json');
const words = process.argv.slice(2);
const again = words.includes('again');
const wanted = words.filter((word) => word !== 'again');
const unknown = wanted.filter((word) => !Object.hasOwn(parts, word));
if (unknown.length > 0) {
  console.error(`There is no proof ${unknown.join(', ')}. Known: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

await bundlePackages();
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const earlier = readResults()[name];
  if (earlier && !again) {
    console.log(`${name}: passed at ${earlier.at} in ${earlier.seconds} s ${JSON.stringify(earlier.facts)}`);
    continue;
  }
  if (!(await run(name, part))) process.exitCode = 1;
}

async function run(name: string, { prove, count, what }: Part): Promise<boolean> {
  console.log(`${name}: ${what} (${count})`);
  const startedMs = performance.now();
  const every = Math.ceil(count / 20);
  const { violations, facts, unfinishedAfter } = await prove({
    count,
    onProgress: (done) => {
      if (done % every === 0) console.log(`  ${done} of ${count}`);
    },
  });
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`  ${JSON.stringify(facts)} in ${seconds} s`);
  if (violations.length > 0) {
    console.error(`${name}: BROKEN ${violations.length} times\n  ${violations.slice(0, 50).join('\n  ')}`);
    return false;
  }
  if (unfinishedAfter !== undefined) {
    console.error(
      `${name}: holds so far, and its time is over after ${unfinishedAfter} of ${count}; the same command goes on there`,
    );
    return false;
  }
  const results: Record<string, Passed> = { ...readResults() };
  results[name] = { at: new Date().toISOString(), seconds, facts };
  mkdirSync(dirname(resultFile), { recursive: true });
  writeFileSync(resultFile, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`${name}: holds`);
  return true;
}

function readResults(): Readonly<Record<string, Passed>> {
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8')) as Record<string, Passed>;
  } catch {
    return {};
  }
}
