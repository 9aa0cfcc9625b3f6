import type { PassGrant } from './pass.ts';

/** Who somebody is for the gate. */
export type Role = 'admin' | 'support' | 'allowed' | 'visitor';

export function isRole(value: unknown): value is Role {
  return value === 'admin' || value === 'support' || value === 'allowed' || value === 'visitor';
}

/** Which identity source named the caller. `none` = nobody did. */
export type IdentityVia = 'probe' | 'jwt' | 'header' | 'operator' | 'callback' | 'pass' | 'none';

/** What is known about the caller once the identity need was met. */
export interface Identity {
  readonly role: Role;
  readonly subject: string | null;
  readonly via: IdentityVia;
  /** The pass that came with the request, whoever the identity is. */
  readonly pass: PassGrant | null;
  /** Of the groups that the policy asks about, those that the caller is in. Null = not known. @default null */
  readonly groups?: readonly string[] | null;
  /** The worker whose job makes this call. Looked at only while one is being drained. @default none */
  readonly worker?: string;
  /** There were credentials, and whose they are could not be found out. @default false */
  readonly isUnsure?: boolean;
}

export const nobody: Identity = Object.freeze({ role: 'visitor', subject: null, via: 'none', pass: null });
