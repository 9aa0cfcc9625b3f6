import type { SiteStatus } from '../control/site-status.ts';

/** What the word of a status means, for whoever reads it for the first time; null where it says itself what it means. */
export function describeWord({ word }: Pick<SiteStatus, 'word'>): string | null {
  if (word !== 'enforced (HTTP only)') return null;
  return "Every live instance's HTTP gate follows. Jobs, workers and databases are not stopped by it: the site is enforced, not still.";
}
