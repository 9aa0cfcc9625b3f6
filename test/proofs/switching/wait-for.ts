import { pause } from '../proof.ts';
import { nowMs } from './history.ts';
import type { Cluster } from './start-cluster.ts';

/** Nothing takes so long but a defect. */
const watchdogMs = 180_000;

/** Resolves with the milliseconds until an instance reports an epoch, or a newer one, as enforced. */
export async function untilEnforced(cluster: Cluster, instance: number, epoch: number): Promise<number> {
  const startedMs = nowMs();
  for (;;) {
    const told = await cluster.ask(instance);
    if (told?.enforced && told.epoch >= epoch) return nowMs() - startedMs;
    if (nowMs() - startedMs > watchdogMs) {
      const logs = cluster.gates.map((gate) => gate?.log().slice(-500) ?? 'not there').join('\n');
      throw new Error(`epoch ${epoch} is not enforced: ${told?.missing.join('; ') ?? 'no answer'}\n${logs}`);
    }
    await pause(3);
  }
}

/** A gate that refuses everything leaks nothing, and is of no use. */
export async function untilWritesPass(cluster: Cluster): Promise<void> {
  const startedMs = nowMs();
  for (const [instance, gate] of cluster.gates.entries()) {
    while (gate !== null && !(await cluster.writesThrough(instance))) {
      if (nowMs() - startedMs > watchdogMs)
        throw new Error(`no write passes through ${instance}\n${gate.log()}`);
      await pause(10);
    }
  }
}

/** Tries until it is done: through which instance is drawn by whoever asks. */
export async function turnUntilDone(
  cluster: Cluster,
  mode: 'open' | 'read-only' | 'closed',
  instance: () => number,
): Promise<number> {
  const startedMs = nowMs();
  for (;;) {
    const { epoch, problem } = await cluster.turn(mode, instance());
    if (epoch !== null) return epoch;
    if (nowMs() - startedMs > watchdogMs) throw new Error(`cannot turn ${mode}: ${problem}`);
    await pause(20);
  }
}
