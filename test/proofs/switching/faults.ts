import { pause } from '../proof.ts';
import { blockedMs } from './blocked.ts';
import { nowMs } from './history.ts';
import type { Cluster } from './start-cluster.ts';

type Random = (below: number) => number;

/** What is wrong now, and how it ends. */
export interface Struck {
  /** Instances that cannot be asked, and are not expected to answer. */
  readonly hit: readonly number[];
  /** Resolves when nothing is wrong any more; the servers may need a moment to notice. */
  heal(): Promise<void>;
}

/** Something that goes wrong with instances or with their store. */
export interface Fault {
  readonly name: string;
  strike(cluster: Cluster, random: Random): Promise<Struck>;
}

const every = (cluster: Cluster): readonly number[] => cluster.gates.map((_, instance) => instance);

/** Bytes between instances and their store get lost without a word. Only what loses both directions is told to the checker. */
function partition(of: 'one' | 'two' | 'all', lost: 'both' | 'to-server' | 'to-client'): Fault {
  return {
    name: `partition of ${of}, ${lost}`,
    async strike(cluster, random) {
      const first = random(cluster.gates.length);
      const hit = every(cluster).filter(
        (instance) => of === 'all' || (of === 'two' ? instance !== first : instance === first),
      );
      for (const instance of hit) {
        cluster.relays[instance]?.swallow(lost);
        cluster.hints[instance]?.swallow(lost);
      }
      const fromMs = nowMs();
      return {
        hit,
        async heal() {
          const untilMs = nowMs();
          for (const instance of hit) {
            cluster.write({ kind: 'cut', instance, fromMs, untilMs, onStoreLost: cluster.onStoreLost });
            cluster.relays[instance]?.pass();
            cluster.hints[instance]?.pass();
          }
        },
      };
    },
  };
}

export const partitions: readonly [Fault, ...Fault[]] = [
  partition('one', 'both'),
  partition('one', 'to-server'),
  partition('one', 'to-client'),
  partition('two', 'both'),
  partition('all', 'both'),
];

/** A process stands still, with requests in its hands and others waiting at its door, and goes on as if nothing had been. */
export const standStill: Fault = {
  name: 'SIGSTOP of one',
  async strike(cluster, random) {
    const instance = random(cluster.gates.length);
    const processId = cluster.gates[instance]?.processId;
    if (processId === undefined) throw new Error(`there is no instance ${instance} to stop`);
    process.kill(processId, 'SIGSTOP');
    return {
      hit: [instance],
      async heal() {
        process.kill(processId, 'SIGCONT');
      },
    };
  },
};

/** A script of the process takes all its time. Only instances that load the module for it know the signal. */
export const blockLoop: Fault = {
  name: 'blocked event loop of one',
  async strike(cluster, random) {
    const instance = random(cluster.gates.length);
    const gate = cluster.gates[instance];
    if (!gate) throw new Error(`there is no instance ${instance} to block`);
    const untold = gate.log().split('blocked').length;
    process.kill(gate.processId, 'SIGUSR2');
    const startedMs = nowMs();
    return {
      hit: [instance],
      async heal() {
        await pause(Math.max(0, startedMs + blockedMs - nowMs()));
        for (let waitedMs = 0; gate.log().split('blocked').length <= untold; waitedMs += 20) {
          if (waitedMs > 60_000) throw new Error('the event loop was never blocked');
          await pause(20);
        }
      },
    };
  },
};

export const killOne: Fault = {
  name: 'kill -9 of one',
  async strike(cluster, random) {
    const instance = random(cluster.gates.length);
    await cluster.kill(instance);
    return { hit: [instance], heal: () => cluster.start(instance) };
  },
};

/** As a deployment does it: one after the other, each told to end and given its time to finish. */
export const rollAll: Fault = {
  name: 'rolling restart of all',
  async strike(cluster, random) {
    const first = random(cluster.gates.length);
    const rolled = (async () => {
      for (const offset of every(cluster)) {
        const instance = (first + offset) % cluster.gates.length;
        await cluster.terminate(instance);
        await cluster.start(instance);
      }
    })();
    // It is awaited when it is healed, and may fail before.
    rolled.catch(() => {});
    return { hit: [], heal: () => rolled };
  },
};

/** Connections break loudly, the idle ones and those in use: a store's timeout, a balancer that is deployed. */
export const resetConnections: Fault = {
  name: 'resets of all connections to the store',
  async strike(cluster, random) {
    for (let times = 0; times <= random(3); times += 1) {
      for (const relay of [...cluster.relays, ...cluster.hints]) relay.reset();
      await pause(random(30));
    }
    return { hit: [], async heal() {} };
  },
};

/** The store dies without a chance to write anything down, and comes back. */
export const crashStore: Fault = {
  name: 'crash of the store',
  async strike(cluster) {
    const crashed = cluster.store.crash().then(() => {
      for (const relay of [...cluster.relays, ...cluster.hints]) relay.target = cluster.store.port();
    });
    crashed.catch(() => {});
    return { hit: every(cluster), heal: () => crashed };
  },
};

/** Every connection stays open, and nothing is answered. */
export const hangStore: Fault = {
  name: 'a store that hangs',
  async strike(cluster) {
    const { standStill: hanging } = cluster.store;
    if (hanging === null) throw new Error(`nobody can halt ${cluster.store.kind}`);
    hanging.pause();
    return {
      hit: every(cluster),
      async heal() {
        hanging.goOn();
      },
    };
  },
};

/** What listens for changes is cut off without a word, as by a balancer that forgets idle connections: they are found by asking. */
export const dropHints: Fault = {
  name: 'listening connections that hear nothing',
  async strike(cluster) {
    for (const relay of cluster.hints) relay.swallow();
    return {
      hit: [],
      async heal() {
        for (const relay of cluster.hints) relay.pass();
      },
    };
  },
};
