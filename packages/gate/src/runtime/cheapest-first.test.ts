import { expect, test } from 'vitest';
import { cheapestFirst } from './cheapest-first.ts';

const mostWaitMs = 1_000;

/** A line in which each turn lasts until it is ended. */
function line() {
  let nowMs = 0;
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const run = cheapestFirst<string>({ clock: { monotonicMs: () => nowMs }, mostWaitMs });
  return {
    began,
    pass(ms: number) {
      nowMs += ms;
    },
    join(name: string, cost = 1, hasLeft = () => false) {
      const work = () => {
        began.push(name);
        return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
      };
      return run({ cost, hasLeft, work });
    },
    async end(name: string) {
      ends.get(name)?.();
      await new Promise(setImmediate);
    },
  };
}

test('one at a time, the cheapest of those that wait, and of equal ones who came first', async () => {
  const { began, join, end } = line();
  const costs = { first: 9, costly: 3, cheap: 1, alike: 1, costlier: 4 };
  const results = Object.entries(costs).map(([name, cost]) => join(name, cost));
  expect(began).toEqual(['first']);
  const order = ['first', 'cheap', 'alike', 'costly', 'costlier'];
  for (const name of order) await end(name);
  expect(began).toEqual(order);
  expect(await Promise.all(results)).toEqual(Object.keys(costs));
});

test('who has left gets no turn, and is let go of before it would have been theirs', async () => {
  const { began, join, end } = line();
  let isGone = false;
  void join('running');
  void join('next');
  const left = join('left', 5, () => isGone);
  isGone = true;
  await end('running');
  expect(await left).toBeNull();
  await end('next');
  expect(began).toEqual(['running', 'next']);
});

test('who waits too long gets no turn, however cheap', async () => {
  const { began, join, pass, end } = line();
  void join('running');
  const late = join('late', 0);
  pass(1);
  const last = join('last', 2);
  pass(mostWaitMs);
  await end('running');
  expect(await late).toBeNull();
  await end('last');
  expect(await last).toBe('last');
  expect(began).toEqual(['running', 'last']);
});

test('a turn begins at once when nobody waits, however long ago the last one was', async () => {
  const { join, pass, end } = line();
  const first = join('first');
  await end('first');
  pass(mostWaitMs * 2);
  const second = join('second');
  await end('second');
  expect([await first, await second]).toEqual(['first', 'second']);
});
