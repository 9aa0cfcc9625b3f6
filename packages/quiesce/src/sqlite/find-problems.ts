import type { GuardProblem } from '../guard-problem.ts';
import type { GateRecord } from './gate-record.ts';
import { gate, operations, readTriggers, triggerName, triggerText } from './gate-triggers.ts';
import { readTables } from './read-tables.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** What would let writes pass by a closing, or did. */
export function findProblems(
  connection: SqliteConnection,
  record: GateRecord | 'open' | 'torn',
): readonly GuardProblem[] {
  if (record === 'open') return [];
  if (record === 'torn') return [emptied];
  const triggers = readTriggers(connection);
  const present = readTables(connection);
  const problems: GuardProblem[] = record.isAdmitting ? [admitting] : [];
  for (const [table, text] of record.tables) {
    const isGuarded = operations.every(
      (operation) => triggers.get(triggerName(table, operation)) === triggerText(table, operation),
    );
    if (!isGuarded) problems.push(unguarded(table, 'somebody took the guard off it, or the table away'));
    else if (present.get(table) !== text) problems.push(changed(table));
  }
  if (record.scope === 'whole') {
    for (const table of present.keys()) {
      if (record.tables.has(table) || record.bookkeeping.includes(table)) continue;
      problems.push(unguarded(table, 'it is younger than the closing'));
    }
  }
  for (const table of readTables(connection, 'virtual').keys()) problems.push(virtual(table));
  return problems;
}

const admitting: GuardProblem = {
  kind: 'torn',
  object: gate,
  message: 'Everybody writes: somebody was admitted, and did not come back. Close again.',
  isHole: true,
};

const emptied: GuardProblem = {
  kind: 'torn',
  object: gate,
  message: 'Writes are refused, and somebody took away what says why and since when. Close or open it again.',
  isHole: false,
};

function unguarded(table: string, why: string): GuardProblem {
  return {
    kind: 'unguarded',
    object: table,
    message: `Writes to ${table} are not refused: ${why}. Close again.`,
    isHole: true,
  };
}

function changed(table: string): GuardProblem {
  return {
    kind: 'ddl',
    object: table,
    message: `The table ${table} was changed while it was closed: SQLite refuses no changes of tables. Look whether that was meant, and close again.`,
    isHole: true,
  };
}

function virtual(table: string): GuardProblem {
  return {
    kind: 'unguarded',
    object: table,
    message: `Writes to ${table} are not refused: SQLite has no triggers on virtual tables. Stop what writes to it by itself.`,
    isHole: true,
  };
}
