import type { DatabaseStatus, SiteStillness, WorkerStatus } from '../stillness/site-stillness.ts';
import { type Output, printableLine } from './output.ts';
import { describeDuration } from './parse-time.ts';
import { phaseWords } from './phase-words.ts';
import { showWatch } from './show-watch.ts';

export interface ShowStillnessOptions {
  /** The store's clock. */
  readonly now: number;
  /** How many instances there are. */
  readonly instances: number;
}

/** Databases and workers in a table, what is missing, and what was seen; nothing where none is declared. */
export function showStillness(
  output: Output,
  stillness: SiteStillness | null,
  { now, instances }: ShowStillnessOptions,
): void {
  if (stillness === null) return;
  const { phase, phaseSince, databases, workers, missing, limits, setback, conductedBy } = stillness;
  const { paint } = output;
  output.line('');
  if (phase !== null && phase !== 'watch') {
    output.line(`${paint.yellow(phaseWords[phase])}, for ${describeDuration(now - (phaseSince ?? now))}`);
  }
  if (conductedBy !== null) output.line(`carried out by ${printableLine(conductedBy)}`);
  output.table(
    ['stops with the site', 'state', ''],
    [
      ...databases.map((one) => [`database ${one.name}`, one.state, databaseDetail(one)]),
      ...workers.map((one) => [`worker ${one.name}`, one.state, workerDetail(one)]),
    ].map((row) => row.map(printableLine)),
  );
  for (const line of missing) output.line(`${paint.red('missing')}  ${printableLine(line)}`);
  showWatch(output, stillness, instances);
  for (const line of limits) output.line(`${paint.yellow('limit')}  ${printableLine(line)}`);
  for (const line of leftLines(stillness)) output.line(`${paint.yellow('left')}  ${printableLine(line)}`);
  if (setback !== null && setback.kind !== 'left-behind') {
    const what = setback.kind === 'rolled-back' ? 'turning on was taken back' : 'turning off was given up';
    output.line(`${paint.yellow(what)} ${describeDuration(now - setback.at)} ago:`);
    for (const line of setback.details) output.line(`  ${printableLine(line)}`);
  }
}

/** What a window that is over did not start, because it had not stopped it: one line each. */
export function leftLines({ phase, workers }: SiteStillness): readonly string[] {
  if (phase !== null) return [];
  return workers
    .filter(({ state }) => state === 'left')
    .map(({ name }) => `paused as it was found before the window: worker ${name}`);
}

function databaseDetail({ guard, tables, bookkeeping, leftOut, problem }: DatabaseStatus): string {
  return [
    guard === null ? null : `guard ${guard}`,
    tables.length === 0 ? null : `tables ${tables.join(', ')}`,
    bookkeeping.length === 0 ? null : `stays writable: ${bookkeeping.join(', ')}`,
    leftOut.length === 0 ? null : `left out: the store in ${leftOut.join(', ')}`,
    problem,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

function workerDetail({ inHand, waiting, disobeying, problem }: WorkerStatus): string {
  return [
    inHand === null ? null : `${inHand} in hand`,
    waiting === null ? null : `${waiting} waiting`,
    disobeying.length === 0 ? null : `${disobeying.length} began although it was paused`,
    problem,
  ]
    .filter((part) => part !== null)
    .join('; ');
}
