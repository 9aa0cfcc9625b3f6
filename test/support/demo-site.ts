import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { exportDecisionKey } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';
import { type ControlClient, createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import {
  createDecisionOf,
  readWriteRecord,
  seed,
  startDatabase,
  startShop,
  type WriteRecord,
} from 'portcullis-example-shop';
import { shopPolicy } from 'portcullis-example-shop/policy';
import { type CommandResult, runCommand, temporaryDirectory } from './gate-process.ts';

/** What `npm start` starts, without the visitors: PostgreSQL, the seeded shop, Portcullis in front. */
export interface DemoSite {
  readonly url: string;
  /** The trusted path: here admins may write during a window. */
  readonly adminUrl: string;
  /** Every write of users that the shop accepted, oldest first; signing in and out is none. */
  writes(): Promise<readonly WriteRecord[]>;
  /** Switches without a new process for each change. */
  readonly control: ControlClient;
  /** The real command line, as in another terminal. */
  run(...commandLine: string[]): Promise<CommandResult>;
  close(): Promise<void>;
}

export async function startDemoSite(): Promise<DemoSite> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const directory = temporaryDirectory();
    closers.push(() => directory.remove());
    // So that under root the account PostgreSQL borrows can get in, as it can in an ordinary clone.
    chmodSync(directory.path, 0o755);
    const database = await startDatabase({
      directory: join(directory.path, 'database'),
      onNotice: () => undefined,
      keepData: false,
    });
    closers.push(() => database.stop());

    const stateDirectory = join(directory.path, 'portcullis');
    const secret = await loadSecret({ directory: stateDirectory, create: true });
    const decisionOf = createDecisionOf({ keys: [await exportDecisionKey(secret.current)], site: 'shop' });
    const shop = await startShop({ databaseUrl: database.url, decisionOf });
    closers.push(() => shop.close());
    await seed(shop.database);

    const config = parseConfig(
      {
        site: 'shop',
        upstream: `http://127.0.0.1:${shop.port}`,
        listen: { port: 0 },
        stateDirectory,
        policy: shopPolicy,
        timeouts: { drainMs: 500 },
      },
      { directory: directory.path, defaultStateDirectory: stateDirectory, source: 'the test' },
    );
    const server = await startServer({ config, logger: createLogger({ level: 'silent', site: 'shop' }) });
    closers.push(() => server.close());

    return {
      url: `http://localhost:${server.port}`,
      adminUrl: `http://admin.localhost:${server.port}`,
      writes: async () => (await readWriteRecord(shop.database)).filter(({ kind }) => kind === 'write'),
      control: createControlClient({ stateDirectory, site: 'shop' }),
      run: (...commandLine) =>
        runCommand([...commandLine, '--site', 'shop', '--state-directory', stateDirectory]),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
