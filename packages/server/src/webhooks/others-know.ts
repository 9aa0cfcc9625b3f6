import {
  type Gate,
  type Hold,
  modeOfLostLease,
  type OrderStanding,
  type Store,
  type StoredInstance,
  type View,
} from '@portcullis/gate';
import { isSilent } from '../switching/is-silent.ts';

/**
 * Waits until no other instance lets through what comes behind a webhook that this one holds. Whoever sent it hears only then that
 * it is held, and what is sent next does not overtake it.
 */
export type OthersKnow = (view: View, held: OrderStanding & Pick<Hold, 'onlyBehind'>) => Promise<void>;

export interface OthersKnowOptions {
  readonly gate: Pick<Gate, 'site' | 'instance'>;
  readonly instances: Pick<Store['instances'], 'list'>;
  /** Within this time every instance that follows the store has looked at it: longer nobody is waited for. @default 2000 */
  readonly othersLookMs?: number;
}

/** What waits is counted from when it came to the store; nobody saw it before that had committed it, or given it up. */
const longestCommitMs = 6_000;
/** How often it is looked what the others say. */
const askEveryMs = 25;
/** How often many webhooks together ask, where the answer holds for none but them. */
const lookEveryMs = 100;

export function createOthersKnow({ gate, instances, othersLookMs = 2_000 }: OthersKnowOptions): OthersKnow {
  /** All others enforce this switch, or had their time. */
  let knownEpoch = -1;
  let asking: { readonly epoch: number; readonly done: Promise<void> } | null = null;
  /** It has not begun: what it finds was said after whoever waits for it was held. */
  let nextLook: Promise<readonly StoredInstance[] | null> | null = null;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  async function others(): Promise<readonly StoredInstance[]> {
    const all = await instances.list(gate.site);
    return all.filter((instance) => instance.id !== gate.instance.id && !isSilent(instance));
  }

  async function look(): Promise<readonly StoredInstance[] | null> {
    await pause(lookedAtMs + lookEveryMs - performance.now());
    nextLook = null;
    lookedAtMs = performance.now();
    return others().catch(() => null);
  }

  async function untilEnforced(epoch: number): Promise<void> {
    const until = performance.now() + othersLookMs;
    do {
      // One that cannot be asked for is waited for.
      const found = await others().catch(() => null);
      if (found?.every((other) => other.epoch >= epoch) === true) break;
      await pause(askEveryMs);
    } while (performance.now() < until);
    knownEpoch = Math.max(knownEpoch, epoch);
  }

  /** Others learn with their next look that something waits, unless they let nothing through anyway. */
  async function untilLooked(epoch: number, orderWaitsMs: number): Promise<void> {
    const leftMs = Math.min(othersLookMs, othersLookMs + longestCommitMs - orderWaitsMs);
    if (leftMs <= 0) return;
    nextLook ??= look();
    const found = await nextLook;
    if (found?.every((other) => staysShut(other, epoch)) !== true) await pause(leftMs);
  }

  return async ({ snapshot }, { onlyBehind, orderWaitsMs }) => {
    const { why, switch: current } = snapshot;
    const isByItself = why !== 'store' || modeOfLostLease(snapshot, performance.now()) !== null;
    // Shut by an override, or because it lost the store, what the others do need not be this. And open as they are, whatever this
    // one waits behind may be held by one that is shut by itself, a moment ago.
    if (isByItself || onlyBehind) return untilLooked(current.epoch, orderWaitsMs);
    const { epoch } = current;
    if (epoch === knownEpoch) return;
    if (asking?.epoch !== epoch) asking = { epoch, done: untilEnforced(epoch) };
    await asking.done;
  };
}

/**
 * Nothing opens it but a new start, which looks first, or a switch that has not come yet, and whoever sees that sees what was held
 * before it. Break-glass may run out at any moment.
 */
function staysShut({ why, epoch, effectiveMode, effectiveAreas }: StoredInstance, ownEpoch: number): boolean {
  if (effectiveMode === 'open' || Object.values(effectiveAreas).includes('open')) return false;
  return why === 'environment' || (why === 'store' && epoch >= ownEpoch);
}

async function pause(ms: number): Promise<void> {
  if (ms <= 0) return;
  await new Promise((resolve) => setTimeout(resolve, ms));
}
