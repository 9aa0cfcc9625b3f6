import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as rest } from 'node:timers/promises';
import { createSqliteGuard, type SqliteGuard } from '../../src/sqlite/index.ts';
import { createDatabaseFile } from '../database-file.ts';

export interface SqliteTortureOptions {
  readonly flips: number;
  /** What closing is. @default the guard's */
  readonly close?: (guard: SqliteGuard, pragma: (text: string) => unknown) => void;
}

export interface SqliteTorture {
  /** Rows that came while it was said to be closed. */
  readonly late: number;
  /** Transactions of which one half is there. */
  readonly halfDone: number;
  readonly commits: number;
  readonly refusals: number;
  /** From the call of close to its end, ms. */
  readonly stillAfterMs: readonly number[];
}

const kinds = ['one statement', 'two statements', 'late write'];

/** Closes and opens a file again and again while six processes write to it. */
export async function tortureSqlite({
  flips,
  close = (guard) => guard.close({ reason: 'torture' }),
}: SqliteTortureOptions): Promise<SqliteTorture> {
  const file = createDatabaseFile();
  const operator = file.connect();
  operator.exec('create table torture (key integer primary key, kind text, twin int)');
  operator.pragma('busy_timeout = 10000');
  const guard = createSqliteGuard(operator);
  const script = new URL('../processes/sqlite-writer-process.ts', import.meta.url);
  const children: ChildProcess[] = [];
  const count = (where: string) =>
    Number(operator.prepare(`select count(*) from torture where ${where}`).pluck().get());
  try {
    for (const [index, kind] of [...kinds, ...kinds].entries()) {
      const child = fork(script, [file.path, kind, String(index * 1_000_000)], {
        execArgv: ['--conditions=portcullis-source'],
      });
      children.push(child);
      await once(child, 'message');
    }
    let late = 0;
    const stillAfterMs: number[] = [];
    for (let flip = 0; flip < flips; flip += 1) {
      await rest(100);
      const started = performance.now();
      close(guard, (text) => operator.pragma(text));
      stillAfterMs.push(performance.now() - started);
      const before = count('true');
      await rest(100);
      late += count('true') - before;
      guard.open();
    }
    let commits = 0;
    let refusals = 0;
    for (const child of children) {
      const told = once(child, 'message');
      child.send('end');
      const [said] = await told;
      commits += said.written;
      refusals += said.refused;
    }
    return { late, halfDone: count('twin is null'), commits, refusals, stillAfterMs };
  } finally {
    for (const child of children) child.kill();
    file.remove();
  }
}

/** A guard that each connection has for itself, as everybody's first one is. */
export const askEachConnection: SqliteTortureOptions['close'] = (_, pragma) => {
  pragma('query_only = on');
  pragma('query_only = off');
};
