import { expect, it } from 'vitest';
import { createGuardedDatabase } from './guarded-database.ts';
import { openGuard } from './open-guard.ts';

const problemOf = (place: string) =>
  createGuardedDatabase(
    { name: 'orders', place, tables: {}, bookkeeping: [], clients: null },
    { kind: 'sqlite', file: '/nowhere/store.sqlite' },
  )
    .status()
    .then(
      () => 'none',
      (error: Error) => `${error.message} ${String(error.cause)}`,
    );

it.each([
  ['quotes, as a file of variables has them', '"postgres://shop:hunter2@127.0.0.1:1/shop"'],
  ['a space before it', ' postgres://shop:hunter2@127.0.0.1:1/shop'],
  ['a whole line of such a file', 'DATABASE_URL=postgres://shop:hunter2@127.0.0.1:1/shop'],
  ['no colon', 'postgres//shop:hunter2@127.0.0.1:1/shop'],
  ['no scheme', 'shop:hunter2@127.0.0.1:1/shop'],
  ['one slash', 'postgres:/shop:hunter2@127.0.0.1:1/shop'],
  ['none', 'postgres:shop:hunter2@127.0.0.1:1/shop'],
  ['slashes turned', 'postgresql:\\\\shop:hunter2@127.0.0.1:1/shop'],
  ['a slash in the password', 'postgres://shop:12/hunter2@127.0.0.1:1/shop'],
  ['a number sign in it', 'postgres://shop:12345#hunter2@127.0.0.1:1/shop'],
  ['a question mark in it', 'postgres://shop:12345?hunter2@127.0.0.1:1/shop'],
  ['words of libpq', 'host=127.0.0.1 user=shop password=hunter2'],
  ['what Java names it by', 'jdbc:postgresql://127.0.0.1/shop?password=hunter2'],
])('a mistaken address of a database is not told: %s', async (_, place) => {
  const problem = await problemOf(place);
  expect(problem).toContain('Expected a database as postgres://USER:PASSWORD@HOST:PORT/NAME');
  expect(problem).not.toMatch(/hunter2|12345|:12\b/);
});

it('the path of a file that is missing is told', async () => {
  await expect(openGuard('/nowhere/shop-2.sqlite', { workingDirectory: '/' })).rejects.toThrow(
    'Expected a file of SQLite at /nowhere/shop-2.sqlite, but there is none.',
  );
});
