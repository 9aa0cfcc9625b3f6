import { describe, expect, test } from 'vitest';
import { proveOpposites } from '../proofs/prove-opposites.ts';
import { proveSwitchFaults } from '../proofs/prove-switch-faults.ts';
import { proveSwitches } from '../proofs/prove-switches.ts';
import {
  blockLoop,
  crashStore,
  hangStore,
  killOne,
  partitions,
  resetConnections,
  rollAll,
  standStill,
} from '../proofs/switching/faults.ts';
import { blockLoopProcess } from '../proofs/switching/parts.ts';
import { leaseMs } from '../proofs/switching/start-cluster.ts';

// Hundreds of each, and thousands of requests a second: npm run prove switches partitions-keep crashes …
const store = 'postgres';
const requestsPerSecond = 100;
const pastTheLease = () => leaseMs + 1_500;
const watchdogMs = 240_000;

// Most of each is waiting: for leases to end, for servers to start.
describe.concurrent('three servers on one PostgreSQL, under load', () => {
  test(
    'let no write through once a switch is reported enforced, and all writes once it is off',
    async () => {
      const { violations, facts } = await proveSwitches({ count: 5, store, requestsPerSecond: 400 });
      expect(violations).toEqual([]);
      expect(facts.writesArrived).toBeGreaterThan(50);
      expect(facts.writesSentWhileEnforced).toBeGreaterThan(50);
      expect(facts.enforced).toBe(5);
    },
    watchdogMs,
  );

  test(
    'tell two operators that switch in opposite directions who won, and agree',
    async () => {
      const { violations, facts } = await proveOpposites({ count: 8, store, requestsPerSecond });
      expect(violations).toEqual([]);
      expect(Number(facts.bothDone) + Number(facts.conflicts)).toBe(8);
    },
    watchdogMs,
  );

  test(
    'fall back to read-only when they are cut off, one of them or all, for longer than a lease',
    async () => {
      const { violations, facts } = await proveSwitchFaults({
        count: 2,
        seed: 3,
        store,
        requestsPerSecond,
        onStoreLost: 'read-only',
        faults: partitions.filter(({ name }) => /of (?:one|all), both/.test(name)),
        when: 'before',
        lastsMs: pastTheLease,
      });
      expect(violations).toEqual([]);
      expect(facts.enforcedMeanwhile).toBe(1);
      expect(facts.writesThroughCut).toBeGreaterThan(0);
    },
    watchdogMs,
  );

  test(
    'never report enforced what one of them does not know and keeps open',
    async () => {
      const { violations, facts } = await proveSwitchFaults({
        count: 2,
        seed: 2,
        store,
        requestsPerSecond,
        onStoreLost: 'keep',
        faults: partitions.filter(({ name }) => /of one, (?:both|to-client)/.test(name)),
        when: 'before',
        lastsMs: pastTheLease,
      });
      expect(violations).toEqual([]);
      expect(facts.enforcedMeanwhile).toBe(0);
      expect(facts.writesThroughCut).toBeGreaterThan(20);
    },
    watchdogMs,
  );

  test(
    'are sound when one stands still, has a blocked event loop, or all are restarted during a switch',
    async () => {
      const { violations, facts } = await proveSwitchFaults({
        count: 3,
        seed: 5,
        store,
        requestsPerSecond,
        onStoreLost: 'read-only',
        faults: [standStill, blockLoop, rollAll],
        preload: blockLoopProcess,
        judgesInFlight: false,
        when: 'during',
        lastsMs: pastTheLease,
      });
      expect(violations).toEqual([]);
      expect(facts.enforcedMeanwhile).toBe(3);
    },
    watchdogMs,
  );

  test(
    'keep their mode and lose no change when PostgreSQL crashes, hangs or resets, and when one of them is killed',
    async () => {
      const { violations, facts } = await proveSwitchFaults({
        count: 4,
        seed: 7,
        store,
        requestsPerSecond,
        onStoreLost: 'keep',
        faults: [crashStore, hangStore, resetConnections, killOne],
        lastsMs: (random) => 200 + random(500),
      });
      expect(violations).toEqual([]);
      expect(facts.writesSentWhileEnforced).toBeGreaterThan(0);
    },
    watchdogMs,
  );
});
