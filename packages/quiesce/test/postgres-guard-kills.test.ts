import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard } from '../src/postgres/index.ts';
import { type GuardedDatabase, outcomeOf, refused, startGuardedDatabase } from './guarded-database.ts';

/** The statements of a conductor that change something, in their order, and what is said after each. */
const steps = [
  ['portcullis.close(', 'closing'],
  ['portcullis.end_grace()', 'closing'],
  ['portcullis.end_drain(', 'closed'],
  ['portcullis.open()', 'open'],
] as const;

const insert = `insert into notes (text) values ('x')`;
const drained = { isDrained: true, left: [], holes: [] };

describe.each(postgresVersions)('a conductor that is killed while it works a PostgreSQL %s', (version) => {
  let database: GuardedDatabase;
  let app: pg.Client;
  let locker: pg.Client;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    database = await startGuardedDatabase(version);
    app = await database.connect('app');
    locker = await database.connect('postgres', 'who keeps it waiting');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await database.guard.open();
  });
  afterAll(() => database.stop());

  /** A process that has come to a statement. */
  async function conductUntil(statement: string): Promise<ChildProcess> {
    const url = new URL('/guarded', database.server.adminUrl).href;
    const child = fork(new URL('processes/conductor-process.ts', import.meta.url), [url, statement], {
      execArgv: ['--conditions=portcullis-source'],
    });
    children.push(child);
    expect(await once(child, 'message')).toContain('here');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  const ofConductor = async (condition: string) => {
    const { rows } = await database.admin.query(
      `select count(*)::int as sessions from pg_stat_activity where application_name = 'a conductor' and ${condition}`,
    );
    return rows[0].sessions;
  };

  const lines = async () =>
    (await database.admin.query('select count(*)::int as lines from notes')).rows[0].lines;

  async function cutAfter(child: ChildProcess): Promise<void> {
    const done = once(child, 'message');
    child.send('go on');
    await done;
    await kill(child);
  }

  /** The server goes on with a statement whose client is gone. */
  async function cutDuring(child: ChildProcess): Promise<void> {
    await locker.query('begin; select from portcullis.state for update');
    child.send('go on');
    await expect.poll(() => ofConductor(`wait_event_type = 'Lock'`)).toBe(1);
    await kill(child);
    await locker.query('rollback');
    await expect.poll(() => ofConductor('true')).toBe(0);
  }

  describe.each([
    ['after', cutAfter],
    ['during', cutDuring],
  ] as const)('%s', (_, cut) => {
    test.each(steps)('%s leaves it %s, and another one finishes it', async (statement, expected) => {
      // Has a transaction id and has written nothing: whom only the second look finds.
      const early = await database.connect('app', 'an early transaction id');
      await early.query('begin; select pg_current_xact_id()');
      await cut(await conductUntil(statement));

      const other = createPostgresGuard(await database.connect('postgres', 'another conductor'));
      expect(await other.status()).toMatchObject({
        state: expected,
        reason: expected === 'open' ? null : 'a repair that was cut off',
        problems: [],
      });
      expect(await outcomeOf(app, insert)).toBe(expected === 'open' ? 'done' : refused);

      await other.close({ reason: 'a repair' });
      const draining = other.drain({ timeoutMs: 10_000 });
      // In grace or not: whichever the drain came to first.
      expect(['done', refused]).toContain(await outcomeOf(early, insert));
      await early.query('commit');
      expect(await draining).toEqual(drained);
      expect(await other.status()).toMatchObject({ state: 'closed', reason: 'a repair', problems: [] });
      const still = await lines();
      for (const client of [early, app]) expect(await outcomeOf(client, insert)).toBe(refused);
      expect(await lines()).toBe(still);
      await other.open();
      expect(await outcomeOf(app, insert)).toBe('done');
      await early.end();
    });
  });
});
