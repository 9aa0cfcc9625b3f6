import { resolve } from 'node:path';
import type { Clock, ServerStore } from '@portcullis/gate';
import { readVersion } from '../sql/operations/read-version.ts';
import { serverStoreOn } from '../sql/server-store-on.ts';
import { createConnection } from './connection.ts';
import { createHints } from './hints.ts';

export interface SqliteStoreOptions {
  /** On a local disk; its folder is created for the owner alone when it is not there. */
  readonly file: string;
  /** @default the machine's clock */
  readonly clock?: Pick<Clock, 'wallMs'>;
  /** How long an operation waits for another process, without blocking this one. @default 2000 */
  readonly busyTimeoutMs?: number;
  /** How often subscribers look for changes of other processes. @default 50 */
  readonly hintIntervalMs?: number;
}

/**
 * A store in one SQLite file that the processes of one host share. The file is opened at the first use; while
 * that fails every operation says why and the next one tries again, so a gate starts without its store.
 */
export function createSqliteStore({
  file,
  clock = { wallMs: () => Date.now() },
  busyTimeoutMs = 2000,
  hintIntervalMs = 50,
}: SqliteStoreOptions): ServerStore {
  const connection = createConnection({ file: resolve(file), busyTimeoutMs, clock });
  const hints = createHints({
    intervalMs: hintIntervalMs,
    version: () => connection.dataVersion(),
    epoch: (site) => connection.peek((transaction) => readVersion(transaction, site))?.epoch ?? null,
  });
  return {
    ...serverStoreOn(connection, hints),
    async close() {
      hints.close();
      await connection.close();
    },
  };
}
