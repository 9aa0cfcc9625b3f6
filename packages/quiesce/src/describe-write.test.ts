import { expect, it } from 'vitest';
import { describeWrite, describeWritesTogether } from './describe-write.ts';
import type { SeenWrite } from './watch-report.ts';

const writer = (role: string, pid: number) => ({
  ...{ role, application: 'web', pid },
  statement: 'delete\n  from orders',
});
const write = (kind: SeenWrite['kind'], ...by: SeenWrite['by']): SeenWrite => ({
  ...{ table: 'public.orders', kind, what: 'rows', rows: 2, at: 1, by },
});

it.each<[SeenWrite, string]>([
  [write('past-guard', writer('ada', 7)), 'ada (web), pid 7: delete from orders'],
  // What the session of somebody did last who was allowed to would only be long.
  [write('bookkeeping', writer('ada', 7)), 'ada (web), pid 7'],
  [
    write('past-guard', writer('ada', 7), writer('shop', 8), writer('ada', 9)),
    'one of ada (web), pid 7, 9; shop (web), pid 8: delete from orders',
  ],
  [write('approved', writer('ada', 7), writer('ada', 9)), 'one of ada (web), pid 7, 9'],
])('%# says who it may have been', (given, who) => {
  expect(describeWrite(given)).toBe(`2 rows of public.orders by ${who}`);
});

it('tells what may have been the same people’s in one line, however many tables it was', () => {
  const both = [writer('ada', 7), writer('shop', 8)] as const;
  expect(
    describeWritesTogether([
      write('open', ...both),
      { ...write('open', ...both), table: 'public.cart', rows: 1 },
      { ...write('open', writer('shop', 8)), table: 'public.cart' },
    ]),
  ).toEqual([
    '2 rows of public.orders, 1 row of public.cart by one of ada (web), pid 7; shop (web), pid 8',
    '2 rows of public.cart by shop (web), pid 8',
  ]);
});
