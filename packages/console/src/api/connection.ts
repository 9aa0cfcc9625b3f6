import { useSyncExternalStore } from 'react';
import { useNow } from '../environment/ticking.ts';
import { type ConnectionState, connectionAfter, lostSince, neverAnswered } from './connection-state.ts';

/** Hears of every request to the control API whether somebody answered. */
export interface Connection {
  readonly answered: () => void;
  readonly failed: () => void;
  readonly state: () => ConnectionState;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createConnection(): Connection {
  let state = neverAnswered;
  const listeners = new Set<() => void>();
  const hear = (kind: 'answered' | 'failed'): void => {
    state = connectionAfter(state, { kind, at: Date.now() });
    for (const listener of listeners) listener();
  };
  return {
    answered: () => hear('answered'),
    failed: () => hear('failed'),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Since when nobody answers, in milliseconds since 1970; null = all is well. */
export function useLostSince(connection: Connection): number | null {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  return lostSince(state, useNow());
}
