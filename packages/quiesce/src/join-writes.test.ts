import { expect, it } from 'vitest';
import { joinWrites } from './join-writes.ts';
import type { SeenWrite, SeenWriter } from './watch-report.ts';

const writer = (role: string, pid: number): SeenWriter => ({
  ...{ role, application: 'web', pid },
  statement: 'select 1',
});
const somebody: SeenWriter = { role: null, application: '', pid: null, statement: null };
const write = (changes: Partial<SeenWrite>): SeenWrite => ({
  ...{ table: 'public.sessions', kind: 'bookkeeping', what: 'rows', rows: 1, at: 1, by: [] },
  ...changes,
});
const joinAll = (...writes: readonly SeenWrite[]) =>
  writes.reduce<readonly SeenWrite[]>((known, one) => joinWrites(known, [one]), []);

it('adds up what the same one wrote, and shows when he was last seen', () => {
  const by = [writer('shop', 1)];
  expect(joinAll(write({ by }), write({ by: [writer('shop', 2)], rows: 2, at: 2 }))).toEqual([
    write({ by: [writer('shop', 2)], rows: 3, at: 2 }),
  ]);
  expect(joinAll(write({ by }), write({ by: [writer('ada', 2)], at: 2 }))).toHaveLength(2);
  expect(joinAll(write({ by }), write({ by, table: 'public.users' }))).toHaveLength(2);
});

it('is one for each table, where it may have been one of several who were allowed to', () => {
  const [joined, ...others] = joinAll(
    write({ by: [writer('shop', 1), writer('jobs', 2)] }),
    write({ by: [writer('shop', 3), writer('ada', 4)], at: 2 }),
  );
  expect(others).toEqual([]);
  expect(joined).toMatchObject({ rows: 2, at: 2 });
  expect(joined?.by).toEqual([
    writer('shop', 3),
    writer('ada', 4),
    { ...writer('jobs', 2), pid: null, statement: null },
  ]);
});

it('does not forget that somebody nobody saw may have been it', () => {
  const by = [writer('shop', 1), writer('jobs', 2)];
  const named = by.map((one) => ({ ...one, pid: null, statement: null }));
  expect(joinAll(write({ by }), write({}))[0]?.by).toEqual([somebody, ...named]);
  expect(joinAll(write({}), write({ by }))[0]?.by).toEqual([...by, somebody]);
  expect(joinAll(write({}), write({}))[0]?.by).toEqual([]);
});

it('keeps apart whoever may have written although nobody was allowed to', () => {
  const kind = 'past-guard';
  expect(
    joinAll(
      write({ kind, by: [writer('shop', 1), writer('jobs', 2)] }),
      write({ kind, by: [writer('shop', 1), writer('ada', 4)] }),
    ),
  ).toHaveLength(2);
});
