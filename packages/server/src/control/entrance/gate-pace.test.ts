import { expect, it } from 'vitest';
import { createGatePace } from './gate-pace.ts';

const key = { id: 'one' };

function paced() {
  let now = 1_000;
  const pace = createGatePace({ now: () => now });
  return {
    pace,
    advance: (ms: number) => {
      now += ms;
    },
  };
}

/** How often something is let through, of so many times. */
function letThrough(times: number, ask: () => void): number {
  let count = 0;
  for (let time = 0; time < times; time += 1) {
    try {
      ask();
      count += 1;
    } catch {
      // Too much.
    }
  }
  return count;
}

it('lets through what comes at once, then so much in a second, for each key by itself', () => {
  const { pace, advance } = paced();
  expect(letThrough(3_000, () => pace.ask(key, 0))).toBe(2_000);
  expect(letThrough(3_000, () => pace.ask({ id: 'another' }, 0))).toBe(2_000);
  advance(1_000);
  expect(letThrough(3_000, () => pace.ask(key, 0))).toBe(500);
  advance(3_600_000);
  expect(letThrough(3_000, () => pace.ask(key, 0))).toBe(2_000);
});

it('counts bytes of bodies, and of what is stored for good, apart', () => {
  const { pace, advance } = paced();
  const megabyte = 1_048_576;
  expect(letThrough(100, () => pace.ask(key, megabyte))).toBe(64);
  expect(letThrough(100, () => pace.store(key, megabyte))).toBe(32);
  advance(1_000);
  expect(letThrough(100, () => pace.ask(key, megabyte))).toBe(1);
  expect(letThrough(100, () => pace.store(key, 65_536))).toBe(1);
  expect(letThrough(300, () => pace.claim(key))).toBe(200);
  advance(1_000);
  expect(letThrough(300, () => pace.claim(key))).toBe(5);
});

it('says how long to wait, and gives nothing for a clock that was set back', () => {
  const { pace, advance } = paced();
  letThrough(200, () => pace.claim(key));
  advance(-3_600_000);
  expect(() => pace.claim(key)).toThrow(
    expect.objectContaining({ code: 'PORTCULLIS_TOO_MANY_TRIES', retryAfterSeconds: 1 }),
  );
});

it('a hundred instances that look, report and write each second are never slowed down', () => {
  const { pace, advance } = paced();
  for (let second = 0; second < 600; second += 1) {
    for (let instance = 0; instance < 100; instance += 1) {
      pace.ask(key, 0);
      pace.ask(key, 900);
      pace.ask(key, 1_200);
      if (instance % 10 === second % 10) pace.store(key, 600);
    }
    advance(1_000);
  }
});
