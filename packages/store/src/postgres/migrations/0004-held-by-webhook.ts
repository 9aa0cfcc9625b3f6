import type { PostgresMigration } from './migration.ts';

/**
 * What is due is looked for webhook by webhook: those of one that is paused or shut, however many, are passed by. And leases are
 * compared by their bytes, as other texts are: in the order of most languages nothing is between `0` and `:`.
 */
export const heldByWebhook: PostgresMigration = {
  name: '0004-held-by-webhook',
  // The version before finds the same by the new index, and the same leases.
  isKnownBefore: true,
  statements: [
    `alter table held_requests alter column lease_by type text collate "C"`,
    `create index held_requests_due on held_requests (site, webhook, due_at, sequence)
      where state = 'waiting' and is_behind = 0`,
    `drop index held_requests_by_due`,
  ],
};
