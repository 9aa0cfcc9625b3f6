import { PortcullisError } from '@portcullis/gate';
import type { Redis, RedisOptions } from 'ioredis';
import { withDeadline } from '../network/with-deadline.ts';
import { ioredisLine, type RedisClient, type ScriptCall } from './redis-client.ts';

export interface OpenClientOptions {
  readonly place: string;
  readonly timeoutMs: number;
}

/**
 * Connections of our own, by `ioredis`. It connects at the first use and again whenever the connection is gone; nothing is kept
 * back to be sent later, and nothing is sent twice: whoever waits is told, and asks again.
 */
export function openClient({ place, timeoutMs }: OpenClientOptions): RedisClient {
  let current: Redis | null = null;
  let connecting: Promise<Redis> | null = null;
  let closed = false;

  function connected(): Promise<Redis> {
    if (current?.status === 'ready') return Promise.resolve(current);
    connecting ??= connect().finally(() => {
      connecting = null;
    });
    return connecting;
  }

  async function connect(): Promise<Redis> {
    if (current !== null) leave(current);
    const client = await create('portcullis-store');
    let why: unknown = null;
    client.on('error', (error) => {
      why = error;
    });
    try {
      await withDeadline(client.connect(), timeoutMs);
    } catch (error) {
      client.disconnect();
      throw why ?? error;
    }
    if (closed) client.disconnect();
    current = client;
    return client;
  }

  /** Its status goes on being "ready" for a while. */
  function leave(client: Redis): void {
    if (current === client) current = null;
    client.disconnect();
  }

  async function create(connectionName: string): Promise<Redis> {
    const Client = await loadIoredis();
    const options: RedisOptions = {
      connectionName,
      connectTimeout: timeoutMs,
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      retryStrategy: () => null,
      keepAlive: 10_000,
    };
    return new Client(place, options);
  }

  async function send({ script, keys, args, signal }: ScriptCall): Promise<unknown> {
    const client = await connected();
    // Of one that does not answer nobody knows what it still does: the next operation takes another.
    const giveUp = (): void => leave(client);
    signal.addEventListener('abort', giveUp);
    try {
      return await client.eval(script, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error) || isOfAnother(error)) giveUp();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    async eval(call) {
      try {
        return await send(call);
      } catch (error) {
        if (!wasNotSent(error)) throw error;
        return send(call);
      }
    },
    info: async (section) => (await connected()).info(section),
    line: (channel) => ioredisLine(() => create('portcullis-store-listening'), channel),
    async close() {
      closed = true;
      await connecting?.catch(() => undefined);
      current?.disconnect();
    },
  };
}

function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** A primary that became a replica keeps its connections: the name of the place may lead to another by now. */
function isOfAnother(error: unknown): boolean {
  return error instanceof Error && /^(?:READONLY|MASTERDOWN|LOADING|NOREPLICAS)\b/.test(error.message);
}

/** The connection was ended while nobody used it. */
function wasNotSent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Stream isn't writeable");
}

/** Only where it is needed: who hands in a client of another make needs no `ioredis`. */
async function loadIoredis(): Promise<typeof Redis> {
  try {
    return (await import('ioredis')).Redis;
  } catch (cause) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      'A store in Redis that is given as a place needs the package ioredis, which is not there. Install it: npm install ioredis; or hand in a client.',
      { cause },
    );
  }
}
