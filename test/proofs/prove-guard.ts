import { type GuardedDatabase, startGuardedDatabase } from '../../packages/quiesce/test/guarded-database.ts';
import { askEachConnection, tortureSqlite } from '../../packages/quiesce/test/torture/sqlite-torture.ts';
import {
  askARow,
  torture,
  waitForHolders,
  waitForNobody,
} from '../../packages/quiesce/test/torture/torture.ts';
import { writers } from '../../packages/quiesce/test/torture/writers.ts';
import { postgresVersions } from '../support/postgres/start-postgres.ts';
import type { ProofOptions, ProofResult } from './proof.ts';

/** Commits that come too late without one part of the guard must be found, or the proof proves nothing. */
const builds = {
  'without a drain': (database: GuardedDatabase, flips: number) =>
    torture(database, { flips, settle: waitForNobody }),
  'with a row for a switch': async (database: GuardedDatabase, flips: number) => {
    await askARow(database);
    return torture(database, { flips, settle: waitForHolders });
  },
} as const;

/** Closes and opens each engine so many times while everybody writes to it in every way: none may commit while it is still. */
export async function proveGuard({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const engines = postgresVersions.length + 1;
  const { violations: violationsOfSqlite, facts: factsOfSqlite } = await proveSqlite(count);
  onProgress?.(Math.round(count / engines));
  const violations = [...violationsOfSqlite];
  const facts: Record<string, number> = { ...factsOfSqlite };
  for (const [index, version] of postgresVersions.entries()) {
    const database = await startGuardedDatabase(version);
    try {
      const found = await torture(database, { flips: count });
      const name = `postgres${version}`;
      for (const [kind, late] of Object.entries(found.late)) {
        violations.push(`${name}: ${late} commits of "${kind}" while it was still`);
      }
      if (found.halfDone > 0) violations.push(`${name}: ${found.halfDone} transactions are half done`);
      for (const message of found.unexpected) violations.push(`${name}: ${message}`);
      for (const { kind } of writers) {
        if ((found.commits[kind] ?? 0) === 0) violations.push(`${name}: "${kind}" never wrote`);
      }
      facts[`${name}Commits`] = sum(found.commits);
      facts[`${name}Refusals`] = found.refusals;
      Object.assign(facts, timesOf(name, found.stillAfterMs));
      for (const [build, run] of Object.entries(builds)) {
        const late = sum((await run(database, count)).late);
        facts[`${name} late ${build}`] = late;
        if (late === 0) violations.push(`${name}: no late commit ${build} was found, so nothing is proven`);
      }
    } finally {
      await database.stop();
    }
    onProgress?.(Math.round((count * (index + 2)) / engines));
  }
  return { violations, facts };
}

/** Six processes write to one file. */
async function proveSqlite(count: number): Promise<ProofResult> {
  const { late, halfDone, commits, refusals, stillAfterMs } = await tortureSqlite({ flips: count });
  const ofEach = (await tortureSqlite({ flips: count, close: askEachConnection })).late;
  const violations: string[] = [];
  if (late > 0) violations.push(`sqlite: ${late} rows while it was closed`);
  if (halfDone > 0) violations.push(`sqlite: ${halfDone} transactions are half done`);
  if (commits === 0 || refusals === 0) violations.push('sqlite: nobody wrote, or nobody was refused');
  if (ofEach === 0)
    violations.push('sqlite: no late row by a guard of each connection, so nothing is proven');
  return {
    violations,
    facts: {
      sqliteCommits: commits,
      sqliteRefusals: refusals,
      ...timesOf('sqlite', stillAfterMs),
      'sqlite late with a guard of each connection': ofEach,
    },
  };
}

function timesOf(name: string, stillAfterMs: readonly number[]): Record<string, number> {
  const sorted = [...stillAfterMs].sort((a, b) => a - b);
  return {
    [`${name}StillAfterMedianMs`]: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    [`${name}StillAfterMostMs`]: Math.round(sorted.at(-1) ?? 0),
  };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0);
}
