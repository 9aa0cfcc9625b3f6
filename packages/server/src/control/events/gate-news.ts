import type { ServerStore } from '@portcullis/gate';
import type { Logger } from '../../observe/logger.ts';
import { type EventClient, openEventClient } from './event-client.ts';
import type { Listener } from './events.ts';

/** Tells gates inside applications that the epoch moved: a hint, after which they look. */
export interface GateNews {
  open(listener: Listener): ReadableStream<Uint8Array>;
  /** How many streams somebody has open. */
  clientsOf(by: string): number;
  /** Ends every stream. */
  close(): void;
}

export interface GateNewsOptions {
  readonly site: string;
  readonly store: Pick<ServerStore, 'switch'>;
  readonly logger: Pick<Logger, 'error'>;
  /** Whoever hears nothing for longer takes the server for gone. @default 5000 */
  readonly heartbeatMs?: number;
}

/** An event is some sixty bytes. */
const mostBytes = 16_384;

export function createGateNews({ site, store, logger, heartbeatMs = 5_000 }: GateNewsOptions): GateNews {
  const clients = new Set<Listening>();
  let timer: ReturnType<typeof setInterval> | null = null;
  let unsubscribe: (() => void) | null = null;
  let isClosed = false;

  interface Listening extends Listener {
    readonly client: EventClient;
  }

  async function tell(to: Iterable<Listening>): Promise<void> {
    try {
      const { epoch } = await store.switch.version(site);
      const text = JSON.stringify({ site, epoch });
      for (const { client } of to) client.send('epoch', text);
    } catch (error) {
      // They poll, and are told of it then.
      logger.error({ error }, 'gates could not be told that the switch moved');
    }
  }

  function beat(): void {
    for (const listening of clients) {
      listening.client.beat();
      void checkAllowed(listening);
    }
  }

  /** Errors deny. */
  async function checkAllowed({ client, isStillAllowed }: Listening): Promise<void> {
    const isAllowed = await Promise.resolve()
      .then(isStillAllowed)
      .catch(() => false);
    if (!isAllowed) client.end();
  }

  function start(): void {
    timer = setInterval(beat, heartbeatMs);
    timer.unref();
    unsubscribe = store.switch.subscribe(site, () => void tell(clients));
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    unsubscribe?.();
    unsubscribe = null;
  }

  return {
    open(listener) {
      if (clients.size === 0 && !isClosed) start();
      const client = openEventClient({
        mostBytes,
        onEnd() {
          clients.delete(listening);
          if (clients.size === 0) stop();
        },
      });
      const listening: Listening = { client, ...listener };
      clients.add(listening);
      if (isClosed) client.end();
      // The first event says that whatever comes from now on is told.
      else void tell([listening]);
      return client.stream;
    },
    clientsOf: (by) => [...clients].filter((each) => each.by === by).length,
    close() {
      isClosed = true;
      for (const { client } of clients) client.end();
      stop();
    },
  };
}
