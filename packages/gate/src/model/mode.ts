/** What a site, or one area of it, lets through. Ordered: each mode is stricter than the one before. */
export type Mode = 'open' | 'read-only' | 'closed';

export const modes: readonly Mode[] = ['open', 'read-only', 'closed'];

const strictness: Readonly<Record<Mode, number>> = { open: 0, 'read-only': 1, closed: 2 };

export function isMode(value: unknown): value is Mode {
  return value === 'open' || value === 'read-only' || value === 'closed';
}

export function stricterOf(a: Mode, b: Mode): Mode {
  return strictness[a] >= strictness[b] ? a : b;
}

/** True when `a` refuses at least everything that `b` refuses. */
export function isAtLeastAsStrict(a: Mode, b: Mode): boolean {
  return strictness[a] >= strictness[b];
}
