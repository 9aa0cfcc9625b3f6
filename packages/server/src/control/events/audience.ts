import { type EventClient, openEventClient } from './event-client.ts';

export interface Listener {
  /** Who it is, over all sessions. */
  readonly by: string;
  /** Asked at every heartbeat: a session that has ended hears no more. */
  readonly isStillAllowed: () => boolean | Promise<boolean>;
}

export type Listening<One extends Listener> = One & { readonly client: EventClient };

/** Everybody who listens to events of one kind. */
export interface Audience<One extends Listener> extends Iterable<Listening<One>> {
  /** Of one that came after `close` the stream has ended. */
  open(listener: One): Listening<One>;
  /** Ends whoever may not hear any more. */
  beat(): void;
  readonly size: number;
  readonly isClosed: boolean;
  /** How many streams somebody has open. */
  clientsOf(by: string): number;
  /** Ends every stream. */
  close(): void;
}

export interface AudienceOptions {
  /** Somebody listens from now on. */
  readonly onFirst: () => void;
  /** Nobody does any more. */
  readonly onLast: () => void;
  /** Waiting for one of them. @default as of a client */
  readonly mostBytes?: number;
}

export function createAudience<One extends Listener>({
  onFirst,
  onLast,
  ...clientOptions
}: AudienceOptions): Audience<One> {
  const clients = new Set<Listening<One>>();
  let isClosed = false;

  /** Errors deny. */
  async function checkAllowed({ client, isStillAllowed }: Listening<One>): Promise<void> {
    const isAllowed = await Promise.resolve()
      .then(isStillAllowed)
      .catch(() => false);
    if (!isAllowed) client.end();
  }

  return {
    open(listener) {
      if (clients.size === 0 && !isClosed) onFirst();
      const client = openEventClient({
        ...clientOptions,
        onEnd() {
          clients.delete(listening);
          if (clients.size === 0) onLast();
        },
      });
      const listening: Listening<One> = { ...listener, client };
      clients.add(listening);
      if (isClosed) client.end();
      return listening;
    },
    beat() {
      for (const listening of clients) {
        listening.client.beat();
        void checkAllowed(listening);
      }
    },
    get size() {
      return clients.size;
    },
    get isClosed() {
      return isClosed;
    },
    clientsOf: (by) => [...clients].filter((each) => each.by === by).length,
    close() {
      isClosed = true;
      for (const { client } of clients) client.end();
      onLast();
    },
    [Symbol.iterator]: () => clients.values(),
  };
}
