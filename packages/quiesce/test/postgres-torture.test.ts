import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { type GuardedDatabase, startGuardedDatabase } from './guarded-database.ts';
import { askARow, torture, waitForHolders, waitForNobody } from './torture/torture.ts';
import { writers } from './torture/writers.ts';

const kinds = writers.map(({ kind }) => kind).sort();

describe.each(postgresVersions)('PostgreSQL %s, closed and opened while everybody writes', (version) => {
  let database: GuardedDatabase;
  beforeAll(async () => {
    database = await startGuardedDatabase(version);
  });
  afterAll(() => database.stop());

  test('nobody commits while it is still, and nothing is half done', async () => {
    const { late, halfDone, commits, refusals, unexpected } = await torture(database, { flips: 5 });
    expect({ late, halfDone, unexpected }).toEqual({ late: {}, halfDone: 0, unexpected: [] });
    expect(Object.keys(commits).sort()).toEqual(kinds);
    expect(refusals).toBeGreaterThan(0);
  });

  // What makes the test above one that can fail.
  test('without a drain they do', async () => {
    const { late } = await torture(database, { flips: 5, settle: waitForNobody });
    expect(Object.keys(late)).not.toEqual([]);
  });

  test('with a row for a switch they do', async () => {
    await askARow(database);
    try {
      const { late } = await torture(database, { flips: 5, settle: waitForHolders });
      expect(Object.keys(late)).not.toEqual([]);
    } finally {
      await database.guard.install();
    }
    expect(await database.guard.verify()).toEqual([]);
  });
});
