import type { SiteStatus } from '../control/site-status.ts';

/** What the word of a status means, for whoever reads it for the first time; null where it says itself what it means. */
export function describeWord({ word, stillness }: Pick<SiteStatus, 'word' | 'stillness'>): string | null {
  if (word === 'still' && stillness?.since != null) {
    const { databases, workers, since } = stillness;
    return `Nothing unapproved is written since ${new Date(since).toISOString()}: ${counted(databases.length, 'database')} closed and drained${workers.length === 0 ? '' : `, ${counted(workers.length, 'worker')} paused and drained`}.`;
  }
  if (word === 'enforced') {
    return "Every live instance's HTTP gate follows. The site is not still: what is missing is named below.";
  }
  if (word !== 'enforced (HTTP only)') return null;
  return "Every live instance's HTTP gate follows. Jobs, workers and databases are not stopped by it: the site is enforced, not still.";
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
