import type { ControlScope, OperatorRole } from '@portcullis/gate';

/** Who may use a route of the control API. Whoever has a shell on the host may use all that are not about a session. */
export type Access =
  /** Anybody who reaches the listener: signing in, and whether the server lives. */
  | { readonly kind: 'public' }
  /** Whoever is signed in, with whatever role: what is about his own session. Never a key. */
  | { readonly kind: 'session' }
  /**
   * Operators whose role has the scope, and keys that hold it. `recent`: an operator must have proved who he is within
   * the last 15 minutes.
   */
  | { readonly kind: 'scope'; readonly scope: ControlScope; readonly recent: boolean }
  /** Owners who proved it lately. Never a key: one that makes keys could not be taken back. */
  | { readonly kind: 'owner' };

export const anybody: Access = { kind: 'public' };
export const signedIn: Access = { kind: 'session' };
export const ownersOnly: Access = { kind: 'owner' };

export function needs(scope: ControlScope, { recent = false } = {}): Access {
  return { kind: 'scope', scope, recent };
}

/** What each role may do. A key may do what its scopes say. */
export const scopesOfRole: Readonly<Record<OperatorRole, readonly ControlScope[]>> = {
  viewer: ['read'],
  support: ['read', 'audit'],
  operator: ['read', 'audit', 'switch', 'passes'],
  owner: ['read', 'audit', 'switch', 'passes', 'settings'],
};
