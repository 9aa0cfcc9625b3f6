import type { Mode } from '@portcullis/gate';
import { pause } from '../proof.ts';
import type { Fault, Struck } from './faults.ts';
import type { Cluster, Told } from './start-cluster.ts';
import { turnUntilDone, untilEnforced, untilWritesPass } from './wait-for.ts';

export const moments = ['before', 'during', 'after', 'opening'] as const;
export type Moment = (typeof moments)[number];

export interface Round {
  readonly fault: Fault;
  /** When it strikes, seen from the switch; `opening`: while it goes off again. */
  readonly when: Moment;
  readonly lastsMs: number;
  readonly mode: Exclude<Mode, 'open'>;
  readonly random: (below: number) => number;
  /** Nothing runs when it strikes: of whoever falls silent with writes running nobody knows when they end. @default false */
  readonly quiet?: boolean;
}

export interface RoundFacts {
  /** Somebody reported the site enforced before the fault was over. */
  readonly enforcedMeanwhile: boolean;
  /** Somebody named an instance that could be counted on, had no write been running there when it was last heard. */
  readonly missedForWrites: boolean;
  /** From the end of the fault until all of them enforced. */
  readonly enforcedAfterMs: number;
}

/** How often every instance is asked what it knows. */
const askEveryMs = 50;

/** One switch, on and off, with something that goes wrong around it. */
export async function runRound(
  cluster: Cluster,
  { fault, when, lastsMs, mode, random, quiet = false }: Round,
): Promise<RoundFacts> {
  const any = () => random(cluster.gates.length);
  await untilWritesPass(cluster);
  const sendOn = quiet ? await cluster.fallQuiet() : () => undefined;
  const watch = watchClaims(cluster);
  let struck: Struck;
  try {
    if (when === 'before') {
      struck = await fault.strike(cluster, random);
      sendOn();
      await pause(random(300));
      await turnOnce(cluster, { mode, random, hit: struck.hit });
    } else if (when === 'after') {
      await turnOnce(cluster, { mode, random, hit: [] });
      await pause(random(100));
      struck = await fault.strike(cluster, random);
    } else {
      if (when === 'opening') {
        await untilEnforced(cluster, any(), await turnUntilDone(cluster, mode, any));
        await pause(random(50));
      }
      // Through whoever comes: it may be the one that is hit.
      const turned = cluster.turn(when === 'opening' ? 'open' : mode, any());
      await pause(random(40));
      struck = await fault.strike(cluster, random);
      await turned;
    }
    sendOn();
    await pause(lastsMs);
    const enforcedMeanwhile = watch.hasBeenEnforced(mode);
    const missedForWrites = watch.hasMissedForWrites();
    await struck.heal();
    const heard = await untilHeard(cluster, any);
    // An `off` that came to pass is left as it is.
    if (when === 'opening' && heard.mode === 'open')
      return { enforcedMeanwhile, missedForWrites, enforcedAfterMs: 0 };
    // Whoever asked and had no answer asks again; the same mode once more is a change as well.
    const epoch = await turnUntilDone(cluster, mode, any);
    const enforcedAfterMs = await untilEnforced(cluster, any(), epoch);
    await pause(50);
    return { enforcedMeanwhile, missedForWrites, enforcedAfterMs };
  } finally {
    sendOn();
    await watch.stop();
    const opened = await turnUntilDone(cluster, 'open', any);
    await untilEnforced(cluster, any(), opened);
  }
}

/** What the store says once it can be asked again. */
async function untilHeard(cluster: Cluster, instance: () => number): Promise<Told> {
  for (let tries = 0; tries < 200; tries += 1) {
    const told = await cluster.ask(instance());
    if (told !== null) return told;
    await pause(50);
  }
  throw new Error('nobody tells the state of the site');
}

/** Asks one that is well; where none is, any of them. */
async function turnOnce(
  cluster: Cluster,
  { mode, random, hit }: Pick<Round, 'mode' | 'random'> & Pick<Struck, 'hit'>,
): Promise<void> {
  const well = cluster.gates.flatMap((_, instance) => (hit.includes(instance) ? [] : [instance]));
  await cluster.turn(mode, well[random(Math.max(1, well.length))] ?? random(cluster.gates.length));
}

/** Everybody is asked all the time: what one of them claims, others would have to hold. */
function watchClaims(cluster: Cluster) {
  const enforced = new Set<Mode>();
  let missedForWrites = false;
  let goesOn = true;
  const asking = cluster.gates.map(async (_, instance) => {
    while (goesOn) {
      const told = await cluster.ask(instance);
      if (told?.enforced) enforced.add(told.mode);
      missedForWrites ||= told?.missing.some((line) => line.includes('ran when it was last heard')) === true;
      await pause(askEveryMs);
    }
  });
  return {
    hasBeenEnforced: (mode: Mode) => enforced.has(mode),
    hasMissedForWrites: () => missedForWrites,
    async stop() {
      goesOn = false;
      await Promise.all(asking);
    },
  };
}
