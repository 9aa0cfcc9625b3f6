import { resolve } from 'node:path';
import type { Clock, ServerStore } from '@portcullis/gate';
import { readVersion } from '../../sql/operations/read-version.ts';
import { serverStoreOn } from '../../sql/server-store-on.ts';
import { createConnection } from '../connection.ts';
import { createHints } from '../hints.ts';

export interface OpenStoreOptions {
  readonly file: string;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly busyTimeoutMs: number;
  readonly hintIntervalMs: number;
}

/** The store itself: whatever it does stops the thread that it runs in. */
export function openStore({ file, clock, busyTimeoutMs, hintIntervalMs }: OpenStoreOptions): ServerStore {
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
