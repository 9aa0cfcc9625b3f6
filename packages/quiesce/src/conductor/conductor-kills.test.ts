import { describe, expect, it } from 'vitest';
import type { Conductor } from './conductor.ts';
import { opening } from './testing/model-opening.ts';
import { ModelSite } from './testing/model-site.ts';

describe('killed at any step', () => {
  /** A whole window, with every conductor killed after so many operations; returns how many there were in all. */
  async function live(stepsEach: number): Promise<{ site: ModelSite; kills: number }> {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const kept = site.worker('imports');
    const database = site.database('orders');
    kept.isPaused = true;
    site.turn('read-only', {}, ['mails', 'imports']);
    let kills = 0;
    /** Conductors one after the other, until it has come. */
    const reach = async (holds: (conductor: Conductor) => boolean, ask?: (conductor: Conductor) => void) => {
      for (;;) {
        site.stepsLeft = stepsEach + kills;
        const conductor = site.conductor(`number ${kills}`, { leaseMs: 20 });
        let isAsked = false;
        const begun = performance.now();
        while (!holds(conductor) && site.stepsLeft > 0 && performance.now() - begun < 15_000) {
          if (!isAsked && conductor.view().transition !== null) {
            isAsked = true;
            ask?.(conductor);
          }
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        const isReached = holds(conductor);
        const isKilled = site.stepsLeft <= 0;
        site.kill();
        void conductor.close();
        if (isReached) return;
        if (!isKilled)
          throw new Error(
            `it stood still: ${JSON.stringify([site.stored, site.events, site.errors.map(String)])}`,
          );
        kills += 1;
      }
    };
    await reach((conductor) => conductor.view().stillSince !== null);
    expect([queue.isPaused, kept.isPaused, database.standing.state]).toEqual([true, true, 'closed']);
    expect(site.switch.draining).toEqual([]);
    await reach(
      () => site.switch.mode === 'open' && site.transition === null,
      (conductor) => {
        if (site.switch.mode !== 'open') void conductor.open(opening(site)).catch(() => undefined);
      },
    );
    expect([queue.isPaused, kept.isPaused, database.standing.state]).toEqual([false, true, 'open']);
    return { site, kills };
  }

  it.concurrent.each(Array.from({ length: 12 }, (_, index) => index * 4 + 1))(
    'after %i operations, and more each time, a window ends as it began',
    async (stepsEach) => {
      const { site, kills } = await live(stepsEach);
      if (stepsEach < 30) expect(kills).toBeGreaterThan(0);
      // The switch opens once, and never before the database.
      const order = site.events.filter((event) => event === 'switch open' || event === 'open orders');
      expect(order.at(-1)).toBe('switch open');
      expect(order.filter((event) => event === 'switch open').length).toBe(1);
    },
    60_000,
  );
});
