import type { Pass } from '@portcullis/gate';

/** Passes that may write and have not ended, redeemed or not. */
export interface WritePassesOut {
  readonly count: number;
  /** Those that are good for longest, that one first; five at most. */
  readonly longest: readonly Pick<Pass, 'id' | 'subject' | 'expiresAt'>[];
}

const mostNamed = 5;

/** `now` by the clock that passes end by. In one walk: there may be 10,000, and this is asked each second. */
export function writePassesOut(passes: Iterable<Pass>, now: number): WritePassesOut {
  let count = 0;
  const longest: Pass[] = [];
  for (const pass of passes) {
    if (pass.scope !== 'write' || pass.revokedAt !== null || now >= pass.expiresAt) continue;
    count += 1;
    const last = longest[mostNamed - 1];
    if (last !== undefined && last.expiresAt >= pass.expiresAt) continue;
    const place = longest.findIndex(({ expiresAt }) => expiresAt < pass.expiresAt);
    longest.splice(place === -1 ? longest.length : place, 0, pass);
    longest.length = Math.min(longest.length, mostNamed);
  }
  return { count, longest: longest.map(({ id, subject, expiresAt }) => ({ id, subject, expiresAt })) };
}
