import type { Hints } from '../hints/hints.ts';
import { createListenedHints, type HintLine, type ListenedHintsOptions } from '../hints/listened-hints.ts';
import { endWhenForgotten, type ForgottenSessionOptions } from './forgotten-sessions.ts';
import { quoted } from './migrate.ts';

/** A connection of its own, as `pg.Client` is one: a pool would hand it to somebody else. */
export interface ListeningClient {
  connect(): Promise<unknown>;
  query(text: string): Promise<unknown>;
  on(event: 'notification', listener: (message: { readonly payload?: string | undefined }) => void): unknown;
  on(event: 'error' | 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

export interface ListenOptions extends Omit<ListenedHintsOptions, 'connect' | 'epochOf' | 'tellsAtFirst'> {
  /** A new client, not connected yet; null = nobody listens, and changes of others are found by polling. */
  readonly connect: (() => ListeningClient) | null;
  readonly channel: string;
  /** A session of which nothing is heard for so long is ended by the server. */
  readonly forgottenAfterMs: number;
}

/** LISTEN and NOTIFY as hints; `pg` neither connects again nor listens again by itself. */
export function createListeningHints({
  connect,
  channel,
  forgottenAfterMs,
  ...options
}: ListenOptions): Hints {
  return createListenedHints({
    ...options,
    tellsAtFirst: true,
    connect:
      connect === null
        ? null
        : () =>
            listeningLine(connect(), channel, { afterMs: forgottenAfterMs, timeoutMs: options.timeoutMs }),
  });
}

function listeningLine(
  client: ListeningClient,
  channel: string,
  forgotten: ForgottenSessionOptions,
): HintLine {
  return {
    async open({ onTold, onLost }) {
      client.on('error', onLost);
      client.on('end', onLost);
      client.on('notification', ({ payload }) => onTold(payload));
      await client.connect();
      await endWhenForgotten(client, forgotten);
      await client.query(`listen ${quoted(channel)}`);
    },
    ping: () => client.query('select 1'),
    close: () => client.end(),
  };
}
