import type { Mode, Status } from '../api/schema.ts';

export type Why = Status['inForce']['why'];

export interface ModeOnDisplay {
  readonly mode: Mode;
  /** Why the server that answers is in another mode than the switch says; null = it is not. */
  readonly forcedBy: Why | null;
}

/**
 * The mode to be said in large. What the switch says, unless the server that answers is forced: then what visitors
 * meet there.
 */
export function modeOnDisplay({
  switch: stored,
  inForce,
}: Pick<Status, 'switch' | 'inForce'>): ModeOnDisplay {
  const isForced = inForce.why !== 'store' && inForce.mode !== stored.mode;
  return isForced ? { mode: inForce.mode, forcedBy: inForce.why } : { mode: stored.mode, forcedBy: null };
}

export interface EnforcementCount {
  readonly enforcing: number;
  readonly all: number;
}

const good: ReadonlySet<string> = new Set(['enforcing', 'fenced']);

export function isInOrder({ state }: { readonly state: string }): boolean {
  return good.has(state);
}

export function countEnforcing({ enforcement }: Pick<Status, 'enforcement'>): EnforcementCount {
  const { instances } = enforcement;
  return { enforcing: instances.filter(isInOrder).length, all: instances.length };
}
