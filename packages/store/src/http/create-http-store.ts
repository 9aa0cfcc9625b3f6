import { createHash } from 'node:crypto';
import { type GateStore, gateName, PortcullisError, type SettingsSource } from '@portcullis/gate';
import { createListenedHints, type ListenedHints } from '../hints/listened-hints.ts';
import * as answer from './answer-shapes.ts';
import { createEventLine } from './event-line.ts';
import { parsePlace } from './parse-place.ts';
import { createServerConnection } from './server-connection.ts';

export interface HttpStoreOptions {
  /** Where operators open the console of the server: `https://admin.example.com`, with its path if it has one. */
  readonly url: string;
  /** A key with the scope `gate`: `portcullis key create shop --scope gate`. */
  readonly key: string;
  /** How long an answer is waited for. @default 5000 */
  readonly timeoutMs?: number;
  /**
   * Plain http to another machine, where nobody else can listen: the key, and who may write, are then there to read.
   * @default false
   */
  readonly allowInsecure?: boolean;
  /** For authorities of one's own, or a proxy on the way. @default the platform's */
  readonly fetch?: typeof globalThis.fetch;
}

/** What a gate follows; nothing can be changed through it. */
export interface HttpStore extends GateStore {
  /** How pages look, as operators set it in the console. */
  readonly settings: SettingsSource;
}

/**
 * A gate's way to a running server (`portcullis up`), without any of its store's drivers or passwords. It asks once a second like
 * every gate, and listens to the server's events for when to ask sooner. It connects at the first use; while the server is away every
 * operation says why and the next one tries again. Throws PORTCULLIS_CONFIG_INVALID for an address or a key that cannot be one.
 */
export function createHttpStore(options: HttpStoreOptions): HttpStore {
  const { key, timeoutMs = 5_000 } = options;
  const place = parsePlace(options);
  const keyHash = createHash('sha256').update(key).digest('hex');
  const fetch = options.fetch ?? globalThis.fetch;
  const connection = createServerConnection({ place, key, timeoutMs, fetch });
  const hintsOfSites = new Map<string, ListenedHints>();
  let closed = false;

  /** Each site has a stream of its own. */
  function hintsOf(site: string): ListenedHints {
    const known = hintsOfSites.get(site);
    if (known !== undefined) return known;
    const hints = createListenedHints({
      connect: () => createEventLine({ connection, site }),
      timeoutMs,
    });
    hintsOfSites.set(site, hints);
    return hints;
  }

  return {
    nameOf: (id) => gateName(keyHash, id),
    switch: {
      version: (site) => connection.get(site, { path: 'version', shape: answer.version }),
      async read(site) {
        const state = await connection.get(site, { path: 'state', shape: answer.state });
        if (state.switch.site === site && state.passes.every((pass) => pass.site === site)) return state;
        throw new PortcullisError(
          'PORTCULLIS_STORE_UNAVAILABLE',
          `The server ${place.shown} answered for the site ${JSON.stringify(state.switch.site)}, and was asked for ${JSON.stringify(site)}. Look which server stands at this address.`,
        );
      },
      subscribe: (site, onHint) => (closed ? () => undefined : hintsOf(site).subscribe(site, onHint)),
    },
    instances: {
      async report(site, report) {
        // The same report twice says the same.
        const options = { path: 'report', body: report, isRepeatable: true, shape: answer.reported };
        return (await connection.post(site, options)).now;
      },
      async remove(site, id) {
        return (await connection.post(site, { path: 'leave', body: { id }, shape: answer.left })).left;
      },
    },
    passes: {
      async redeem(site, tokenHash, record) {
        const options = { path: 'redeem', body: { tokenHash, record }, shape: answer.redeemed };
        return (await connection.post(site, options)).pass;
      },
      async claim(site, key, expiresAt) {
        const options = { path: 'claim', body: { key, expiresAt }, shape: answer.claimed };
        return (await connection.post(site, options)).claimed;
      },
    },
    audit: {
      async append(site, records) {
        // Not repeated: whether it was stored the chain's head tells, and whoever writes the chain asks for that.
        await connection.post(site, { path: 'audit/append', body: { records }, shape: answer.appended });
      },
      async head(site, chain) {
        const path = `audit/head?chain=${encodeURIComponent(chain)}`;
        return (await connection.get(site, { path, shape: answer.head })).head;
      },
      async seal(site, seal) {
        const options = { path: 'audit/seal', body: seal, isRepeatable: true, shape: answer.sealed };
        await connection.post(site, options);
      },
      async chains(site) {
        return (await connection.get(site, { path: 'audit/chains', shape: answer.chains })).chains;
      },
    },
    settings: {
      read: (site) => connection.get(site, { path: 'settings', shape: answer.settings }),
    },
    async close() {
      closed = true;
      for (const hints of hintsOfSites.values()) hints.close();
      connection.close();
    },
  };
}
