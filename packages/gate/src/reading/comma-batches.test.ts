import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { readBatch, saysBatch } from './comma-batches.ts';
import { readTarget } from './read-target.ts';
import { createReadingBudget } from './reading-budget.ts';

const policy: PolicyInput = {
  areas: { vault: { routes: ['/trpc/vault.list'] }, depot: { routes: ['/trpc/depot.*'] } },
  signIn: { routes: ['POST /trpc/session.begin'] },
  routes: [
    { match: '/trpc/admin.report', protected: true },
    { match: '/trpc/stats.count', access: 'write' },
    { match: '/admin/**', protected: true },
    { match: '/orders/**', protected: true },
    { match: 'POST /trpc/planet.list', access: 'read' },
    { match: 'POST /trpc/moon.*', access: 'read' },
    { match: 'POST /trpc/star*', exception: true, why: 'a counter' },
    { match: 'POST /api/trpc/**', access: 'read' },
    { match: '/api/trpc/admin.wipe', protected: true },
    { match: '/called/**', calls: { protocol: 'trpc', read: ['orders.list', 'orders.one'] } },
  ],
};

function told(line: string): string {
  const [method = '', target = ''] = line.split(' ');
  const site = siteOf({ policy, mode: 'read-only', areas: { vault: 'closed', depot: 'open' } });
  return summaryOf(decideFor(site, `${method} ${target}`));
}

describe('each part of a batch is a target', () => {
  test.each([
    'GET /trpc/admin.report,orders.list?batch=1',
    'GET /trpc/orders.list,admin.report?batch=1&input=%7B%7D',
    'GET /trpc/orders.list,admin.report,orders.one?input=%7B%7D&batch=1',
    'GET /trpc/orders.list%2Cadmin.report?batch=1',
    'GET /trpc/orders.list%2cadmin%2Ereport?batch=1',
    'GET /trpc/orders.list%252cadmin.report?batch=1',
    'GET /trpc%2Forders.list%2Cadmin.report?batch=1',
    'GET /TRPC/orders.list,Admin.Report?batch=1',
    'GET /trpc/orders.list,admin.report;x=1?batch=1',
    'GET /trpc/orders.list;x=1,admin.report?batch=1',
    'GET /trpc/,admin.report?batch=1',
    'GET /trpc/,,,admin.report,?batch=1',
    'GET /trpc/x,..,admin.report?batch=1',
    'GET /trpc/x/y,admin.report?batch=1',
    'GET /trpc/x/y/z/1/2/3,admin.report?batch=1',
    'GET /trpc/admin.report,x/y?batch=1',
    'GET /trpc/orders.list,/admin.report?batch=1',
    'GET /trpc/orders.list,admin.report?batch=true',
    'GET /trpc/orders.list,admin.report?%62atch=1',
    'GET /trpc/orders.list,admin.report?Batch=1',
    'GET /trpc/orders.list,admin.report?batch=0&batch=1',
    'GET /trpc/orders.list,admin.report?batch[]=1',
    'GET /trpc/orders.list,admin.report%3Fbatch=1',
    'HEAD /trpc/orders.list,admin.report?batch=1',
    'GET /trpc/orders.list,vault.list?batch=1',
    'GET /trpc/depot.list,vault.list?batch=1',
    'GET /trpc/orders.list,stats.count?batch=1',
    'POST /trpc/planet.list,planet.remove?batch=1',
    'POST /trpc/planet.remove,planet.list?batch=1',
    'POST /trpc/moon.list,planet.remove?batch=1',
    'POST /trpc/moon.list%2Cplanet.remove?batch=1',
    'POST /trpc/star.add,planet.remove?batch=1',
    'POST /trpc/depot.list,planet.remove?batch=1',
    'POST /trpc/session.begin,planet.remove?batch=1',
    'POST /api/trpc/orders.list,admin.wipe?batch=1',
    'POST /api/trpc/x/y,admin.wipe?batch=1',
  ])('refused: %s', (line) => {
    expect(told(line)).toMatch(/^refuse 503/);
  });

  test.each([
    'GET /trpc/orders.list,orders.one?batch=1&input=%7B%7D',
    'GET /trpc/orders.list,users.me,orders.one?batch=1',
    'GET /trpc/orders.list%2Corders.one?batch=1',
    'GET /api/trpc/orders.list,orders.one?batch=1',
    'POST /api/trpc/orders.list,orders.one?batch=1',
    'POST /trpc/moon.list,moon.one?batch=1',
    'POST /trpc/star.add,star.count?batch=1',
    'POST /trpc/depot.list,depot.take?batch=1',
    'GET /trpc/orders.list?batch=1',
    'GET /map/50.1,8.2/x?batch=1',
    'GET /map/..,..?batch=1',
    'GET /trpc/orders.list,admin.report?page=2',
    'GET /trpc/orders.list,admin.report?x=batch',
    'GET /trpc/orders.list,admin.report',
  ])('let in: %s', (line) => {
    expect(told(line)).toMatch(/^allow/);
  });

  test('a rule for its calls holds for a batch', () => {
    const site = siteOf({ policy });
    const read = { digest: '', overrides: [], calls: { access: 'read', names: [] } } as const;
    const known = { identity: null, body: read };
    const line = 'POST /called/orders.list,orders.one?batch=1';
    expect(summaryOf(decideFor(site, line, { headers: ['Content-Length', '2'], known }))).toBe(
      'allow read-only-read',
    );
  });

  test('routes in the query keep their folders', () => {
    const { folded } = readTarget('/shop/a,b%3Fbatch=1?rest_route=/wp/v2/users&batch=1');
    expect(folded).toContain('/shop/wp/v2/users');
  });
});

