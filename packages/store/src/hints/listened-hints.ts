import { withDeadline } from '../network/with-deadline.ts';
import type { Hints } from './hints.ts';
import { createSiteListeners } from './site-listeners.ts';

/** One connection on which hints come, used once: after it is lost another one is made. */
export interface HintLine {
  /** Resolves once whatever is told from then on is heard. `onLost` may be called as often as the driver likes. */
  open(heard: Heard): Promise<void>;
  /** Rejects when nobody is there any more. */
  ping(): Promise<unknown>;
  close(): Promise<unknown>;
}

export interface Heard {
  readonly onTold: (payload: string | undefined) => void;
  readonly onLost: () => void;
}

export interface ListenedHints extends Hints {
  /** Somebody read this epoch. */
  note(site: string, epoch: number): void;
}

export interface ListenedHintsOptions {
  /** A new line, not open yet; null = nobody listens, and changes of others are found by polling. */
  readonly connect: (() => HintLine) | null;
  /** Tells other processes, where the change itself does not. Whether it got there nobody needs to know. @default nobody */
  readonly notify?: (payload: string) => Promise<unknown>;
  /**
   * The epoch that is stored now: asked for when the first line is open, since what was changed between a reading and that was
   * told to nobody. @default the next poll finds it
   */
  readonly epochOf?: (site: string) => Promise<number>;
  /**
   * Whether everybody looks when the first line is open, too, where nobody knows what was missed until then. With `epochOf` only
   * those look who missed something. @default false
   */
  readonly tellsAtFirst?: boolean;
  readonly timeoutMs: number;
  /** A connection that died without a word is noticed by that. @default 10000 */
  readonly heartbeatMs?: number;
}

const shortestPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Hints of a server that is listened to. What was told while nobody was connected is lost, with PostgreSQL and Redis alike, so
 * after each connection everybody looks at everything.
 */
export function createListenedHints({
  connect,
  notify,
  epochOf,
  tellsAtFirst = false,
  timeoutMs,
  heartbeatMs = 10_000,
}: ListenedHintsOptions): ListenedHints {
  const listeners = createSiteListeners();
  const noted = new Map<string, number>();
  let isListening = false;
  let leave: () => void = () => undefined;
  let closed = false;
  const isWanted = (): boolean => !closed && !listeners.isEmpty();

  /** Calls `onListening` once whatever is sent is heard. */
  async function listenUntilLost(line: HintLine, onListening: () => void): Promise<void> {
    let onLost = (): void => undefined;
    const lost = new Promise<void>((resolve) => {
      onLost = resolve;
      leave = resolve;
    });
    const onTold = (payload: string | undefined): void => {
      const told = readPayload(payload);
      if (told !== null) listeners.tell(told.site, told.epoch);
    };
    await withDeadline(line.open({ onTold, onLost }), timeoutMs);
    onListening();
    for (;;) {
      const isLost = await Promise.race([lost.then(() => true), pause(heartbeatMs).then(() => false)]);
      if (isLost || !isWanted()) return;
      await withDeadline(line.ping(), timeoutMs);
    }
  }

  function tellWhatWasMissed(): void {
    if (epochOf === undefined) return;
    for (const site of listeners.sites()) {
      const known = noted.get(site);
      if (known === undefined) continue;
      // The next poll finds it, too.
      epochOf(site).then(
        (epoch) => epoch !== known && listeners.tell(site, epoch),
        () => undefined,
      );
    }
  }

  /** Clients that were handed in may refuse to be duplicated, at this moment. */
  function started(start: () => HintLine): HintLine {
    try {
      return start();
    } catch (error) {
      return { open: () => Promise.reject(error), ping: async () => undefined, close: async () => undefined };
    }
  }

  async function keepListening(start: () => HintLine): Promise<void> {
    let pauseMs = shortestPauseMs;
    let wasLost = tellsAtFirst;
    while (isWanted()) {
      const begun = performance.now();
      const line = started(start);
      // Told by what follows: nothing is thrown away here but why a hint will be late.
      await listenUntilLost(line, () => {
        // Nobody knows what was missed.
        if (wasLost) listeners.tellAll();
        else tellWhatWasMissed();
        wasLost = false;
      }).catch(() => undefined);
      wasLost = true;
      await withDeadline(line.close(), timeoutMs).catch(() => undefined);
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
    note: (site, epoch) => void noted.set(site, epoch),
    raise(site, epoch) {
      listeners.tell(site, epoch);
      notify?.(hintPayload(site, epoch)).catch(() => undefined);
    },
    close() {
      closed = true;
      listeners.clear();
      leave();
    },
  };
}

/** As it is told to other processes. */
export function hintPayload(site: string, epoch: number): string {
  return JSON.stringify({ site, epoch });
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
