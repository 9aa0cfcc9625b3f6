import type { ServerStore } from '@portcullis/gate';
import { addressNetwork } from './address-network.ts';

/** From where each operator signed in before. */
export interface KnownAddresses {
  has(operatorId: string, address: string | null): Promise<boolean>;
  add(operatorId: string, address: string | null): void;
}

export interface KnownAddressesOptions {
  readonly site: string;
  readonly store: Pick<ServerStore, 'sessions'>;
  /** The newest so many of each operator. @default 32 */
  readonly perOperator?: number;
}

/** Those of this process, and of the sessions that are open: a restart forgets who has signed out everywhere. */
export function createKnownAddresses({
  site,
  store,
  perOperator = 32,
}: KnownAddressesOptions): KnownAddresses {
  const known = new Map<string, string[]>();

  function add(operatorId: string, address: string | null): void {
    if (address === null) return;
    const network = addressNetwork(address);
    const others = (known.get(operatorId) ?? []).filter((other) => other !== network);
    known.set(operatorId, [network, ...others].slice(0, perOperator));
  }

  return {
    add,
    async has(operatorId, address) {
      if (address === null) return false;
      const network = addressNetwork(address);
      if (known.get(operatorId)?.includes(network)) return true;
      const sessions = await store.sessions.list(site, operatorId);
      return sessions.some(
        ({ stage, address: from }) =>
          stage === 'signed-in' && from !== null && addressNetwork(from) === network,
      );
    },
  };
}
