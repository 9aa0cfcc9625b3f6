import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exportDecisionKey } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';
import { createLogger, parseConfig, startServer } from 'portcullis';
import {
  createDecisionOf,
  DEMO_LOGINS,
  seed,
  startDatabase,
  startShop,
  startVisitors,
} from 'portcullis-example-shop';
import { shopPolicy } from 'portcullis-example-shop/policy';

/**
 * The demo: PostgreSQL, a shop, a few simulated visitors, and Portcullis in front. Everything listens on
 * loopback and lives in `.demo`; Ctrl-C stops it all, and a second start goes on with the same shop.
 */
const directory = join(import.meta.dirname, '..', '.demo');
const port = Number(process.env.PORTCULLIS_DEMO_PORT ?? 8080);
const withVisitors = process.env.PORTCULLIS_DEMO_VISITORS !== 'off';

const closers: { readonly what: string; readonly close: () => Promise<void> }[] = [];
let stopping: Promise<void> | null = null;

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const { what, close } of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        console.error(`stopping ${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    console.log('\nStopping …');
    void stop().then(() => process.exit(0));
  });
}

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  await stop();
  process.exit(1);
}

async function start(): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  console.log('Starting PostgreSQL …');
  const database = await startDatabase({
    directory: join(directory, 'database'),
    onNotice: (notice) => console.log(`  ${notice}`),
  });
  closers.push({ what: 'PostgreSQL', close: () => database.stop() });

  console.log('Starting the shop …');
  const stateDirectory = join(directory, 'portcullis');
  const secret = await loadSecret({ directory: stateDirectory, create: true });
  const decisionOf = createDecisionOf({ keys: [await exportDecisionKey(secret.current)], site: 'shop' });
  const shop = await startShop({ databaseUrl: database.url, decisionOf });
  closers.push({ what: 'the shop', close: () => shop.close() });
  await seed(shop.database);

  console.log('Starting Portcullis …');
  const config = parseConfig(
    {
      site: 'shop',
      upstream: `http://127.0.0.1:${shop.port}`,
      listen: { port },
      stateDirectory,
      policy: shopPolicy,
      timeouts: { drainMs: 2_000 },
    },
    { directory, defaultStateDirectory: stateDirectory, source: 'the demo' },
  );
  const server = await startServer({ config, logger: createLogger({ level: 'error', site: 'shop' }) });
  closers.push({ what: 'Portcullis', close: () => server.close() });

  if (withVisitors) {
    const goHome = new AbortController();
    const { done } = startVisitors({ baseUrl: server.url, visitors: 3, signal: goHome.signal });
    closers.push({
      what: 'the visitors',
      close: () => {
        goHome.abort();
        return done;
      },
    });
  }
  tellTheStory(server.port, stateDirectory);
}

function tellTheStory(actualPort: number, stateDirectory: string): void {
  const shop = `http://localhost:${actualPort}`;
  const admin = `http://admin.localhost:${actualPort}`;
  const cli = `npm run --silent portcullis --`;
  const here = `--site shop --state-directory ${relativeToHere(stateDirectory)}`;
  console.log(`
The shop        ${shop}
For insiders    ${admin}   (the trusted path: on this host name admins may write during a window)
Health, status  ${shop}/.well-known/portcullis/status

Sign in as      ${Object.values(DEMO_LOGINS)
    .map(({ email, password, role }) => `${role.padEnd(9)} ${email.padEnd(21)} ${password}`)
    .join('\n                ')}

The story
  1. Buy two different things at ${shop}. The order page says "items missing": a bug charges people and loses lines.
  2. Take the shop read-only, in another terminal:
       ${cli} on read-only ${here} --reason "orders lose lines" --for 30m --contact help@shop.example
     Pages stay readable; every write is refused, by the server. Try to add something to the cart.
  3. Get in: sign in as admin at ${admin}/login, open Settings and switch "Legacy order writer" off.
     A refund asks you to confirm it. Place a test order there: it is complete.
  4. Open again:
       ${cli} off ${here}
  Also worth a look:  ${cli} status ${here}    and    ${cli} audit verify ${here}

Ctrl-C stops everything.`);
}

function relativeToHere(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
