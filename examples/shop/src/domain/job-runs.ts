import type { Queryable } from '../database/open-database.ts';

export interface JobRun {
  readonly name: string;
  readonly runs: number;
  readonly lastAt: Date;
}

/** What runs by itself, and when it last did. */
export async function listJobRuns(database: Queryable): Promise<readonly JobRun[]> {
  return database.query<JobRun>('select name, runs, last_at as "lastAt" from job_run order by name');
}
