import type { SeenWrite, SeenWriter } from './watch-report.ts';

/** What was written and by whom, in one line of English: `3 rows of public.orders by shop (shop-web), pid 4711`. */
export function describeWrite({ table, kind, what, rows, by }: SeenWrite): string {
  // Whoever was allowed to need not be found: what his session did last would only be long.
  const isWanted = kind === 'past-guard' || kind === 'unsure';
  const writers = isWanted ? by : by.map((one) => ({ ...one, statement: null }));
  return `${describeWhat(what, rows, table)} by ${describeWriters(writers)}`;
}

/** Those that may have been the same people's in one line: `1 row of public.cart, 2 rows of public.orders by shop, pid 4711`. */
export function describeWritesTogether(writes: readonly SeenWrite[]): readonly string[] {
  const byWriters = new Map<string, string[]>();
  for (const { table, what, rows, by } of writes) {
    const who = describeWriters(by.map((one) => ({ ...one, statement: null })));
    byWriters.set(who, [...(byWriters.get(who) ?? []), describeWhat(what, rows, table)]);
  }
  return [...byWriters].map(([who, whats]) => `${whats.join(', ')} by ${who}`);
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

function describeWriters(by: readonly SeenWriter[]): string {
  if (by.length === 0) return 'somebody whose session was gone before it could be looked at';
  const all = namesakes(by).map(describeNamesakes);
  const names = all.slice(0, mostWriters);
  const more = all.length > mostWriters ? [`${all.length - mostWriters} more`] : [];
  return by.length === 1 ? names.join() : `one of ${[...names, ...more].join('; ')}`;
}

/** Those of one role and application together. */
function namesakes(by: readonly SeenWriter[]): readonly (readonly SeenWriter[])[] {
  const groups = new Map<string, SeenWriter[]>();
  for (const one of by) {
    const key = JSON.stringify([one.role, one.application]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** A statement is told where it can be only one's. */
function describeNamesakes(group: readonly SeenWriter[]): string {
  const [{ role, application, statement }] = group as readonly [SeenWriter];
  const who = role === null ? application : application === '' ? role : `${role} (${application})`;
  const pids = group.map(({ pid }) => pid).filter((pid) => pid !== null);
  const numbers = pids.length === 0 ? '' : `, pid ${pids.join(', ')}`;
  const text =
    group.length > 1 || statement === null
      ? ''
      : `: ${statement.replace(/\s+/g, ' ').slice(0, longestStatement)}`;
  return `${who === '' ? 'somebody' : who}${numbers}${text}`;
}

const mostWriters = 5;
const longestStatement = 100;
