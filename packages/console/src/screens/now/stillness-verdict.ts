import type { Status } from '../../api/schema.ts';
import type { Phase } from '../../switching/stillness-steps.ts';

/** Why a site is enforced and not still. */
export type NotStill =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | { readonly kind: 'missing'; readonly count: number }
  | { readonly kind: 'no-database' | 'no-database-closed' | 'not-seen-yet' };

/** How far beyond HTTP a site has come to rest. `still` comes from the server alone, with the time. */
export type StillnessVerdict =
  | { readonly kind: 'still'; readonly since: number }
  | { readonly kind: 'not-still'; readonly why: NotStill }
  | { readonly kind: 'not-enforced' | 'open' | 'forced' }
  | { readonly kind: 'turning-off'; readonly phase: Phase };

export function stillnessVerdict({
  word,
  stillness,
}: Pick<Status, 'word' | 'stillness'>): StillnessVerdict | null {
  if (stillness === null) return null;
  const { since, direction, phase } = stillness;
  if (direction === 'off' && phase !== null) return { kind: 'turning-off', phase };
  if (word === 'not yet enforced') return { kind: 'not-enforced' };
  if (word === 'still' && since !== null) return { kind: 'still', since };
  if (word === 'open') return { kind: 'open' };
  if (word.startsWith('forced ')) return { kind: 'forced' };
  return { kind: 'not-still', why: whyNotStill(stillness) };
}

function whyNotStill({ phase, missing, databases }: NonNullable<Status['stillness']>): NotStill {
  if (phase !== null && phase !== 'watch') return { kind: 'phase', phase };
  if (missing.length > 0) return { kind: 'missing', count: missing.length };
  if (databases.length === 0) return { kind: 'no-database' };
  if (databases.every(({ state }) => state === 'running')) return { kind: 'no-database-closed' };
  return { kind: 'not-seen-yet' };
}
