import { PgBoss } from 'pg-boss';
import PgBoss10 from 'pg-boss10';
import type { PgBossInstance } from '../../src/workers/index.ts';

export type PgBossVersion = 10 | 12;
export const pgBossVersions: readonly PgBossVersion[] = [10, 12];

/** What tests need of an instance, in the version's own words. */
export interface TestBoss extends PgBossInstance {
  start(): Promise<unknown>;
  stop(options: { readonly graceful: boolean; readonly timeout?: number }): Promise<void>;
  createQueue(name: string, options?: { readonly retryLimit?: number }): Promise<void>;
  send(name: string, data: object, options?: object): Promise<string | null>;
  schedule(name: string, cron: string, data?: object): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface BossAt {
  readonly version: PgBossVersion;
  readonly url: string;
  readonly schema: string;
}

/** As often as both let it ask for jobs. */
export const fastOptions: object = { pollingIntervalSeconds: 0.5 };

export async function openBoss({ version, url, schema }: BossAt): Promise<TestBoss> {
  const options = { connectionString: url, schema, max: 4 };
  const boss: TestBoss = version === 10 ? new PgBoss10(options) : new PgBoss(options);
  // A server that is ended on purpose.
  boss.on('error', () => {});
  await boss.start();
  return boss;
}
