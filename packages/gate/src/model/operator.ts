/** What somebody may do with a site's console and control API. Each includes the ones before it. */
export type OperatorRole = 'viewer' | 'support' | 'operator' | 'owner';

/**
 * What a route of the control API asks for, and a key may hold. `workers` is for processes that report, `gate` for gates inside
 * an application; no role has them.
 */
export const controlScopes = ['read', 'switch', 'settings', 'passes', 'audit', 'workers', 'gate'] as const;
export type ControlScope = (typeof controlScopes)[number];

/** Somebody who works with the console of a site. */
export interface Operator {
  readonly id: string;
  readonly site: string;
  /** Unique in its site, in any case of its letters. */
  readonly name: string;
  readonly role: OperatorRole;
  /** PHC text of argon2id; null = signs in elsewhere, or was only invited so far. */
  readonly passwordHash: string | null;
  readonly secondFactor: SecondFactor | null;
  /** Who this is to an OpenID provider; null = signs in with a password. */
  readonly federated: { readonly issuer: string; readonly subject: string } | null;
  /** A code with which a password is set, once; null = none is out. */
  readonly invitation: { readonly codeHash: string; readonly expiresAt: number } | null;
  readonly disabledAt: number | null;
  readonly createdAt: number;
  /** As on record: `shell:ada`, `operator:mia`. */
  readonly createdBy: string;
  /** Raised with each change; the next change names the one that it read. */
  readonly version: number;
}

/** One-time codes by time (RFC 6238). */
export interface SecondFactor {
  /** Encrypted with a key of the server secret; the store never sees it. */
  readonly sealedSecret: string;
  /** Null = the first code was not entered yet: nobody is asked for one. */
  readonly confirmedAt: number | null;
  /** SHA-256 of the recovery codes that were not used yet, lower-case hex. */
  readonly recoveryHashes: readonly string[];
}

/** One browser that signed in. */
export interface OperatorSession {
  /** SHA-256 of what the cookie holds, lower-case hex. */
  readonly tokenHash: string;
  /** Stays when the token is exchanged for another. */
  readonly id: string;
  readonly site: string;
  readonly operatorId: string;
  /** `code-needed`: the password was right, the second factor is missing; nothing else is possible with it. */
  readonly stage: 'code-needed' | 'signed-in';
  readonly createdAt: number;
  /** When password, code or provider last proved who it is. */
  readonly confirmedAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
  readonly address: string | null;
  /** The browser's own words, shortened. */
  readonly userAgent: string;
}

/** A key of a program that talks to the control API. */
export interface ApiKey {
  readonly id: string;
  readonly site: string;
  readonly name: string;
  /** SHA-256, lower-case hex; its first eight letters are the fingerprint. */
  readonly tokenHash: string;
  readonly scopes: readonly ControlScope[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}
