/** When the server last answered, by the clock of this computer. */
export interface ConnectionState {
  readonly lastAnswerAt: number | null;
  /** Since when every request failed; null = the last one did not. */
  readonly failingSince: number | null;
}

export type ConnectionEvent = { readonly kind: 'answered' | 'failed'; readonly at: number };

export const neverAnswered: ConnectionState = { lastAnswerAt: null, failingSince: null };

/** Shorter than that is a hiccup of the network, and nothing that anybody should read. */
export const lostAfterMs = 4_000;

export function connectionAfter(state: ConnectionState, { kind, at }: ConnectionEvent): ConnectionState {
  if (kind === 'answered') return { lastAnswerAt: at, failingSince: null };
  return { ...state, failingSince: state.failingSince ?? at };
}

/** Since when nobody answers; null = somebody does, or it is too early to say. */
export function lostSince({ lastAnswerAt, failingSince }: ConnectionState, nowMs: number): number | null {
  if (failingSince === null || nowMs - failingSince < lostAfterMs) return null;
  return lastAnswerAt ?? failingSince;
}
