import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../proofs/proof.ts';
import { blockLoop, type Fault, partitions, rollAll, standStill } from '../proofs/switching/faults.ts';
import { blockLoopProcess } from '../proofs/switching/parts.ts';
import { type Round, runRound } from '../proofs/switching/run-round.ts';
import { type Cluster, leaseMs, startCluster } from '../proofs/switching/start-cluster.ts';

// As switching-faults.test.ts, with servers that promise to be read-only without their store: they are counted on when they are
// silent, but for those where a write ran when they were last heard. Hundreds of each: npm run prove partitions-read-only process-faults
let cluster: Cluster;
const watchdogMs = 300_000;
beforeAll(async () => {
  cluster = await startCluster({
    store: 'postgres',
    requestsPerSecond: 150,
    onStoreLost: 'read-only',
    preload: blockLoopProcess,
    judgesInFlight: false,
  });
}, watchdogMs);
afterAll(() => cluster?.stop(), watchdogMs);

const random = createRandom(12);
const pastTheLease = leaseMs + 1_500;
const round = (fault: Fault, more: Partial<Round>) =>
  runRound(cluster, { fault, when: 'before', lastsMs: pastTheLease, mode: 'read-only', random, ...more });

test(
  'a server that is cut off for longer than its lease lets no write through, and is counted on',
  async () => {
    const [both] = partitions;
    expect(await round(both, { quiet: true })).toMatchObject({
      enforcedMeanwhile: true,
      missedForWrites: false,
    });
    const { violations, facts } = await cluster.judge();
    expect(violations).toEqual([]);
    expect(facts.writesThroughCut).toBeGreaterThan(0);
  },
  watchdogMs,
);

test.each([standStill, blockLoop])(
  'one that wakes up with a lost lease lets no write through: $name during a switch',
  async (fault) => {
    const { enforcedMeanwhile, missedForWrites } = await round(fault, { when: 'during' });
    expect(enforcedMeanwhile || missedForWrites).toBe(true);
    expect((await cluster.judge()).violations).toEqual([]);
  },
  watchdogMs,
);

test(
  'a rolling restart of all during a switch lets no write through and reverts nothing',
  async () => {
    await round(rollAll, { when: 'during', lastsMs: 0 });
    expect((await cluster.judge()).violations).toEqual([]);
  },
  watchdogMs,
);
