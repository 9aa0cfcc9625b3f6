import { describe, expect, it } from 'vitest';
import { pageOf } from './page-of.ts';

const rows = Array.from({ length: 120 }, (_, index) => `Row ${index}`);
const query = { search: '', textOf: (row: string) => row, skip: 0, pageSize: 50 };

describe('a page of rows', () => {
  it('has so many and no more, and says how many there are', () => {
    expect(pageOf(rows, query)).toEqual({ rows: rows.slice(0, 50), skip: 0, total: 120 });
    expect(pageOf(rows, { ...query, skip: 100 })).toEqual({ rows: rows.slice(100), skip: 100, total: 120 });
  });

  it('has only what is searched for, in whatever case, and counts that', () => {
    expect(pageOf(rows, { ...query, search: ' rOW 111 ' })).toEqual({ rows: ['Row 111'], skip: 0, total: 1 });
    expect(pageOf(rows, { ...query, search: 'row 11' }).total).toBe(11);
    expect(pageOf(rows, { ...query, search: 'nothing' })).toEqual({ rows: [], skip: 0, total: 0 });
  });

  it('begins anew where there are fewer rows than before', () => {
    expect(pageOf(rows.slice(0, 60), { ...query, skip: 100 })).toMatchObject({ skip: 0, total: 60 });
    expect(pageOf(rows, { ...query, search: 'row 11', skip: 50 })).toMatchObject({ skip: 0, total: 11 });
  });
});
