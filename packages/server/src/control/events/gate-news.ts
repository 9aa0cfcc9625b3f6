import type { ServerStore } from '@portcullis/gate';
import type { Logger } from '../../observe/logger.ts';
import { createAudience, type Listener, type Listening } from './audience.ts';

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
  const audience = createAudience<Listener>({ onFirst: start, onLast: stop, mostBytes });
  let timer: ReturnType<typeof setInterval> | null = null;
  let unsubscribe: (() => void) | null = null;

  async function tell(to: Iterable<Listening<Listener>>): Promise<void> {
    try {
      const { epoch } = await store.switch.version(site);
      const text = JSON.stringify({ site, epoch });
      for (const { client } of to) client.send('epoch', text);
    } catch (error) {
      // They poll, and are told of it then.
      logger.error({ error }, 'gates could not be told that the switch moved');
    }
  }

  function start(): void {
    timer = setInterval(() => audience.beat(), heartbeatMs);
    timer.unref();
    unsubscribe = store.switch.subscribe(site, () => void tell(audience));
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    unsubscribe?.();
    unsubscribe = null;
  }

  return {
    open(listener) {
      const listening = audience.open(listener);
      // The first event says that whatever comes from now on is told.
      if (!audience.isClosed) void tell([listening]);
      return listening.client.stream;
    },
    clientsOf: (by) => audience.clientsOf(by),
    close: () => audience.close(),
  };
}
