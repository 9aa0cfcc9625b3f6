import { type Gate, PortcullisError, type ServerStore } from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';
import { nameOnRecord } from '../operators/session-desk.ts';
import type { Doorkeeper } from './control-app.ts';

/**
 * Whether what the store says of operators, sessions and keys counts. A store that was put back brings back whoever was
 * removed since, and nobody knows who that is: while it is contested only the host's socket does anything, and once an
 * operator has settled it there, everybody signs in anew.
 */
export interface StoreTrust {
  isGiven(): boolean;
  /** Throws PORTCULLIS_STORE_UNAVAILABLE while it is not given. */
  require(): void;
  close(): void;
}

export interface StoreTrustOptions {
  readonly gate: Pick<Gate, 'site' | 'view' | 'audit' | 'instance'>;
  readonly store: Pick<ServerStore, 'operators' | 'sessions'>;
  readonly logger: Pick<Logger, 'warn' | 'error' | 'info'>;
  /** @default 500 */
  readonly lookEveryMs?: number;
}

export function createStoreTrust(options: StoreTrustOptions): StoreTrust {
  const { gate, store, logger, lookEveryMs = 500 } = options;
  const { site, audit } = gate;
  let isHeld = false;
  let isEnding = false;
  let hasFailed = false;

  function look(): void {
    const { store: standing } = gate.view();
    if (standing === 'contested') {
      if (!isHeld)
        logger.warn({}, 'the store is contested: no session and no key counts until it is settled');
      isHeld = true;
    } else if (isHeld && standing === 'following' && !isEnding) {
      isEnding = true;
      void settle();
    }
  }

  async function settle(): Promise<void> {
    try {
      const ended = await endSessions();
      isHeld = false;
      hasFailed = false;
      logger.info({ ended }, 'the store is settled: sessions of the time before have ended');
    } catch (error) {
      // The next look tries again.
      if (!hasFailed) logger.error({ error }, 'sessions of a store that was put back could not be ended');
      hasFailed = true;
    } finally {
      isEnding = false;
    }
  }

  async function endSessions(): Promise<number> {
    const holders = new Set((await store.sessions.list(site)).map(({ operatorId }) => operatorId));
    let ended = 0;
    for (const operatorId of holders) {
      const operator = await store.operators.find(site, { id: operatorId });
      const actor = operator === null ? gate.instance.id : nameOnRecord(operator);
      const data = { operator: operatorId, everywhere: true, because: 'the store was put back' };
      ended += await audit.writeWith({ kind: 'operator.signed-out', actor, data }, async (record) => {
        const result = await store.sessions.end(site, { operatorId }, record);
        return { stored: result > 0, result };
      });
    }
    return ended;
  }

  function isGiven(): boolean {
    look();
    return !isHeld;
  }

  look();
  // Nobody else may ask between the moment it is contested and the one in which it is settled.
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return {
    isGiven,
    require() {
      if (isGiven()) return;
      throw new PortcullisError(
        'PORTCULLIS_STORE_UNAVAILABLE',
        'The store knows less than this host remembers: it was put back, and whoever was removed since is in it again. Nobody signs in and no key counts. On the host, look through `portcullis operator list`, `portcullis key list` and `portcullis pass list`, then say what holds: `portcullis on` or `portcullis off`.',
      );
    },
    close: () => clearInterval(timer),
  };
}

/** Lets nobody in, not to sign in either, while the store is not trusted. */
export function whileTrusted(trust: Pick<StoreTrust, 'require'>, doorkeeper: Doorkeeper): Doorkeeper {
  return {
    visitOf(incoming) {
      trust.require();
      return doorkeeper.visitOf(incoming);
    },
    async callerOf(incoming, visit) {
      const caller = await doorkeeper.callerOf(incoming, visit);
      trust.require();
      return caller;
    },
  };
}
