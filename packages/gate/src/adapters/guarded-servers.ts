import type { Gate } from '../runtime/for-adapters.ts';

const guarded = new WeakMap<object, Set<Gate>>();

/** Whether this gate judges what the server hands past middleware. */
export function isGuarded(gate: Gate, server: object): boolean {
  return guarded.get(server)?.has(gate) === true;
}

/** Whether it did not yet. */
export function markGuarded(gate: Gate, server: object): boolean {
  if (isGuarded(gate, server)) return false;
  guarded.set(server, (guarded.get(server) ?? new Set()).add(gate));
  return true;
}
