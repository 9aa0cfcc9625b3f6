import type { Hints } from '../sql/hints.ts';
import { createSiteListeners } from '../sql/site-listeners.ts';
import { quoted } from './migrate.ts';
import { withDeadline } from './with-deadline.ts';

/** A connection of its own, as `pg.Client` is one: a pool would hand it to somebody else. */
export interface ListeningClient {
  connect(): Promise<unknown>;
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: (message: { readonly payload?: string | undefined }) => void): unknown;
  on(event: 'error' | 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

export interface ListenOptions {
  /** A new client, not connected yet; null = nobody listens, and changes of others are found by polling. */
  readonly connect: (() => ListeningClient) | null;
  readonly channel: string;
  /** Tells other processes. Whether it got there nobody needs to know. */
  readonly notify: (payload: string) => Promise<unknown>;
  readonly timeoutMs: number;
  /** A connection that died without a word is noticed by that. @default 10000 */
  readonly heartbeatMs?: number;
}

const shortestPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * LISTEN and NOTIFY as hints. What was sent while nobody was connected is lost, so after each connection everybody looks at
 * everything; `pg` neither connects again nor listens again by itself.
 */
export function createListeningHints(options: ListenOptions): Hints {
  const { connect, channel, notify, timeoutMs, heartbeatMs = 10_000 } = options;
  const listeners = createSiteListeners();
  let isListening = false;
  let leave: () => void = () => undefined;
  let closed = false;
  const isWanted = (): boolean => !closed && !listeners.isEmpty();

  /** Calls `onListening` once whatever is sent is heard. */
  async function listenUntilLost(client: ListeningClient, onListening: () => void): Promise<void> {
    const lost = new Promise<void>((resolve) => {
      client.on('error', resolve);
      client.on('end', resolve);
      leave = resolve;
    });
    client.on('notification', ({ payload }) => {
      const told = readPayload(payload);
      if (told !== null) listeners.tell(told.site, told.epoch);
    });
    await withDeadline(client.connect(), timeoutMs);
    await withDeadline(client.query(`listen ${quoted(channel)}`), timeoutMs);
    onListening();
    for (;;) {
      const isLost = await Promise.race([lost.then(() => true), pause(heartbeatMs).then(() => false)]);
      if (isLost || !isWanted()) return;
      await withDeadline(client.query('select 1'), timeoutMs);
    }
  }

  async function keepListening(start: () => ListeningClient): Promise<void> {
    let pauseMs = shortestPauseMs;
    while (isWanted()) {
      const client = start();
      const begun = performance.now();
      // Told by what follows: nothing is thrown away here but why a hint will be late.
      // Nobody knows what was missed until it listened, the first time neither.
      await listenUntilLost(client, () => listeners.tellAll()).catch(() => undefined);
      await withDeadline(client.end(), timeoutMs).catch(() => undefined);
      if (performance.now() - begun > longestPauseMs) pauseMs = shortestPauseMs;
      if (isWanted()) await pause(pauseMs * (0.5 + Math.random()));
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }

  function begin(): void {
    if (connect === null || isListening || !isWanted()) return;
    isListening = true;
    void keepListening(connect).finally(() => {
      isListening = false;
      // Somebody may have come while the last connection was ended.
      begin();
    });
  }

  return {
    subscribe(site, onHint) {
      if (closed) return () => undefined;
      const stop = listeners.add(site, onHint);
      begin();
      return () => {
        stop();
        if (listeners.isEmpty()) leave();
      };
    },
    raise(site, epoch) {
      listeners.tell(site, epoch);
      notify(JSON.stringify({ site, epoch })).catch(() => undefined);
    },
    close() {
      closed = true;
      listeners.clear();
      leave();
    },
  };
}

function readPayload(payload: string | undefined): { readonly site: string; readonly epoch: number } | null {
  try {
    const told: unknown = JSON.parse(payload ?? '');
    if (typeof told !== 'object' || told === null) return null;
    const site: unknown = Reflect.get(told, 'site');
    const epoch: unknown = Reflect.get(told, 'epoch');
    return typeof site === 'string' && typeof epoch === 'number' ? { site, epoch } : null;
  } catch {
    return null;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
