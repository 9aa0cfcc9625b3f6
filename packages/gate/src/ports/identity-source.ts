import type { Role } from '../model/identity.ts';
import type { RawRequest } from '../model/request.ts';

/** Somebody a source recognised. */
export interface Recognised {
  readonly role: Role;
  readonly subject: string;
  /** Of the groups that the policy asks about, those that they are in. Absent: the source does not know. */
  readonly groups?: readonly string[];
}

/** `unsure`: there are credentials, and whose they are could not be found out. */
export type Recognition = Recognised | 'unsure' | null;

/** How the gate knows the role. */
export interface IdentitySource {
  readonly kind: 'probe' | 'jwt' | 'header' | 'operator' | 'callback';
  /**
   * Who sent this request; null = nobody this source knows. A source that throws or is slow is unsure.
   * May answer synchronously when the request carries nothing to look at.
   */
  recognise(request: RawRequest, context: IdentityContext): Recognition | Promise<Recognition>;
  /** Forget what was cached for the credentials of this request: it signed in or out. */
  forget?(request: RawRequest): void;
  /** Nothing that was cached counts any more: a window opens, and nobody was asked while there was none. */
  forgetAll?(): void;
  close?(): void;
}

export interface IdentityContext {
  readonly clientAddress: string | null;
  /** Whether the socket's peer is one of the named proxies. */
  readonly peerIsTrustedProxy: boolean;
  readonly monotonicMs: number;
  /** Gives a Set-Cookie line of the upstream to the response. */
  readonly passCookieOn: (setCookie: string) => void;
}
