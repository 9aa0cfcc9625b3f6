import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../test/support/postgres/start-postgres.ts';
import { type OpenedWorker, workerConformance } from '../src/testing/index.ts';
import { createPgBossWorker } from '../src/workers/index.ts';
import { forkProcess, killProcess } from './queues/fork-process.ts';
import { fastOptions, openBoss, pgBossVersions, type TestBoss } from './queues/pg-boss-versions.ts';
import { createTestJobs } from './queues/test-jobs.ts';

let postgres: RunningPostgres;
beforeAll(async () => {
  postgres = await startPostgres(15);
});
afterAll(() => postgres.stop());

describe.each(pgBossVersions)('pg-boss %i', (version) => {
  /** Of all tests: an instance takes seconds to make its tables and to stop. */
  let boss: TestBoss;
  const schema = `boss_${version}`;
  beforeAll(async () => {
    boss = await openBoss({ version, url: postgres.adminUrl, schema });
  });
  afterAll(() => boss.stop({ graceful: false }));

  interface OpenedBoss extends OpenedWorker {
    readonly queue: string;
  }

  async function open(): Promise<OpenedBoss> {
    const queue = `mail-${randomUUID()}`;
    await boss.createQueue(queue, { retryLimit: 0 });
    const jobs = createTestJobs();
    const children: ChildProcess[] = [];
    const worker = createPgBossWorker({
      boss,
      schema,
      queues: {
        [queue]: {
          options: { ...fastOptions, batchSize: 20 },
          handler: async (batch) => {
            await Promise.all(batch.map(({ data }) => jobs.run(Reflect.get(Object(data), 'key'))));
          },
        },
      },
    });
    await worker.resume();
    return {
      worker,
      queue,
      beginsWithinMs: 800,
      addJob: () => jobs.add((key) => boss.send(queue, { key })),
      async disobey({ ends }) {
        await boss.send(queue, {});
        children.push(
          await forkProcess('pg-boss-disobeying-process', [
            String(version),
            postgres.adminUrl,
            schema,
            queue,
            ends ? 'ends' : '',
          ]),
        );
      },
      async close() {
        jobs.endAll();
        for (const child of children) await killProcess(child);
        await worker.pause();
      },
    };
  }

  const oneProcess = 'a pause reaches this process alone';
  workerConformance({
    name: `pg-boss ${version}`,
    open,
    test: { describe, it, expect },
    skip: [
      {
        reason: oneProcess,
        tests: [
          'a pause > of somebody else is seen, and so is its end',
          'who obeys > a second worker pauses the same jobs, and lets them go on',
        ],
      },
    ],
  });
});
