import type { Catalogue } from '../catalogue.ts';
import { count } from './count.ts';

export const watchTexts: Catalogue['watch'] = {
  title: 'Was beobachtet wird',
  noWrite: 'Kein Schreibzugriff gesehen',
  lastWrite: (at, write) => `Zuletzt geschrieben ${at}: ${write}`,
  watching: (tables, workers, instances) =>
    `beobachtet ${count(tables, { one: '# Tabelle', other: '# Tabellen' })}, ${count(workers, { one: '# Hintergrundprozess', other: '# Hintergrundprozesse' })}, ${count(instances, { one: '# Instanz', other: '# Instanzen' })}`,
  alarm: (database) => `In ${database} wurde am Wächter vorbei geschrieben`,
  refused: (database, statements) =>
    `${database} hat ${count(statements, { one: '# Anweisung', other: '# Anweisungen' })} abgewiesen`,
  refusedWriter: (who, table, at) => `${who} an ${table}, zuletzt ${at}`,
  noTable: 'keine Tabelle',
  undeclared: (database) => `Mit ${database} verbunden und nicht angegeben`,
  session: (who, pids, since) => `${who}, PID ${pids}${since === null ? '' : `, seit ${since}`}`,
  wroteBeforeClosing: (database) =>
    `In ${database} geschrieben, während es zur Ruhe kam; von jetzt an abgewiesen`,
  others: (database) => `In ${database} gesehene Schreibzugriffe`,
  kinds: {
    approved: 'zugelassen',
    bookkeeping: 'Buchführung',
    'past-guard': 'am Wächter vorbei',
    unsure: 'vielleicht verspätet gezählt',
    open: 'vor dem Schließen',
  },
  notWatched: (database) => `In ${database} nicht beobachtet`,
  write: (what, who) => `${what} durch ${who}`,
  rows: (rows, table) => `${count(rows, { one: '# Zeile', other: '# Zeilen' })} von ${table}`,
  whats: {
    replaced: (table) => `die Datei von ${table} wurde ersetzt`,
    born: (table) => `die Tabelle ${table} ist neu`,
    gone: (table) => `die Tabelle ${table} ist weg`,
    unknown: (table) => `etwas von ${table}`,
  },
  somebody: 'jemand',
  goneWriter: 'jemanden, dessen Sitzung schon weg war',
  oneOf: (who) => `einen von ${who}`,
  more: (writers) => count(writers, { one: '# weiterer', other: '# weitere' }),
  withPid: (who, pid) => `${who}, PID ${pid}`,
};
