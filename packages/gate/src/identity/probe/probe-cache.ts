import type { Recognised } from '../../ports/identity-source.ts';
import { createBoundedMap } from './bounded-map.ts';

/** Who a session was found to be, for a while. 10,000 sessions and 8 million key characters at most. */
export interface ProbeCache {
  /** Undefined = not known, or not any more. */
  read(key: string, nowMs: number): Recognised | null | undefined;
  /** Who it was found to be, while its answer is no older than any may be: for when nobody answers. */
  readStale(key: string, nowMs: number): Recognised | null;
  store(key: string, recognised: Recognised | null, lifetime: { askedMs: number; freshMs: number }): void;
  delete(key: string): void;
  /** Nothing is fresh any more; who was an insider stays known. */
  expire(): void;
  /** Whether this session was an insider's when it was last asked about, however long ago. */
  wasInsider(key: string): boolean;
  hasInsiders(): boolean;
}

interface Entry {
  readonly recognised: Recognised | null;
  readonly freshUntilMs: number;
  readonly askedMs: number;
  readonly generation: number;
}

/** Whoever lost a role has it no longer than this, whatever the policy says. */
export const longestCachedMs = 60_000;

/**
 * Insiders have a place of their own: a flood of made-up cookies must not push them out, and a stale entry
 * still says that the session deserves one of the reserved questions.
 */
export function createProbeCache(): ProbeCache {
  let generation = 0;
  const insiders = createBoundedMap<Entry>({ mostEntries: 1_000, mostKeyCharacters: 2_000_000 });
  const others = createBoundedMap<Entry>({ mostEntries: 9_000, mostKeyCharacters: 6_000_000 });
  function current(key: string): Entry | undefined {
    const entry = insiders.get(key) ?? others.get(key);
    return entry?.generation === generation ? entry : undefined;
  }
  return {
    read(key, nowMs) {
      const entry = current(key);
      return entry !== undefined && nowMs < entry.freshUntilMs ? entry.recognised : undefined;
    },
    readStale(key, nowMs) {
      const entry = current(key);
      return entry !== undefined && nowMs < entry.askedMs + longestCachedMs ? entry.recognised : null;
    },
    store(key, recognised, { askedMs, freshMs }) {
      const isInsider = recognised !== null && recognised.role !== 'visitor';
      (isInsider ? others : insiders).delete(key);
      (isInsider ? insiders : others).set(key, {
        recognised,
        freshUntilMs: askedMs + freshMs,
        askedMs,
        generation,
      });
    },
    delete(key) {
      insiders.delete(key);
      others.delete(key);
    },
    expire() {
      generation += 1;
    },
    wasInsider: (key) => insiders.get(key) !== undefined,
    hasInsiders: () => insiders.size > 0,
  };
}
