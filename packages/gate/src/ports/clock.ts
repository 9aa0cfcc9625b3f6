/** Time and randomness as values, so that the core is pure and tests decide. */
export interface Clock {
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Milliseconds that never go back. */
  monotonicMs(): number;
}
