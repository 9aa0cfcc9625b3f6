/** What a pass lets its holder do. */
export type PassScope = 'read' | 'write';

/**
 * A personal permission as it is stored. The token itself is 32 random bytes and is never stored:
 * `tokenHash` is its SHA-256, lower-case hex.
 */
export interface Pass {
  readonly id: string;
  readonly site: string;
  readonly subject: string;
  readonly scope: PassScope;
  /** For trying what a window has changed: the jobs of what its holder does run while all others are held. */
  readonly isTest: boolean;
  readonly tokenHash: string;
  /** The window it belongs to; null = the next or current one. It dies with its window. */
  readonly windowId: string | null;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Exclusive. Milliseconds since 1970, store clock. */
  readonly expiresAt: number;
  readonly redeemedAt: number | null;
  readonly revokedAt: number | null;
}

/** A pass that came with a request and was verified. */
export interface PassGrant {
  readonly id: string;
  readonly subject: string;
  readonly scope: PassScope;
  /** @default false */
  readonly isTest?: boolean;
  /** A break-glass pass, honoured without store and identity provider from loopback or a trusted network. */
  readonly breakGlass: boolean;
}

export const passDefaultTtlMs: number = 4 * 60 * 60 * 1000;
export const passLongestTtlMs: number = 24 * 60 * 60 * 1000;
