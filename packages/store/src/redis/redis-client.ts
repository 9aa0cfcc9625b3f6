import type { HintLine } from '../hints/listened-hints.ts';

/** What this driver needs of Redis, whoever made the client. */
export interface RedisClient {
  eval(call: ScriptCall): Promise<unknown>;
  /** The part of INFO of that name; rejects where that is not allowed. */
  info(section: string): Promise<unknown>;
  /** A connection of its own, for one who listens: one that is subscribed does nothing else. */
  line(channel: string): HintLine;
  /** Ends what this driver opened. */
  close(): Promise<void>;
}

export interface ScriptCall {
  readonly script: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** A client of `ioredis` 5 or newer that the application has already: `Redis` or `Cluster`. */
export interface IoredisClient {
  eval(script: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
  info(section: string): Promise<unknown>;
  duplicate(): IoredisSubscriber;
}

export interface IoredisSubscriber {
  readonly status: string;
  connect(): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  ping(): Promise<unknown>;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  disconnect(): void;
}

/** A client of `redis` (node-redis) 4 or newer that the application has already. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Its way to call EVALSHA, by which it is known. */
  readonly evalSha: unknown;
  info(section: string): Promise<unknown>;
  duplicate(): NodeRedisSubscriber;
}

export interface NodeRedisSubscriber {
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  ping(): Promise<unknown>;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Of version 5. */
  destroy?(): void;
  /** Of version 4. */
  disconnect?(): unknown;
}

/** A client that was handed in; it stays open. */
export function adoptClient(client: IoredisClient | NodeRedisClient): RedisClient {
  return 'evalSha' in client ? adoptNodeRedis(client) : adoptIoredis(client);
}

function adoptNodeRedis(client: NodeRedisClient): RedisClient {
  return {
    eval: async ({ script, keys, args }) => client.eval(script, { keys: [...keys], arguments: [...args] }),
    info: async (section) => client.info(section),
    line(channel) {
      const subscriber = client.duplicate();
      return {
        async open({ onTold, onLost }) {
          // Without a listener it throws.
          subscriber.on('error', onLost);
          subscriber.on('end', onLost);
          await subscriber.connect();
          await subscriber.subscribe(channel, onTold);
        },
        ping: () => subscriber.ping(),
        async close() {
          if (subscriber.destroy === undefined) await subscriber.disconnect?.();
          else subscriber.destroy();
        },
      };
    },
    close: async () => undefined,
  };
}

function adoptIoredis(client: IoredisClient): RedisClient {
  return {
    eval: async ({ script, keys, args }) => client.eval(script, keys.length, ...keys, ...args),
    info: async (section) => client.info(section),
    line: (channel) => ioredisLine(() => duplicateOf(client), channel),
    close: async () => undefined,
  };
}

/** Connects only when it is told to. A cluster is duplicated with other arguments. */
function duplicateOf(client: IoredisClient): IoredisSubscriber {
  const options = { lazyConnect: true, autoResubscribe: false };
  const args = Reflect.get(client, 'isCluster') === true ? [[], options] : [options];
  return Reflect.apply(client.duplicate, client, args);
}

export function ioredisLine(
  start: () => IoredisSubscriber | Promise<IoredisSubscriber>,
  channel: string,
): HintLine {
  let subscriber: IoredisSubscriber | null = null;
  let isClosed = false;
  return {
    async open({ onTold, onLost }) {
      const started = await start();
      subscriber = started;
      for (const event of ['error', 'close', 'end']) started.on(event, onLost);
      started.on('message', (told, message) => {
        if (told === channel && typeof message === 'string') onTold(message);
      });
      if (isClosed) return started.disconnect();
      await started.connect();
      await started.subscribe(channel);
    },
    ping: async () => subscriber?.ping(),
    async close() {
      isClosed = true;
      subscriber?.disconnect();
    },
  };
}
