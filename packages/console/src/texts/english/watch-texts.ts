import { count } from './count.ts';

/** What is seen of a database while it is closed. */
export const watchTexts = {
  title: 'What is watched',
  noWrite: 'No write seen',
  lastWrite: (at: string, write: string) => `Last write ${at}: ${write}`,
  watching: (tables: number, workers: number, instances: number) =>
    `watching ${count(tables, { one: '# table', other: '# tables' })}, ${count(workers, { one: '# worker', other: '# workers' })}, ${count(instances, { one: '# instance', other: '# instances' })}`,
  alarm: (database: string) => `Written to ${database} past its guard`,
  refused: (database: string, statements: number) =>
    `${database} refused ${count(statements, { one: '# statement', other: '# statements' })}`,
  refusedWriter: (who: string, table: string, at: string) => `${who} to ${table}, last at ${at}`,
  noTable: 'no table',
  undeclared: (database: string) => `Connected to ${database}, and not declared`,
  session: (who: string, pids: string, since: string | null) =>
    `${who}, pid ${pids}${since === null ? '' : `, since ${since}`}`,
  wroteBeforeClosing: (database: string) =>
    `Written to ${database} while it came to rest; refused from now on`,
  others: (database: string) => `Writes seen in ${database}`,
  kinds: {
    approved: 'approved',
    bookkeeping: 'bookkeeping',
    'past-guard': 'past the guard',
    unsure: 'maybe counted late',
    open: 'before it was closed',
  },
  notWatched: (database: string) => `Not watched in ${database}`,
  write: (what: string, who: string) => `${what} by ${who}`,
  rows: (rows: number, table: string) => `${count(rows, { one: '# row', other: '# rows' })} of ${table}`,
  whats: {
    replaced: (table: string) => `the file of ${table} was replaced`,
    born: (table: string) => `the table ${table} is new`,
    gone: (table: string) => `the table ${table} is gone`,
    unknown: (table: string) => `something of ${table}`,
  },
  somebody: 'somebody',
  goneWriter: 'somebody whose session was gone again',
  oneOf: (who: string) => `one of ${who}`,
  more: (writers: number) => count(writers, { one: '# more', other: '# more' }),
  withPid: (who: string, pid: number | string) => `${who}, pid ${pid}`,
};
