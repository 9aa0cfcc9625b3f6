import type { SeenWrite } from '../../api/schema.ts';
import type { Catalogue } from '../../texts/catalogue.ts';

/** What was written and by whom, in one line. */
export function describeWrite({ table, what, rows, by }: SeenWrite, words: Catalogue['watch']): string {
  return words.write(describeWhat({ table, what, rows }, words), describeWriters(by, words));
}

/** Those that may have been the same people's in one line. */
export function describeWritesTogether(
  writes: readonly SeenWrite[],
  words: Catalogue['watch'],
): readonly string[] {
  return [...Map.groupBy(writes, ({ by }) => describeWriters(by, words))].map(([who, group]) =>
    words.write(group.map((write) => describeWhat(write, words)).join(', '), who),
  );
}

function describeWhat(
  { table, what, rows }: Pick<SeenWrite, 'table' | 'what' | 'rows'>,
  words: Catalogue['watch'],
): string {
  return what === 'rows' ? words.rows(rows, table) : words.whats[what](table);
}

function describeWriters(by: SeenWrite['by'], words: Catalogue['watch']): string {
  const all = [...Map.groupBy(by, (one) => describeWriter({ ...one, pid: null }, words))];
  const who = all.slice(0, mostWriters).map(([name, group]) => withPids(name, group, words));
  const more = all.length - who.length;
  if (more > 0) who.push(words.more(more));
  if (by.length === 0) return words.goneWriter;
  return by.length === 1 ? who.join() : words.oneOf(who.join('; '));
}

export function describeWriter(
  { role, application, pid }: Pick<SeenWrite['by'][number], 'role' | 'application' | 'pid'>,
  words: Catalogue['watch'],
): string {
  const name = role === null ? application : application === '' ? role : `${role} (${application})`;
  const shown = name === '' ? words.somebody : name;
  return pid === null ? shown : words.withPid(shown, pid);
}

function withPids(name: string, group: SeenWrite['by'], words: Catalogue['watch']): string {
  const pids = group.map(({ pid }) => pid).filter((pid) => pid !== null);
  return pids.length === 0 ? name : words.withPid(name, pids.join(', '));
}

const mostWriters = 5;
