import type {
  ClaimedRequest,
  DeliveryOutcome,
  DeliveryStore,
  Gate,
  HeldStore,
  Snapshot,
} from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';
import type { DeliveryTurn, OrderDeliverer } from './deliver-order.ts';
import { createPace } from './pace.ts';

/** Delivers what is held once its route is open, until nothing is left. */
export interface Replayer {
  /** Looks now, instead of at the next second. */
  wake(): void;
  /** Gives back what is not on its way, waits for what is, and stops. */
  close(): Promise<void>;
}

export interface ReplayerOptions {
  readonly gate: Gate;
  readonly store: { readonly held: Pick<HeldStore, 'standing'>; readonly deliveries: DeliveryStore };
  readonly deliverer: OrderDeliverer;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Requests of others that the application has not answered yet. */
  readonly live: () => number;
  readonly perSecond: number;
  readonly atOnce: number;
  /** Of one delivery. */
  readonly timeoutMs: number;
  /** How long what is over is kept. */
  readonly keepMs: number;
  /** @default 1000 */
  readonly lookEveryMs?: number;
}

/** In hand at one time. */
const mostInHand = 200;
const mostBytesAtOnce = 32 * 1_048_576;
const mostOfOrder = 100;
/** What ends within this time is stored together: each time costs a flush to disk. */
const gatherMs = 25;
/** The application takes no connections: it is looked for this often, and in between nothing is claimed. */
const unreachableWaitsMs = [500, 1_000, 2_000, 5_000, 10_000] as const;
const forgetEveryMs = 60_000;
const forgottenAtOnce = 1_000;

