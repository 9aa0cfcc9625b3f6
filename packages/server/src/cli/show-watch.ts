import { describeWritesTogether } from '@portcullis/quiesce/conductor';
import type { DatabaseWatch } from '../stillness/database-watch.ts';
import type { SiteStillness } from '../stillness/site-stillness.ts';
import { type Output, printableLine } from './output.ts';

/** What is watched while a window is open, what was seen, and what nobody would see. */
export function showWatch(output: Output, stillness: SiteStillness, instances: number): void {
  const watched = stillness.databases.flatMap(({ name, watch }) => (watch === null ? [] : [{ name, watch }]));
  if (watched.length === 0) return;
  output.line(summary(stillness, watched, instances));
  for (const { name, watch } of watched) showDatabase(output, name, watch);
  for (const { name, inHand, state, problem } of stillness.workers) {
    // One that is not stopped yet, or does not answer, is named as missing already.
    if ((state === 'stopped' || state === 'left') && problem === null && inHand === null) {
      output.line(
        `${output.paint.yellow('not watched')}  worker ${printableLine(name)}: what it has in hand is not counted`,
      );
    }
  }
}

interface Watched {
  readonly name: string;
  readonly watch: DatabaseWatch;
}

/** `still since …; last write … by shop (shop-web) to public.orders; watching 42 tables, 3 workers, 2 instances` */
function summary({ since, workers }: SiteStillness, watched: readonly Watched[], instances: number): string {
  const tables = watched.reduce((sum, { watch }) => sum + watch.tables, 0);
  const [last] = watched
    .flatMap(({ watch }) => (watch.lastWrite === null ? [] : [watch.lastWrite]))
    .sort((one, other) => other.at - one.at);
  return [
    since === null ? 'not still' : `still since ${moment(since)}`,
    last === undefined ? 'no write seen' : printableLine(`last write ${moment(last.at)}: ${last.line}`),
    `watching ${counted(tables, 'table')}, ${counted(workers.length, 'worker')}, ${counted(instances, 'instance')}`,
  ].join('; ');
}

function showDatabase({ line, paint }: Output, name: string, watch: DatabaseWatch): void {
  const tell = (word: string, text: string) => line(`${word}  ${printableLine(`database ${name}: ${text}`)}`);
  for (const one of watch.alarms) tell(paint.red('ALARM'), `${moment(one.at)} ${one.line}, past the guard`);
  for (const one of watch.writes.filter(({ kind }) => kind !== 'past-guard'))
    tell(paint.dim(kindWords[one.kind]), `${moment(one.at)} ${one.line}`);
  for (const text of describeWritesTogether(watch.wroteBeforeClosing))
    tell(paint.yellow('wrote before closing'), `${text}; refused from now on`);
  if (watch.refusedCount !== null && watch.refusedCount > 0) {
    tell(paint.yellow('refused'), `${counted(watch.refusedCount, 'statement')}, the last of each writer:`);
    for (const { role, application, table, at } of watch.refused) {
      const who = application === '' ? role : `${role} (${application})`;
      line(printableLine(`  ${who} to ${table ?? 'no table'} at ${moment(at)}`));
    }
  }
  for (const { isDeclared, ...session } of watch.sessions) {
    if (isDeclared === false) tell(paint.yellow('not declared'), describeSessions(session));
    else if (isDeclared === null) tell(paint.dim('connected'), describeSessions(session));
  }
  for (const text of watch.notWatched) tell(paint.yellow('not watched'), text);
}

/** `psql of ada since …, pid 4711` */
function describeSessions({ role, application, pids, since }: Omit<Sessions, 'isDeclared'>): string {
  const who = [application, role].filter((part) => part !== null && part !== '').join(' of ');
  return `${who === '' ? 'somebody' : who}${since === null ? '' : ` since ${moment(since)}`}, pid ${pids.join(', ')}`;
}

type Sessions = DatabaseWatch['sessions'][number];

const kindWords = {
  approved: 'approved',
  bookkeeping: 'bookkeeping',
  unsure: 'maybe late',
  open: 'before',
  'past-guard': 'past the guard',
};

function moment(at: number): string {
  return new Date(at).toISOString();
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
