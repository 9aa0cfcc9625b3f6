import { afterEach, expect, it } from 'vitest';
import type { Conductor } from './conductor.ts';
import { describeWaiting } from './describe-waiting.ts';
import { ModelSite, until } from './testing/model-site.ts';

let conductor: Conductor;
afterEach(() => conductor.close());
const isStill = () => conductor.view().stillSince !== null;

it('names a write past the guard, and is not still for a while', async () => {
  const site = new ModelSite();
  const database = site.database('orders');
  site.turn('read-only');
  conductor = site.conductor();
  await until(site, isStill, 'stillness');
  const by = [{ role: 'ada', application: 'psql', pid: 4711, statement: 'delete from orders' }];
  const write = { table: 'public.orders', what: 'rows', rows: 3, at: 7 } as const;
  database.writes = [{ ...write, kind: 'approved', by }];
  await until(
    site,
    () => conductor.view().seen.get('database orders')?.watched?.writes.length === 1,
    'a look',
  );
  expect(conductor.view().stillSince).not.toBe(null);
  database.writes = [{ ...write, kind: 'past-guard', by }];
  await until(site, () => conductor.view().stillSince === null, 'the end of stillness');
  expect(conductor.view().missing.map(describeWaiting)).toEqual([
    'database orders was written to past its guard: 3 rows of public.orders by ada (psql), pid 4711: delete from orders',
  ]);
  site.passedMs += 11_000;
  await until(site, isStill, 'stillness');
  expect(conductor.view().seen.get('database orders')?.alarms).toHaveLength(1);
  database.writes = [{ ...write, at: 9, kind: 'past-guard', by }];
  await until(site, () => conductor.view().stillSince === null, 'the end of stillness once more');
  // The rows of one table and writer add up: it is one alarm, and not one for each look.
  const alarms = () =>
    conductor
      .view()
      .seen.get('database orders')
      ?.alarms.map((one) => one.write.at);
  expect(alarms()).toEqual([9]);
  const others = [{ ...by[0], role: 'mia' }] as typeof by;
  database.writes = [{ ...write, at: 11, kind: 'past-guard', by: others }];
  await until(site, () => alarms()?.length === 2, 'the alarm of another');
});

it('looks for the hole at once by which somebody wrote', async () => {
  const site = new ModelSite();
  const database = site.database('orders');
  site.turn('read-only');
  conductor = site.conductor();
  await until(site, isStill, 'stillness');
  database.holes = ['Writes to public.orders are not refused'];
  const by = [{ role: 'ada', application: 'psql', pid: 4711, statement: null }];
  database.writes = [{ table: 'public.orders', what: 'rows', rows: 3, at: 7, kind: 'past-guard', by }];
  const hole = 'database orders: Writes to public.orders are not refused';
  await until(site, () => conductor.view().missing.map(describeWaiting).includes(hole), 'the hole, named');
});

it('closes a database that nobody can watch, and is not still before somebody can', async () => {
  const site = new ModelSite();
  const database = site.database('orders');
  database.watchProblem = 'permission denied for view pg_stat_activity';
  site.turn('read-only');
  conductor = site.conductor();
  const line = 'database orders: permission denied for view pg_stat_activity';
  await until(site, () => database.standing.state === 'closed', 'a closed database');
  await until(site, () => conductor.view().missing.map(describeWaiting).includes(line), 'the reason');
  expect(isStill()).toBe(false);
  database.watchProblem = null;
  await until(site, isStill, 'stillness');
});
