import type { SeenWrite, SeenWriter } from './watch-report.ts';

/** What was written and by whom, in one line of English: `3 rows of public.orders by shop (shop-web), pid 4711`. */
export function describeWrite({ table, what, rows, by }: SeenWrite): string {
  return `${describeWhat(what, rows, table)} by ${describeWriters(by)}`;
}

function describeWhat(what: SeenWrite['what'], rows: number, table: string): string {
  switch (what) {
    case 'rows':
      return `${rows} ${rows === 1 ? 'row' : 'rows'} of ${table}`;
    case 'replaced':
      return `the file of ${table} was replaced (TRUNCATE, VACUUM FULL)`;
    case 'born':
      return `the table ${table} is new`;
    case 'gone':
      return `the table ${table} is gone`;
    case 'unknown':
      return `something of ${table}`;
  }
}

export function describeWriters(by: readonly SeenWriter[]): string {
  if (by.length === 0) return 'somebody whose session was gone before it could be looked at';
  const names = by.slice(0, mostWriters).map(describeWriter);
  const more = by.length > mostWriters ? [`${by.length - mostWriters} more`] : [];
  return by.length === 1 ? names.join() : `one of ${[...names, ...more].join('; ')}`;
}

function describeWriter({ role, application, pid, statement }: SeenWriter): string {
  const who = role === null ? application : application === '' ? role : `${role} (${application})`;
  const number = pid === null ? '' : `, pid ${pid}`;
  const text = statement === null ? '' : `: ${statement.replace(/\s+/g, ' ').slice(0, longestStatement)}`;
  return `${who === '' ? 'somebody' : who}${number}${text}`;
}

const mostWriters = 5;
const longestStatement = 100;
