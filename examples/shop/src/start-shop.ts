import { createServer } from 'node:http';
import { type Database, openDatabase } from './database/open-database.ts';
import { migrate } from './database/schema.ts';
import { createShop } from './web/create-shop.ts';
import type { DecisionOf } from './web/gate-decision.ts';
import { attachLiveSockets } from './web/live/attach-live-sockets.ts';
import { createStockTicker } from './web/live/stock-ticker.ts';
import { createSupportChat } from './web/live/support-chat.ts';

export interface StartShopOptions {
  readonly databaseUrl: string;
  /**
   * The same database under a role that its guard approves: for the writes of those whom the gate in front lets write
   * during a window. @default `databaseUrl`
   */
  readonly repairDatabaseUrl?: string;
  /** 0 picks a free one. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** What the gate in front says about a request. @default everything is open */
  readonly decisionOf?: DecisionOf;
  /** @default written to standard error */
  readonly onError?: (error: unknown) => void;
  /** How often the ticker reads the stock of what somebody looks at. @default 1000 */
  readonly stockIntervalMs?: number;
}

export interface RunningShop {
  readonly port: number;
  readonly database: Database;
  /** Ends the shop, not its PostgreSQL; calling again waits for the same end. */
  close(): Promise<void>;
}

export async function startShop({
  databaseUrl,
  repairDatabaseUrl,
  port = 0,
  host = '127.0.0.1',
  decisionOf,
  onError = console.error,
  stockIntervalMs = 1000,
}: StartShopOptions): Promise<RunningShop> {
  const database = openDatabase(databaseUrl);
  const repairDatabase =
    repairDatabaseUrl === undefined
      ? database
      : openDatabase(repairDatabaseUrl, { applicationName: 'shop-repair' });
  const server = createServer(
    // Whoever asks for h2c or the like gets an ordinary answer, as before there were sockets.
    { shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
    createShop({ database, repairDatabase, onError, ...(decisionOf && { decisionOf }) }),
  );
  const live = attachLiveSockets(server, [
    createStockTicker({ database, onError }, { intervalMs: stockIntervalMs }),
    createSupportChat({ database, onError }),
  ]);
  try {
    await migrate(database);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    await Promise.all([database.close(), repairDatabase.close()]);
    throw error;
  }
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error(`Expected the shop to listen on a port of ${host}, got ${String(address)}.`);
  }
  let closed: Promise<void> | null = null;
  return {
    port: address.port,
    database,
    close() {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        live.close();
        // Requests being answered finish; connections that merely wait for another one do not hold us up.
        server.closeIdleConnections();
      }).then(async () => {
        await Promise.all([database.close(), repairDatabase.close()]);
      });
      return closed;
    },
  };
}
