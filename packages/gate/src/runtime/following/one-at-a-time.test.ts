import { describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

describe('oneAtATime', () => {
  it('runs once more for everything that was asked for meanwhile', async () => {
    let runs = 0;
    const rounds = oneAtATime(
      async () => {
        runs += 1;
      },
      () => false,
    );
    await Promise.all([rounds.run(), rounds.run(), rounds.run()]);
    expect(runs).toBe(2);
  });

  // The promise of the round after a failing one was kept and handed out for ever.
  it('goes on after a round that failed while another was asked for', async () => {
    let runs = 0;
    const rounds = oneAtATime(
      async () => {
        runs += 1;
        if (runs === 1) throw new Error('the first round fails');
      },
      () => false,
    );
    const [first, second] = await Promise.allSettled([rounds.run(), rounds.run()]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
    await Promise.all([rounds.run(), rounds.run()]);
    expect(runs).toBe(4);
  });

  it('starts nothing more once it is closed', async () => {
    let runs = 0;
    let closed = false;
    const rounds = oneAtATime(
      async () => {
        runs += 1;
      },
      () => closed,
    );
    const both = Promise.all([rounds.run(), rounds.run()]);
    closed = true;
    await both;
    expect(runs).toBe(1);
  });
});
