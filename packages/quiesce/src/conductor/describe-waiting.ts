import { describeWrite } from '../describe-write.ts';
import type { RunningJob } from '../workers/worker.ts';
import type { PartKey } from './seen.ts';
import type { Waiting } from './waiting.ts';

/** One line in English, whatever the names in it hold: a second one would be read as another fact. */
export function describeWaiting(waiting: Waiting): string {
  return textOf(waiting).replace(/\s+/g, ' ');
}

function textOf(waiting: Waiting): string {
  switch (waiting.kind) {
    case 'requests':
      return waiting.detail;
    case 'failing':
      return `${describePart(waiting.part)}: ${waiting.problem}`;
    case 'not-stopped':
      return `${describePart(waiting.part)} is not stopped yet`;
    case 'job':
      return `${describeWorker(waiting.worker)} has ${jobs(waiting.of)} in hand${waiting.job === null ? '' : `: ${describeJob(waiting.job)}`}`;
    case 'uncounted':
      return `${describeWorker(waiting.worker)}: what it has in hand cannot be counted`;
    case 'disobeying':
      return `${describeWorker(waiting.worker)} is paused, and a job began all the same: ${describeJob(waiting.job)}`;
    case 'settling':
      return `${describeWorker(waiting.worker)}: nothing found in hand so far, looking once more`;
    case 'no-guard':
      return `database ${waiting.database} has no guard: portcullis guard install`;
    case 'transaction':
      return `database ${waiting.database}: ${waiting.detail} may still commit`;
    case 'not-drained':
      return `database ${waiting.database} is not drained yet`;
    case 'hole':
      return `database ${waiting.database}: ${waiting.detail}`;
    case 'written':
      return `database ${waiting.database} was written to past its guard: ${describeWrite(waiting.write)}`;
    case 'uncovered':
      return `database ${waiting.database} stays writable for ${waiting.area}: no tables of its own are named`;
    case 'given-up':
      return `${describePart(waiting.part)} was opened again: ${waiting.reason}`;
  }
}

export function describePart({ kind, name }: PartKey): string {
  return `${kind} ${name}`;
}

function describeWorker(name: string): string {
  return describePart({ kind: 'worker', name });
}

function describeJob({ name, id, since, by }: RunningJob): string {
  const parts = [
    id === null ? name : `${name} ${id}`,
    since === null || !isMoment(since) ? null : `since ${new Date(since).toISOString()}`,
    by === null ? null : `by ${by}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** What a library, or a process that joined, takes for the beginning of a job may be no time at all. */
function isMoment(at: number): boolean {
  return !Number.isNaN(new Date(at).getTime());
}

function jobs(count: number): string {
  return count === 1 ? '1 job' : `${count} jobs`;
}
