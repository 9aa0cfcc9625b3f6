import { expect, test } from 'vitest';
import { askEachConnection, tortureSqlite } from './torture/sqlite-torture.ts';

test('nobody writes to a file of SQLite while it is closed, and nothing is half done', async () => {
  const { late, halfDone, commits, refusals } = await tortureSqlite({ flips: 5 });
  expect({ late, halfDone }).toEqual({ late: 0, halfDone: 0 });
  expect(commits).toBeGreaterThan(0);
  expect(refusals).toBeGreaterThan(0);
});

// What makes the test above one that can fail.
test('a guard that each connection has for itself stops nobody', async () => {
  const { late } = await tortureSqlite({ flips: 5, close: askEachConnection });
  expect(late).toBeGreaterThan(0);
});
