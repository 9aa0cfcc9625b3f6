import type { StoredInstance } from '@portcullis/gate';

/** A report may be so late: what comes later is by somebody whose lease had ended. */
const graceMs = 1_000;

/** Whether nobody knows any more what an instance does: its lease and a second have passed on the store's clock. */
export function isSilent({
  now,
  seenAt,
  leaseMs,
}: Pick<StoredInstance, 'now' | 'seenAt' | 'leaseMs'>): boolean {
  return now - seenAt > leaseMs + graceMs;
}