export function createReplayer(options: ReplayerOptions): Replayer {
  const { gate, store, deliverer, logger, atOnce, timeoutMs, keepMs, lookEveryMs = 1_000 } = options;
  const { site } = gate;
  // Whoever is slow has time enough left to say so.
  const leaseMs = timeoutMs * 2 + 15_000;
  const pace = createPace({
    perSecond: options.perSecond,
    atOnce,
    live: options.live,
  });
  /** Webhooks whose route was not open, by what was in force then. */
  const shut = new Map<string, string>();
  let outcomes: DeliveryOutcome[] = [];
  let inHand = 0;
  let ended: (() => void) | null = null;
  let closing = false;
  let working: Promise<void> | null = null;
  let again = false;
  let refusals = 0;
  let resumesAt = 0;
  let forgetsAt = 0;
  let claims = 0;

  async function openWebhooks(): Promise<readonly string[]> {
    const { snapshot } = gate.view();
    const inForce = inForceBy(snapshot);
    // Nothing is open, whatever the areas are.
    if (snapshot.mode !== 'open' && !snapshot.hasAreas) return [];
    const standing = await store.held.standing(site);
    return standing
      .filter(
        ({ webhook, waiting, paused }) => waiting > 0 && paused === null && shut.get(webhook) !== inForce,
      )
      .map(({ webhook }) => webhook);
  }

  /** Returns whether there was anything to claim. */
  async function claimMore(): Promise<boolean> {
    if (closing || inHand > mostInHand / 2 || performance.now() < resumesAt) return false;
    // One is enough to find out whether the application answers again.
    if (refusals > 0 && inHand > 0) return false;
    const webhooks = await openWebhooks();
    if (webhooks.length === 0) return false;
    claims += 1;
    const claimedAt = performance.now();
    const claimed = await store.deliveries.claim(site, {
      holder: gate.instance.id,
      number: claims,
      leaseMs,
      limit: refusals > 0 ? 1 : mostInHand - inHand,
      mostOfOrder,
      mostBytes: mostBytesAtOnce,
      webhooks,
    });
    const turn = turnOf(claimedAt, claimed[0]?.leaseUntil ?? 0);
    for (const order of ordersOf(claimed)) void deliver(order, turn);
    return claimed.length > 0;
  }

  async function deliver(order: readonly ClaimedRequest[], turn: DeliveryTurn): Promise<void> {
    inHand += order.length;
    const told = await deliverer.deliver(order, turn);
    const known = new Set(told.map(({ id }) => id));
    const rest = order.filter(({ id }) => !known.has(id));
    outcomes.push(
      ...told,
      ...rest.map(({ id, by }): DeliveryOutcome => ({ id, by, kind: 'given-back', attempt: null })),
    );
    ended?.();
  }

  function turnOf(claimedAt: number, leaseUntil: number): DeliveryTurn {
    // What begins later than this would not be over when somebody else is given it.
    const isInTime = () => performance.now() - claimedAt < leaseMs - timeoutMs - 5_000;
    const mayGo = () => !closing && performance.now() >= resumesAt && isInTime();
    return {
      async go(webhook, work) {
        if (!mayGo()) return null;
        return pace.go(webhook, async () => (mayGo() ? work() : null));
      },
      storeNow: () => Math.round(leaseUntil - leaseMs + performance.now() - claimedAt),
      onShut: (webhook, snapshot) => void shut.set(webhook, inForceBy(snapshot)),
      onUnreachable() {
        if (performance.now() < resumesAt) return;
        if (refusals === 0) logger.warn({}, 'held webhooks wait: the application takes no connections');
        resumesAt =
          performance.now() + (unreachableWaitsMs[Math.min(refusals, unreachableWaitsMs.length - 1)] ?? 0);
        refusals += 1;
      },
      onReached() {
        if (refusals === 0 || performance.now() < resumesAt) return;
        refusals = 0;
        logger.info({}, 'the application takes connections again; held webhooks are delivered');
      },
    };
  }

  /** What cannot be stored is delivered again when its lease ends: worth a second try. */
  async function settle(): Promise<void> {
    const settled = outcomes;
    outcomes = [];
    if (settled.length === 0) return;
    try {
      await store.deliveries.settle(site, settled);
    } catch (error) {
      logger.warn({ error }, 'what came of deliveries could not be stored; once more');
      await store.deliveries.settle(site, settled);
    } finally {
      inHand -= settled.length;
    }
  }

  async function forget(): Promise<void> {
    if (performance.now() < forgetsAt) return;
    forgetsAt = performance.now() + forgetEveryMs;
    while (!closing) {
      const forgotten = await store.deliveries.forget(site, {
        endedBefore: Date.now() - keepMs,
        atMost: forgottenAtOnce,
      });
      if (forgotten < forgottenAtOnce) return;
      // Whoever else wants to write gets his turn.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function work(): Promise<void> {
    do {
      again = false;
      try {
        await deliverWhatIsDue();
        await forget();
      } catch (error) {
        logger.error({ error }, 'held webhooks could not be delivered; tried again soon');
      }
    } while (again && !closing);
  }

  async function deliverWhatIsDue(): Promise<void> {
    for (;;) {
      await settle();
      const hasMore = await claimMore();
      if (inHand === 0) return;
      if (hasMore || outcomes.length > 0) continue;
      await new Promise<void>((resolve) => {
        ended = resolve;
      });
      ended = null;
      // What ends at nearly the same time is stored together.
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
    }
  }

  function wake(): void {
    if (closing) return;
    if (working !== null) {
      again = true;
      // One that takes its time keeps nothing else from going.
      ended?.();
      return;
    }
    working = work().finally(() => {
      working = null;
    });
  }

  const timer = setInterval(wake, lookEveryMs);
  timer.unref();
  const unsubscribe = gate.subscribe(() => {
    again = true;
    wake();
  });

  return {
    wake,
    async close() {
      closing = true;
      clearInterval(timer);
      unsubscribe();
      pace.stop();
      await working;
      await settle().catch((error: unknown) =>
        logger.warn({ error }, 'what came of deliveries could not be stored'),
      );
    },
  };
}

/** The same snapshot is made anew each second. */
function inForceBy({ mode, areas, switch: { epoch } }: Snapshot): string {
  return JSON.stringify([epoch, mode, areas]);
}

/** Requests of one order stand beside each other, in the order of acceptance. */
function ordersOf(claimed: readonly ClaimedRequest[]): readonly (readonly ClaimedRequest[])[] {
  const orders = new Map<string, ClaimedRequest[]>();
  for (const one of claimed) {
    // One that was skipped goes by itself.
    const key = one.isSkipped ? `alone ${one.id}` : `order ${one.orderKey}`;
    const order = orders.get(key);
    if (order === undefined) orders.set(key, [one]);
    else order.push(one);
  }
  return [...orders.values()];
}
