import type { ServerStore } from '@portcullis/gate';
import { createReadableCode, readCode } from './readable-code.ts';
import { hashOf, isSame } from './token.ts';

/** The one-time code with which somebody becomes the first owner. It is in memory alone: a restart makes another. */
export interface FirstRun {
  /** A new code in the place of the one before; null when there is an operator already. */
  renew(): Promise<FirstRunCode | null>;
  /** Whether a typed code is the one that is good now. */
  isCode(typed: string): boolean;
  /** Nobody is an operator yet. */
  isOpen(): Promise<boolean>;
  /** Somebody has become one. */
  close(): void;
}

export interface FirstRunCode {
  /** 130 random bits. */
  readonly code: string;
  readonly expiresAt: number;
}

export interface FirstRunOptions {
  readonly site: string;
  readonly store: Pick<ServerStore, 'operators'>;
  readonly now: () => number;
  /** @default 900000 */
  readonly ttlMs?: number;
}

export function createFirstRun({ site, store, now, ttlMs = 15 * 60_000 }: FirstRunOptions): FirstRun {
  let good: { readonly hash: string; readonly expiresAt: number } | null = null;

  async function isOpen(): Promise<boolean> {
    return (await store.operators.list(site)).length === 0;
  }

  return {
    isOpen,
    async renew() {
      good = null;
      if (!(await isOpen())) return null;
      const code = createReadableCode({ signs: 26, group: 5 });
      const expiresAt = now() + ttlMs;
      good = { hash: hashOf(readCode(code)), expiresAt };
      return { code, expiresAt };
    },
    isCode: (typed) => good !== null && now() < good.expiresAt && isSame(hashOf(readCode(typed)), good.hash),
    close() {
      good = null;
    },
  };
}
