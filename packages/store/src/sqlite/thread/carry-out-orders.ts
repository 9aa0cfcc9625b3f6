import type { MessagePort } from 'node:worker_threads';
import type { ServerStore } from '@portcullis/gate';
import type { OpenOptions, Operation, Order, Report, Subscription } from './messages.ts';
import { openStore } from './open-store.ts';
import { plainErrorOf } from './plain-error.ts';

interface Opened {
  readonly store: ServerStore;
  readonly subscriptions: Map<number, () => void>;
  /** By the clock of the caller, as of its last operation; null = the machine's. */
  toldMs: number | null;
}

/** The thread's side: one operation for each order, begun in the order they come. */
export function carryOutOrders(port: Pick<MessagePort, 'on'> & { postMessage(report: Report): void }): void {
  const stores = new Map<number, Opened>();

  function open(options: OpenOptions): Opened {
    const opened: Opened = {
      store: openStore({ ...options, clock: { wallMs: () => opened.toldMs ?? Date.now() } }),
      subscriptions: new Map(),
      toldMs: null,
    };
    return opened;
  }

  async function answer(id: number, work: Promise<unknown>): Promise<void> {
    try {
      port.postMessage({ kind: 'done', id, result: await work });
    } catch (error) {
      port.postMessage({ kind: 'failed', id, error: plainErrorOf(error) });
    }
  }

  /** Listens once the epoch is known that changes are told by: what was changed before that was told to nobody, so one hint comes first. */
  async function subscribe(
    store: ServerStore,
    subscriptions: Opened['subscriptions'],
    { id, site }: Subscription,
  ): Promise<void> {
    subscriptions.set(id, () => undefined);
    // Opens the file. Where that fails whoever asks is told why.
    await store.switch.version(site).catch(() => null);
    if (!subscriptions.has(id)) return;
    const tell = (): void => port.postMessage({ kind: 'hint', id });
    subscriptions.set(id, store.switch.subscribe(site, tell));
    tell();
  }

  function carryOut({ store, subscriptions }: Opened, order: Exclude<Order, { kind: 'open' }>): void {
    const { id } = order;
    switch (order.kind) {
      case 'operation':
        void answer(id, operate(store, order));
        return;
      case 'subscribe':
        void subscribe(store, subscriptions, order);
        return;
      case 'unsubscribe':
        subscriptions.get(id)?.();
        subscriptions.delete(id);
        return;
      case 'close':
        stores.delete(order.store);
        void answer(id, store.close());
        return;
    }
  }

  port.on('message', (order: Order) => {
    if (order.kind === 'open') {
      stores.set(order.store, open(order.options));
      return;
    }
    const opened = stores.get(order.store);
    // Only what comes after `close`, and of that only what nobody waits for.
    if (opened === undefined) return;
    if (order.kind === 'operation') opened.toldMs = order.wallMs;
    carryOut(opened, order);
  });
}

async function operate(store: ServerStore, { facet, method, parameters }: Operation): Promise<unknown> {
  const operation = Reflect.get(store[facet], method) as (...parameters: readonly unknown[]) => unknown;
  return operation(...parameters);
}
