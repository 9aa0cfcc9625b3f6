export type Row = Readonly<Record<string, string | null>>;
/** Every row of every table. */
export type Contents = Readonly<Record<string, readonly Row[]>>;

export interface Change {
  readonly table: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Of the primary key, or what names the row better: the name of an option, the key of a meta. */
  readonly name: string;
}

/** What is different, by table and row. Empty = not a byte of data changed. */
export function changedRows(before: Contents, after: Contents): readonly Change[] {
  const tables = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return tables.flatMap((table) => changesOf(table, before[table] ?? [], after[table] ?? []));
}

function changesOf(table: string, before: readonly Row[], after: readonly Row[]): readonly Change[] {
  const [earlier, later] = [byKey(before), byKey(after)];
  const changes: Change[] = [];
  for (const [key, row] of earlier) {
    const now = later.get(key);
    if (now === undefined) changes.push({ table, kind: 'removed', name: nameOf(row) });
    else if (JSON.stringify(now) !== JSON.stringify(row))
      changes.push({ table, kind: 'changed', name: nameOf(now) });
  }
  for (const [key, row] of later) {
    if (!earlier.has(key)) changes.push({ table, kind: 'added', name: nameOf(row) });
  }
  return changes;
}

/** The first column of a table of WordPress is its key, but for relationships. */
function byKey(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(
    rows.map((row) => {
      const [first = '', second = ''] = Object.values(row);
      return ['object_id' in row ? `${first} ${second}` : String(first), row];
    }),
  );
}

function nameOf(row: Row): string {
  const [first] = Object.values(row);
  return String(row.option_name ?? row.meta_key ?? row.post_name ?? row.user_login ?? first);
}
