import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBreather } from './breathe.ts';

/** Numbers the turns of the event loop. */
function countTurns(): { readonly now: () => number; stop(): void } {
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  return { now: () => turns, stop: () => clearImmediate(next) };
}

let monotonic = 0;
afterEach(() => vi.restoreAllMocks());

describe('long work', () => {
  it('goes on in the same turn while its slice lasts, and gives way then', async () => {
    vi.spyOn(performance, 'now').mockImplementation(() => monotonic);
    const turns = countTurns();
    const { pause } = createBreather();
    const at: number[] = [];
    for (let step = 0; step < 6; step += 1) {
      await pause();
      at.push(turns.now());
      monotonic += 4;
    }
    turns.stop();
    expect(new Set(at).size).toBe(2);
    expect([at[0], at[3]]).toEqual([at[2], at[5]]);
  });

  it('of many at once has one slice in a turn, and each gets its turn', async () => {
    // Every look at the clock is a slice later.
    vi.spyOn(performance, 'now').mockImplementation(() => {
      monotonic += 11;
      return monotonic;
    });
    const turns = countTurns();
    const slices: { readonly of: number; readonly turn: number }[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, of) => {
        const { pause } = createBreather();
        for (let step = 0; step < 3; step += 1) {
          await pause();
          slices.push({ of, turn: turns.now() });
        }
      }),
    );
    turns.stop();
    expect(new Set(slices.map(({ turn }) => turn)).size).toBe(60);
    expect(slices.slice(0, 20).map(({ of }) => of)).toEqual(Array.from({ length: 20 }, (_, of) => of));
  });
});
