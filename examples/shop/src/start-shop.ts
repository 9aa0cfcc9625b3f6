import { createServer, type Server } from 'node:http';
import type { Cron } from 'croner';
import { startTidyUp } from './cron/tidy-up.ts';
import { migrate } from './database/migrate.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { confirmAtOnce } from './domain/fulfilment.ts';
import { startSending } from './jobs/start-sending.ts';
import { createShop } from './web/create-shop.ts';
import type { DecisionOf } from './web/gate-decision.ts';
import { attachLiveSockets } from './web/live/attach-live-sockets.ts';
import { createStockTicker } from './web/live/stock-ticker.ts';
import { createSupportChat } from './web/live/support-chat.ts';
import type { WebhookSecrets } from './web/webhook-signatures.ts';

export interface StartShopOptions {
  readonly databaseUrl: string;
  /**
   * The same database under a role that its guard approves: for the writes of those whom the gate in front lets write
   * during a window. @default `databaseUrl`
   */
  readonly repairDatabaseUrl?: string;
  /** Whether orders are handed to the worker by jobs, instead of being confirmed at once. @default false */
  readonly jobs?: boolean;
  /**
   * What providers sign their calls with: with it, such calls are taken, and, where there are jobs, a provider is asked for the
   * money of orders. @default none; an order is paid when it is placed
   */
  readonly webhookSecrets?: WebhookSecrets;
  /** When the shop tidies up, as croner reads it; the first of six fields are seconds. @default never */
  readonly cron?: string;
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
  /** Null unless it was asked for. */
  readonly cron: Cron | null;
  /** Ends the shop, not its PostgreSQL; calling again waits for the same end. */
  close(): Promise<void>;
}

export async function startShop({
  databaseUrl,
  repairDatabaseUrl,
  jobs = false,
  webhookSecrets,
  cron,
  port = 0,
  host = '127.0.0.1',
  decisionOf,
  onError = console.error,
  stockIntervalMs = 1000,
}: StartShopOptions): Promise<RunningShop> {
  /** The last that was opened is closed first. */
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) {
      await close();
    }
  };
  try {
    const database = openDatabase(databaseUrl);
    closers.push(() => database.close());
    const repairDatabase =
      repairDatabaseUrl === undefined
        ? database
        : openDatabase(repairDatabaseUrl, { applicationName: 'shop-repair' });
    closers.push(() => repairDatabase.close());
    await migrate(database);
    const sending = jobs
      ? await startSending({ databaseUrl, payments: webhookSecrets !== undefined, onError })
      : null;
    closers.push(async () => sending?.stop());
    const server = createServer(
      // Whoever asks for h2c or the like gets an ordinary answer, as before there were sockets.
      { shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
      createShop({
        database,
        repairDatabase,
        onError,
        followUp: sending?.followUp ?? confirmAtOnce,
        ...(webhookSecrets && { webhookSecrets }),
        ...(decisionOf && { decisionOf }),
      }),
    );
    const live = attachLiveSockets(server, [
      createStockTicker({ database, onError }, { intervalMs: stockIntervalMs }),
      createSupportChat({ database, onError }),
    ]);
    const boundPort = await listen(server, port, host);
    closers.push(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          live.close();
          // Requests being answered finish; connections that merely wait for another one do not hold us up.
          server.closeIdleConnections();
        }),
    );
    const tidyUp =
      cron === undefined ? null : startTidyUp({ database, pattern: cron, now: () => new Date(), onError });
    closers.push(async () => tidyUp?.stop());
    let closed: Promise<void> | null = null;
    return {
      port: boundPort,
      database,
      cron: tidyUp?.cron ?? null,
      close() {
        closed ??= closeAll();
        return closed;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error(`Expected the shop to listen on a port of ${host}, got ${String(address)}.`);
  }
  return address.port;
}