describe('its cost', () => {
  test('a batch as long as a path may be', () => {
    const path = `/api/trpc/${Array.from({ length: 400 }, (_, index) => `orders.item${index}`).join(',')}`;
    expect(path.length).toBeLessThan(8_192);
    expect(readTarget(`${path}?batch=1`).malformed).toBeNull();
  });

  test.each([
    ['commas', ','.repeat(8_000)],
    ['one name again and again', ',a'.repeat(4_000)],
    ['names', Array.from({ length: 1_200 }, (_, index) => `${index}.a`).join(',')],
    ['folders', `${'/a'.repeat(3_000)},${'b.c,'.repeat(400)}`],
    ['names with many readings', '%255c;x.php,'.repeat(600)],
    ['names with mounts', Array.from({ length: 300 }, (_, index) => `faces/${index}.php(S(x))`).join(',')],
    ['escapes', '%2C%2561'.repeat(1_000)],
  ])('%s stay within the budget', (_, path) => {
    let spent = 0;
    const budget = createReadingBudget();
    const counting = {
      spend: (readings: number, characters: number) => {
        spent += readings;
        return budget.spend(readings, characters);
      },
      spendOnQuery: (query: string) => budget.spendOnQuery(query),
    };
    const { malformed } = readTarget(`/a/b/c/d/e/${path}?batch=1`, new Set(), counting);
    expect(malformed).not.toBe('a path longer than 8 KB');
    expect(spent).toBeLessThan(20_000);
  });
});

describe('saysBatch', () => {
  test.each(['batch=1', 'a=b&batch', 'a;batch=1', 'b%61tch=1', 'BATCH=1', '+batch=1', 'batch[a]=1'])(
    '%s',
    (query) => {
      expect(saysBatch(query)).toBe(true);
    },
  );

  test.each(['', 'a=batch', 'batches=1', 'input=%7B%22batch%22%7D', 'rebatch=1', '%=1'])(
    'not %s',
    (query) => {
      expect(saysBatch(query)).toBe(false);
    },
  );
});

describe('the readings of a list', () => {
  const readingsOfList = (path: string) =>
    readBatch([path], createReadingBudget()) ?? { exact: ['none'], folded: [] };

  test('are each part beside the first, and below whatever may be an endpoint', () => {
    expect(readingsOfList('/api/trpc/orders,Admin,,/x')).toEqual({
      exact: ['/api/trpc/orders', '/api/trpc/Admin', '/api/trpc/x'],
      folded: [
        ...['/admin', '/api/admin', '/x', '/api/x'],
        ...['/api/trpc/orders', '/api/trpc/admin', '/api/trpc/x'],
      ],
    });
  });

  test('reach five folders deep', () => {
    const folders = ['', '/1', '/1/2', '/1/2/3', '/1/2/3/4', '/1/2/3/4/5/6'];
    const found = readingsOfList('/1/2/3/4/5/6/a,b').folded.filter((path) => path.endsWith('/b'));
    expect(found).toEqual(folders.map((folder) => `${folder}/b`));
  });

  test('are of lists only', () => {
    expect(readBatch(['/a', '/b/c,d'], createReadingBudget())?.exact).toEqual(['/b/c', '/b/d']);
    expect(readingsOfList('/a')).toEqual({ exact: [], folded: [] });
  });

  test('are none when there are more than the budget allows', () => {
    const parts = Array.from({ length: 9_000 }, (_, index) => `a${index}${'b'.repeat(200)}`);
    const budget = createReadingBudget();
    expect(readBatch([`/trpc/${parts.join(',')}`], budget)).toBeNull();
    // Paid for before it was made.
    expect(budget.spend(0, 0)).toBe(false);
  });
});
