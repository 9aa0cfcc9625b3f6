import type { Mode } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { type Declared, type WantedStops, wantedStops } from './wanted-stops.ts';

const declared: Declared = {
  workers: [
    { name: 'mails', areas: null },
    { name: 'thumbnails', areas: ['uploads'] },
    { name: 'invoices', areas: ['checkout', 'uploads'] },
  ],
  databases: [
    { name: 'shop', tables: { checkout: ['orders', 'carts', 'log'], uploads: ['log', 'files'] } },
    { name: 'search', tables: {} },
  ],
};

type Areas = Readonly<Record<string, Mode>>;

/** `mails`, `shop` = all of it, `shop(carts, orders)` = these tables alone. */
function shown({ stops, uncovered }: WantedStops): readonly [stops: string, uncovered: string] {
  return [
    stops.map(({ name, tables }) => (tables.length === 0 ? name : `${name}(${tables.join(', ')})`)).join(' '),
    uncovered.map(({ database, area }) => `${database}: ${area}`).join(', '),
  ];
}

const allOfIt = 'mails thumbnails invoices shop search';

describe('what a switch stops', () => {
  const table: readonly (readonly [mode: Mode, areas: Areas, stops: string, uncovered: string])[] = [
    ['open', {}, '', ''],
    ['read-only', {}, allOfIt, ''],
    ['closed', {}, allOfIt, ''],
    // An area that says what the site says is no difference, and neither is another way of not being open.
    ['read-only', { checkout: 'closed' }, allOfIt, ''],
    ['closed', { checkout: 'read-only', uploads: 'closed' }, allOfIt, ''],
    ['open', { checkout: 'open' }, '', ''],
    // A table that an open area writes to, too, stays writable.
    ['open', { checkout: 'read-only' }, 'invoices shop(carts, orders)', 'search: checkout'],
    ['open', { uploads: 'closed' }, 'thumbnails invoices shop(files)', 'search: uploads'],
    [
      'open',
      { checkout: 'read-only', uploads: 'closed' },
      'thumbnails invoices shop(carts, files, log, orders)',
      'search: checkout, search: uploads',
    ],
    // One area open: what belongs to no area has no tables of its own.
    [
      'read-only',
      { checkout: 'open' },
      'mails thumbnails invoices shop(files)',
      'shop: the site, search: the site',
    ],
    ['closed', { uploads: 'open' }, 'mails invoices shop(carts, orders)', 'shop: the site, search: the site'],
    ['read-only', { checkout: 'open', uploads: 'open' }, 'mails', 'shop: the site, search: the site'],
    // An area that no database has tables for.
    ['open', { help: 'read-only' }, '', 'shop: help, search: help'],
    [
      'read-only',
      { help: 'open' },
      'mails thumbnails invoices shop(carts, files, log, orders)',
      'shop: the site, search: the site',
    ],
    [
      'open',
      { help: 'closed', checkout: 'closed' },
      'invoices shop(carts, orders)',
      'shop: help, search: help, search: checkout',
    ],
  ];

  it.each(table)('%s, %j: %s', (mode, areas, stops, uncovered) => {
    const [foundStops, foundUncovered] = shown(wantedStops({ mode, areas }, declared));
    expect(foundStops).toBe(stops);
    expect(foundUncovered.split(', ').sort()).toEqual(uncovered.split(', ').sort());
  });

  it('is nothing where nothing is declared', () => {
    expect(wantedStops({ mode: 'closed', areas: {} }, { workers: [], databases: [] })).toEqual({
      stops: [],
      uncovered: [],
    });
  });

  it.each(['constructor', '__proto__', 'toString'])('an area may be called %s', (area) => {
    const modes = { mode: 'open' as const, areas: Object.fromEntries([[area, 'closed' as const]]) };
    const tables = Object.fromEntries([[area, ['orders']]]);
    const other: Declared = { workers: [], databases: [{ name: 'shop', tables: { checkout: ['orders'] } }] };
    expect(shown(wantedStops(modes, { workers: [], databases: [{ name: 'shop', tables }] }))).toEqual([
      'shop(orders)',
      '',
    ]);
    expect(shown(wantedStops(modes, other))).toEqual(['', `shop: ${area}`]);
  });

  it('of a whole site names kind and no tables', () => {
    const { stops } = wantedStops({ mode: 'read-only', areas: {} }, declared);
    expect(stops.map(({ kind, tables }) => [kind, tables])).toEqual([
      ...declared.workers.map(() => ['worker', []]),
      ...declared.databases.map(() => ['database', []]),
    ]);
  });

  it('does not change with the order of areas', () => {
    const areas = { checkout: 'closed', uploads: 'read-only' } as const;
    const turned = { uploads: 'read-only', checkout: 'closed' } as const;
    const stopsOf = (given: Areas) => wantedStops({ mode: 'open', areas: given }, declared).stops;
    expect(stopsOf(turned)).toEqual(stopsOf(areas));
  });
});
