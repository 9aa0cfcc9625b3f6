import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exportDecisionKey } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';
import { controlSocketPath, createLogger, parseConfig, startServer } from 'portcullis';
import {
  createDecisionOf,
  DEMO_LOGINS,
  installGuard,
  keepWebhookSecrets,
  readSettings,
  seed,
  shopClients,
  startDatabase,
  startShop,
  startVisitors,
} from 'portcullis-example-shop';
import { shopPolicy } from 'portcullis-example-shop/policy';
import { ensureConsole } from './build-console.ts';
import { checkPort } from './demo/check-port.ts';
import { claimDemo } from './demo/claim-demo.ts';
import { DemoProblem, describeProblem } from './demo/demo-problem.ts';
import { mailFileIn, startWhatNobodyClicks } from './demo/nobody-clicks.ts';
import { type DemoOptions, help, readOptions } from './demo/read-options.ts';
import { providersFileIn, startProviders } from './demo/start-providers.ts';
import { tellStory } from './demo/tell-story.ts';

/**
 * The demo: PostgreSQL, a shop, a few simulated visitors, and Portcullis in front. Everything listens on
 * loopback and lives in `.demo`; Ctrl-C stops it all, and a second start goes on with the same shop.
 */
const closers: { readonly what: string; readonly close: () => Promise<void> }[] = [];
const stopAsked = new AbortController();

/** However often and from wherever it is asked: a terminal's Ctrl-C comes from the terminal, from npm and from run.mjs. */
function askToStop(): void {
  if (stopAsked.signal.aborted) return;
  console.log('\nStopping …');
  stopAsked.abort();
}

process.exitCode = await main();
process.exit();

async function main(): Promise<number> {
  // A terminal that is gone must not keep the rest from stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToStop);
  // run.mjs holds the other end: it closes with it, also when that is killed.
  process.once('disconnect', askToStop);
  const { signal } = stopAsked;
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options === null) {
      console.log(help);
      return 0;
    }
    await start(options, signal);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    console.error(describeProblem(error));
    return error instanceof DemoProblem ? error.exitCode : 1;
  } finally {
    await closeAll();
  }
}

async function closeAll(): Promise<void> {
  for (const { what, close } of closers.reverse()) {
    try {
      await close();
    } catch (error) {
      console.error(`Stopping ${what} failed: ${describeProblem(error)}`);
    }
  }
}

async function start(options: DemoOptions, signal: AbortSignal): Promise<void> {
  const { port, consolePort, directory, fresh } = options;
  const stateDirectory = join(directory, 'portcullis');
  const claim = await claimDemo(directory);
  closers.push({ what: 'the claim of the folder', close: () => claim.release() });
  await checkPort('PORTCULLIS_DEMO_PORT', port);
  await checkPort('PORTCULLIS_DEMO_CONSOLE_PORT', consolePort);
  if (fresh) {
    console.log('Throwing the data of earlier starts away …');
    await rm(stateDirectory, { recursive: true, force: true });
    await rm(providersFileIn(directory), { force: true });
  }

  console.log('Building the console, unless it is there …');
  if (!(await ensureConsole({ write: (text) => process.stderr.write(text), signal })))
    throw new DemoProblem('The console could not be built: what is wrong stands above.');

  console.log('Starting PostgreSQL …');
  const database = await startDatabase({
    directory: join(directory, 'database'),
    onNotice: (notice) => console.log(`  ${notice}`),
    fresh,
  });
  closers.push({ what: 'PostgreSQL', close: () => database.stop() });
  signal.throwIfAborted();

  console.log('Starting the shop …');
  const secret = await loadSecret({ directory: stateDirectory, create: true });
  const decisionOf = createDecisionOf({ keys: [await exportDecisionKey(secret.current)], site: 'shop' });
  const webhooks = keepWebhookSecrets(directory);
  const shop = await startShop({
    databaseUrl: database.url,
    webhookSecrets: webhooks.secrets,
    repairDatabaseUrl: database.repairUrl,
    decisionOf,
    jobs: true,
    cron: '*/5 * * * * *',
  });
  closers.push({ what: 'the shop', close: () => shop.close() });
  await seed(shop.database);
  const { legacyOrderWriter } = await readSettings(shop.database);
  await installGuard(database);
  signal.throwIfAborted();

  console.log('Starting Portcullis …');
  const config = parseConfig(
    {
      site: 'shop',
      upstream: `http://127.0.0.1:${shop.port}`,
      listen: { port },
      console: { listen: { port: consolePort } },
      stateDirectory,
      policy: shopPolicy,
      databases: [{ name: 'shop', place: database.guardUrl, clients: [...shopClients] }],
      workers: [
        { name: 'shop-worker', processes: { least: 1 } },
        { name: 'web-cron', processes: { least: 1 } },
      ],
      stillness: {
        signIn: {
          user: DEMO_LOGINS.customer.email,
          passwordFrom: 'TRIAL_PASSWORD',
          read: '/account/orders',
          signOut: 'POST /logout',
        },
      },
      timeouts: { drainMs: 2_000 },
    },
    {
      directory,
      defaultStateDirectory: stateDirectory,
      source: 'the demo',
      variable: (name) =>
        name === 'TRIAL_PASSWORD' ? DEMO_LOGINS.customer.password : webhooks.variables[name],
    },
  );
  const server = await startServer({ config, logger: createLogger({ level: 'error', site: 'shop' }) });
  closers.push({ what: 'Portcullis', close: () => server.close() });
  signal.throwIfAborted();
  await claim.serves(server.port);
  const providers = await startProviders({
    shopUrl: `http://127.0.0.1:${server.port}`,
    secrets: webhooks.variables,
    file: providersFileIn(directory),
    onLine: (line) => console.log(`  ${line}`),
    signal,
  });
  closers.push({ what: 'the providers', close: () => providers.close() });
  signal.throwIfAborted();
  const unclicked = startWhatNobodyClicks({
    database,
    shop,
    socketPath: controlSocketPath(stateDirectory, 'shop'),
    providersUrl: providers.url,
    mailFile: mailFileIn(directory),
    onLine: (line) => console.log(`  ${line}`),
  });
  closers.push({ what: 'the jobs', close: () => unclicked.close() });

  if (options.withVisitors) letVisitorsIn(server.url);
  console.log(
    tellStory({
      port: server.port,
      consoleUrl: server.consoleUrl,
      providersUrl: providers.url,
      firstOwner: server.firstRun,
      stateDirectory: relativeToHere(stateDirectory),
      databaseUrl: database.url,
      hasBug: legacyOrderWriter,
      mode: server.gate.view().snapshot.mode,
    }),
  );
}

function letVisitorsIn(baseUrl: string): void {
  const goHome = new AbortController();
  const { done } = startVisitors({ baseUrl, visitors: 3, signal: goHome.signal });
  closers.push({
    what: 'the visitors',
    close: () => {
      goHome.abort();
      return done;
    },
  });
}

function relativeToHere(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
