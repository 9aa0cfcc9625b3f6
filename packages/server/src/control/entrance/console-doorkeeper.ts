import type { IncomingMessage } from 'node:http';
import { CanonicalRequest, type Gate, headerValues, PortcullisError } from '@portcullis/gate';
import type { KeyDesk } from '../../operators/key-desk.ts';
import type { SessionDesk } from '../../operators/session-desk.ts';
import { isSame } from '../../operators/token.ts';
import type { Visit } from '../api/caller.ts';
import type { Doorkeeper } from '../control-app.ts';
import {
  browserCookieName,
  cookieOf,
  providerCookieName,
  requestTokenHeader,
  requestTokenOf,
  sessionCookieName,
} from './console-cookies.ts';

export interface ConsoleDoorkeeperOptions {
  readonly gate: Pick<Gate, 'site' | 'view'>;
  readonly sessions: SessionDesk;
  readonly keys: KeyDesk;
}

/** Of the TCP listener: operators by their cookie, programs by their key. */
export function createConsoleDoorkeeper({ gate, sessions, keys }: ConsoleDoorkeeperOptions): Doorkeeper {
  const { site } = gate;

  /** As the gate reads it, with the same trust in named proxies. */
  function addressOf(incoming: IncomingMessage): string | null {
    const { compiled } = gate.view().snapshot;
    const { client } = new CanonicalRequest(compiled, {
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: incoming.rawHeaders,
      peer: incoming.socket.remoteAddress ?? null,
      httpVersion: incoming.httpVersion,
      secure: 'encrypted' in incoming.socket,
      upgrade: false,
    });
    return client.address;
  }

  return {
    visitOf(incoming) {
      const { rawHeaders } = incoming;
      return {
        address: addressOf(incoming),
        userAgent: incoming.headers['user-agent'] ?? '',
        sessionToken: cookieOf(rawHeaders, sessionCookieName(site)),
        providerState: cookieOf(rawHeaders, providerCookieName(site)),
        mark: cookieOf(rawHeaders, browserCookieName(site)),
      };
    },

    async callerOf(incoming, visit) {
      const { address } = visit;
      const token = bearerOf(incoming);
      if (token !== null) {
        const key = await keys.find(token);
        return key === null ? { kind: 'nobody', address } : { kind: 'key', key, address };
      }
      const standing = await sessions.find(visit.sessionToken, 'signed-in');
      if (standing === null) return { kind: 'nobody', address };
      requireOwnPage(incoming, visit);
      return { kind: 'operator', ...standing, address };
    },
  };
}

/**
 * The key of a request; null when it brings none. A proxy in front may ask for credentials of its own (`Basic`): these say
 * nothing here.
 */
function bearerOf({ rawHeaders }: IncomingMessage): string | null {
  const values = headerValues(rawHeaders, 'authorization');
  const bearers = values.filter((value) => /^bearer(?: |$)/i.test(value));
  if (bearers.length === 0) return null;
  return values.length === 1 ? (values[0] ?? '').slice('bearer '.length).trim() : '';
}

/** Whatever changes something says the token that only a page of the console can know. */
function requireOwnPage({ method, headers }: IncomingMessage, { sessionToken }: Visit): void {
  if (method === 'GET' || method === 'HEAD') return;
  const given = headers[requestTokenHeader];
  const expected = requestTokenOf(sessionToken ?? '');
  if (typeof given === 'string' && sessionToken !== null && isSame(given, expected)) return;
  throw new PortcullisError(
    'PORTCULLIS_FOREIGN_REQUEST',
    'Expected the header Portcullis-Console with the token of this session, got none or another. Load the console again; programs use a key.',
  );
}
