import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createSqliteGuard } from '../src/sqlite/index.ts';
import { createDatabaseFile, type DatabaseFile, outcomeOf } from './database-file.ts';

let file: DatabaseFile;
afterEach(() => file.remove());

/** Runs until it is in the middle of a transaction, and ends there. */
async function cutOff(step: string): Promise<void> {
  const script = fileURLToPath(new URL('processes/sqlite-conductor-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=portcullis-source', script, file.path, step], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const said = await Promise.race([once(child.stdout, 'data'), ended.then(() => ['nothing'])]);
  child.kill('SIGKILL');
  await ended;
  expect(String(said[0])).toBe('here');
}

test.each(
  (['wal', 'delete'] as const).flatMap((journalMode) =>
    (
      [
        ['close', 'open', 'new'],
        ['admit', 'closed', 'new'],
        ['open', 'closed', 'repaired'],
      ] as const
    ).map(([step, state, order]) => ({ journalMode, step, state, order })),
  ),
)('who is killed at $step, with a journal of $journalMode, leaves it $state and whole', async (cut) => {
  file = createDatabaseFile(cut.journalMode);
  const operator = file.connect();
  operator.exec(`create table orders (id integer primary key, state text default 'new'); insert into orders values (1, 'new');
    create table items (id integer primary key)`);
  await cutOff(cut.step);

  const app = file.connect();
  const guard = createSqliteGuard(operator);
  expect(guard.status()).toMatchObject({ state: cut.state, problems: [] });
  expect(outcomeOf(app, 'insert into items values (1)')).toBe(cut.state === 'open' ? 'done' : 'refused');
  expect(app.prepare('select state from orders').pluck().all()).toEqual([cut.order]);
  guard.close({ reason: 'a repair' });
  expect(guard.status()).toMatchObject({ state: 'closed', reason: 'a repair', problems: [] });
  expect(outcomeOf(app, 'insert into orders (id) values (2)')).toBe('refused');
  guard.open();
  expect(guard.status()).toMatchObject({ state: 'open', problems: [] });
  expect(outcomeOf(app, 'insert into orders (id) values (2)')).toBe('done');
});
