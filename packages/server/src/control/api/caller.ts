import type { Actor, ApiKey, Operator, OperatorSession } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';

/** Who uses the control API. */
export type ControlCaller =
  /** Somebody with a shell on the host, through the Unix socket: file rights are the key. */
  | { readonly kind: 'shell' }
  | {
      readonly kind: 'operator';
      readonly operator: Operator;
      readonly session: OperatorSession;
      readonly address: string | null;
    }
  | { readonly kind: 'key'; readonly key: ApiKey; readonly address: string | null }
  /** Nobody who is known; reaches public routes only. */
  | { readonly kind: 'nobody'; readonly address: string | null };

/** What is known of a request beside who sent it. */
export interface Visit {
  /** Where the server sees it come from; null on the Unix socket. */
  readonly address: string | null;
  /** The browser's own words; empty when there are none. */
  readonly userAgent: string;
  /** What the session cookie holds; null when there is none, or more than one. */
  readonly sessionToken: string | null;
  /** The same of the cookie that goes along to an OpenID provider. */
  readonly providerState: string | null;
  /** The same of the cookie that an earlier sign-in left. */
  readonly mark: string | null;
}

/** One of these for everybody, over all sessions and renamings: what somebody has of a kind is counted by it. */
export function identityOf(caller: ControlCaller): string {
  if (caller.kind === 'operator') return `operator ${caller.operator.id}`;
  return caller.kind === 'key' ? `key ${caller.key.id}` : caller.kind;
}

/**
 * Who does it, for the record. Somebody with a shell says his name; of all others it is known, and one who gives a name
 * all the same is told so with PORTCULLIS_USAGE.
 */
export function actorOf(caller: ControlCaller, shellName: string | undefined): Actor {
  if (caller.kind === 'shell') {
    if (shellName !== undefined) return { kind: 'shell', name: shellName };
    throw new PortcullisError('PORTCULLIS_USAGE', 'actor: expected the name of who does it, got nothing.');
  }
  if (shellName !== undefined) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'actor: leave it out. Who signed in, or holds the key, is on record anyway.',
    );
  }
  if (caller.kind === 'operator') return { kind: 'operator', name: caller.operator.name };
  if (caller.kind === 'key') return { kind: 'key', name: caller.key.name };
  throw new Error('nobody changes anything');
}
