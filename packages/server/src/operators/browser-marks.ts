import { randomBytes } from 'node:crypto';
import { deriveKeyBytes } from '@portcullis/gate';
import { openText, sealText } from './sealed-text.ts';

/**
 * What a browser keeps of everybody who signed in with it, so that strangers behind the same address, or a restart of the
 * server, do not make it one of many. It opens nothing: it says whose failures count where.
 */
export interface BrowserMarks {
  /** What the browser is called that has this mark, for one operator; null when he never signed in with it, or long ago. */
  of(mark: string | null, operatorId: string): string | null;
  /** The same mark with an operator who has just signed in, under a new name. */
  with(mark: string | null, operatorId: string): string;
}

export interface BrowserMarksOptions {
  readonly site: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The active one first. */
  readonly secrets: readonly Uint8Array[];
}

interface Marked {
  readonly operatorId: string;
  readonly browserId: string;
  readonly at: number;
}

/** Operators sign in rarely: a repair a month is often. */
export const browserMarkSeconds = 180 * 86_400;
/** Of one browser; more would not fit into a cookie with certainty. */
const mostOperators = 8;

export async function createBrowserMarks({ site, now, secrets }: BrowserMarksOptions): Promise<BrowserMarks> {
  const keys = await Promise.all(secrets.map((secret) => deriveKeyBytes(secret, 'browser-mark')));
  const [active] = keys;
  if (active === undefined) throw new Error('there is no server secret');
  const bound = JSON.stringify(['browser', site]);

  function read(mark: string | null): readonly Marked[] {
    const text = mark === null ? null : openText(keys, { bound, sealed: mark });
    const marked = text === null ? [] : (JSON.parse(text) as readonly Marked[]);
    return marked.filter(({ at }) => now() - at < browserMarkSeconds * 1_000);
  }

  return {
    of: (mark, operatorId) =>
      read(mark).find((marked) => marked.operatorId === operatorId)?.browserId ?? null,
    with(mark, operatorId) {
      const others = read(mark).filter((marked) => marked.operatorId !== operatorId);
      const browserId = randomBytes(16).toString('base64url');
      const marked = [{ operatorId, browserId, at: now() }, ...others].slice(0, mostOperators);
      return sealText(active, { bound, text: JSON.stringify(marked) });
    },
  };
}
