export interface TestClock {
  wallMs(): number;
  advance(ms: number): void;
}

/** A clock that only the test moves. */
export function createTestClock(): TestClock {
  let now = 1_750_000_000_000;
  return {
    wallMs: () => now,
    advance(ms) {
      now += ms;
    },
  };
}
