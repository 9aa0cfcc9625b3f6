import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../proofs/proof.ts';
import { switchOppositely } from '../proofs/prove-opposites.ts';
import { switchOnAndOff } from '../proofs/prove-switches.ts';
import {
  crashStore,
  dropHints,
  type Fault,
  hangStore,
  killOne,
  partitions,
  resetConnections,
} from '../proofs/switching/faults.ts';
import { startPipelines } from '../proofs/switching/pipeline.ts';
import { type Round, runRound } from '../proofs/switching/run-round.ts';
import { type Cluster, leaseMs, startCluster } from '../proofs/switching/start-cluster.ts';

// Three servers on one PostgreSQL under load, and everything that happens is written down and judged. Hundreds of each, and
// thousands of requests a second: npm run prove switches opposites partitions-keep store-faults crashes
let cluster: Cluster;
const watchdogMs = 300_000;
beforeAll(async () => {
  cluster = await startCluster({ store: 'postgres', requestsPerSecond: 150, onStoreLost: 'keep' });
}, watchdogMs);
afterAll(() => cluster?.stop(), watchdogMs);

const random = createRandom(11);
const round = (fault: Fault, more: Partial<Round>) =>
  runRound(cluster, { fault, when: 'during', lastsMs: 200, mode: 'read-only', random, ...more });

test(
  'no write arrives once a switch is reported enforced, and all do once it is off',
  async () => {
    await switchOnAndOff(cluster, { count: 2 });
    // Whoever was not told of a change finds it by asking, up to a second later: a claim must wait for that.
    const struck = await dropHints.strike(cluster, random);
    await switchOnAndOff(cluster, { count: 2 });
    await struck.heal();
    const { violations, facts } = await cluster.judge();
    expect(violations).toEqual([]);
    expect(facts.enforced).toBe(4);
    expect(facts.writesArrived).toBeGreaterThan(20);
    expect(facts.writesSentWhileEnforced).toBeGreaterThan(10);
    expect(facts.readsArrivedWhileEnforced).toBeGreaterThan(10);
  },
  watchdogMs,
);

test(
  'what waits in a pipeline when a switch comes is judged by it, and a body that nobody read is no request',
  async () => {
    const pipelines = startPipelines(cluster);
    await switchOnAndOff(cluster, { count: 2 });
    const tally = await pipelines.stop();
    const { violations } = await cluster.judge();
    expect(violations).toEqual([]);
    expect(tally.pieces).toBeGreaterThan(20);
    expect(tally.refused).toBeGreaterThan(10);
    expect(tally.unread).toBeGreaterThan(3);
    expect((await cluster.arrived()).filter((id) => id.startsWith('hidden-'))).toEqual([]);
  },
  watchdogMs,
);

test(
  'two operators that switch in opposite directions are told who won, and three servers agree',
  async () => {
    const { violations } = await switchOppositely(cluster, { count: 6 });
    expect(violations).toEqual([]);
    await cluster.turn('open', 0);
    expect((await cluster.judge()).violations).toEqual([]);
  },
  watchdogMs,
);

test(
  'a server that is cut off and keeps its state is never covered by "enforced", for longer than its lease',
  async () => {
    const [both] = partitions;
    const { enforcedMeanwhile } = await round(both, { when: 'before', lastsMs: leaseMs + 1_500 });
    expect(enforcedMeanwhile).toBe(false);
    const { violations, facts } = await cluster.judge();
    expect(violations).toEqual([]);
    // It was open meanwhile: there was something to claim falsely.
    expect(facts.writesThroughCut).toBeGreaterThan(5);
  },
  watchdogMs,
);

test.each([crashStore, hangStore, resetConnections, dropHints, killOne])(
  'the mode stays and no change is lost: $name during a switch',
  async (fault) => {
    await round(fault, {});
    expect((await cluster.judge()).violations).toEqual([]);
  },
  watchdogMs,
);
