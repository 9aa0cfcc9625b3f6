import { firstTables } from './0001-first-tables.ts';
import { serverStore } from './0002-server-store.ts';
import { incidents } from './0003-incidents.ts';
import { transitions } from './0004-transitions.ts';
import { testPasses } from './0005-test-passes.ts';
import { foldedSubjects } from './0006-folded-subjects.ts';
import { processes } from './0007-processes.ts';
import { heldRequests } from './0008-held-requests.ts';
import { heldByWebhook } from './0009-held-by-webhook.ts';
import type { SqliteMigration } from './migration.ts';

/** In order, forward only. A migration that was released is never edited; the next one goes below it. */
export const migrations: Readonly<Record<string, SqliteMigration>> = {
  '0001-first-tables': firstTables,
  '0002-server-store': serverStore,
  '0003-incidents': incidents,
  '0004-transitions': transitions,
  '0005-test-passes': testPasses,
  '0006-folded-subjects': foldedSubjects,
  '0007-processes': processes,
  '0008-held-requests': heldRequests,
  '0009-held-by-webhook': heldByWebhook,
};
