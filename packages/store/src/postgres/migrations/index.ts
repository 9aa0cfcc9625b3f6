import { firstTables } from './0001-first-tables.ts';
import { processes } from './0002-processes.ts';
import { heldRequests } from './0003-held-requests.ts';
import { heldByWebhook } from './0004-held-by-webhook.ts';
import { heldStatistics } from './0005-held-statistics.ts';
import type { PostgresMigration } from './migration.ts';

/** In order, forward only. A migration that was released is never edited; the next one goes below it. */
export const migrations: readonly PostgresMigration[] = [
  firstTables,
  processes,
  heldRequests,
  heldByWebhook,
  heldStatistics,
];
