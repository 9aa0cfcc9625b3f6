import type { ServerStore } from '@portcullis/gate';
import { addressNetwork } from './address-network.ts';
import type { BrowserMarks } from './browser-marks.ts';
import type { Browser } from './operators-options.ts';

/** What tells an operator who was here before from strangers who try his name. */
export interface KnownPlaces {
  /** A name for where he is, the narrowest there is; null = nothing tells him from a stranger. */
  placeOf(operatorId: string, visitor: Visitor): Promise<string | null>;
  /** He has signed in from there. */
  add(operatorId: string, address: string | null): void;
}

export interface Visitor {
  readonly browser: Browser;
  /** Of the session that he is signed in with already; null = he is signing in. */
  readonly sessionId: string | null;
}

export interface KnownPlacesOptions {
  readonly site: string;
  readonly store: Pick<ServerStore, 'sessions'>;
  readonly marks: BrowserMarks;
  /** The newest addresses of each operator. @default 32 */
  readonly addressesEach?: number;
}

/**
 * His session, else his browser, by its mark, else his address: of this process, and of sessions that are open. A restart
 * forgets other addresses, and no marks.
 */
export function createKnownPlaces({
  site,
  store,
  marks,
  addressesEach = 32,
}: KnownPlacesOptions): KnownPlaces {
  const addresses = new Map<string, string[]>();

  async function isKnownAddress(operatorId: string, network: string): Promise<boolean> {
    if (addresses.get(operatorId)?.includes(network)) return true;
    const sessions = await store.sessions.list(site, operatorId);
    return sessions.some(
      ({ stage, address }) =>
        stage === 'signed-in' && address !== null && addressNetwork(address) === network,
    );
  }

  return {
    add(operatorId, address) {
      if (address === null) return;
      const network = addressNetwork(address);
      const others = (addresses.get(operatorId) ?? []).filter((other) => other !== network);
      addresses.set(operatorId, [network, ...others].slice(0, addressesEach));
    },
    async placeOf(operatorId, { browser: { mark, address }, sessionId }) {
      if (sessionId !== null) return `session ${sessionId}`;
      const browserId = marks.of(mark, operatorId);
      if (browserId !== null) return `browser ${browserId}`;
      if (address === null) return null;
      const network = addressNetwork(address);
      return (await isKnownAddress(operatorId, network)) ? `address ${network}` : null;
    },
  };
}
