import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { type PostgresAccount, spawnIdentity } from './postgres-account.ts';

export interface PostgresProcess {
  readonly port: number;
  /** Ends the server; calling again waits for the same end. */
  stop(): Promise<void>;
}

export interface StartPostgresProcessOptions {
  readonly program: string;
  readonly account: PostgresAccount;
  readonly dataFolder: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Besides our own, as in postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>;
}

const READY = 'database system is ready to accept connections';
const PORT_TAKEN = 'could not bind';
const PORT_ATTEMPTS = 5;
/** After kill -9 of the server its workers need a moment to notice and let go of the shared memory. */
const MEMORY_IN_USE = 'pre-existing shared memory block';
const MEMORY_ATTEMPTS = 50;
const MEMORY_RETRY_MS = 100;
const KEPT_LOG_LINES = 40;
const FAST_SHUTDOWN_MS = 10_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** A bare environment: PG... variables of the caller's shell would reach into a server that is not theirs. */
export const POSTGRES_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

export async function startPostgresProcess(options: StartPostgresProcessOptions): Promise<PostgresProcess> {
  let portAttempts = options.port === 0 ? PORT_ATTEMPTS : 1;
  let memoryAttempts = MEMORY_ATTEMPTS;
  for (;;) {
    const port = options.port === 0 ? await findFreePort() : options.port;
    const outcome = await launch(options, port);
    if (outcome.kind === 'ready') {
      return outcome.process;
    }
    // Between finding a port free and binding it, somebody else may have taken it.
    const portTaken = outcome.log.includes(PORT_TAKEN);
    const memoryInUse = outcome.log.includes(MEMORY_IN_USE);
    portAttempts -= portTaken ? 1 : 0;
    memoryAttempts -= memoryInUse ? 1 : 0;
    if ((!portTaken && !memoryInUse) || portAttempts === 0 || memoryAttempts === 0) {
      throw new Error(
        `Expected PostgreSQL to start in ${options.dataFolder}, but it ended. It said:\n${outcome.log}`,
      );
    }
    if (memoryInUse) {
      await new Promise((resolve) => setTimeout(resolve, MEMORY_RETRY_MS));
    }
  }
}

type Launch =
  | { readonly kind: 'ready'; readonly process: PostgresProcess }
  | { readonly kind: 'ended'; readonly log: string };

function launch(
  { program, account, dataFolder, settings }: StartPostgresProcessOptions,
  port: number,
): Promise<Launch> {
  const child = spawn(program, postgresArguments(dataFolder, port, settings), {
    ...spawnIdentity(account),
    cwd: '/',
    env: POSTGRES_ENVIRONMENT,
    // Its own session: Ctrl-C in the terminal must not end the database before the shop is done with it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: string[] = [];
  const onParentExit = () => child.kill('SIGINT');
  process.once('exit', onParentExit);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      process.removeListener('exit', onParentExit);
      reject(
        new Error(`Expected to run ${program}, but the system refused. Check that it may be executed.`, {
          cause,
        }),
      );
    });
    child.once('close', () => {
      process.removeListener('exit', onParentExit);
      resolve({ kind: 'ended', log: log.join('\n') });
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log.push(...text.trimEnd().split('\n'));
      log.splice(0, Math.max(0, log.length - KEPT_LOG_LINES));
      if (text.includes(READY)) {
        resolve({ kind: 'ready', process: { port, stop: once(() => shutDown(child)) } });
      }
    });
  });
}

function postgresArguments(
  dataFolder: string,
  port: number,
  more: Readonly<Record<string, string>>,
): readonly string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '32MB',
    // Safe against kill -9 of any process; only a power cut could hurt, and the data is a demonstration's.
    fsync: 'off',
    log_min_messages: 'warning',
    ...more,
  };
  return [
    '-D',
    dataFolder,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** Polite, then firm, then final: https://www.postgresql.org/docs/18/server-shutdown.html */
async function shutDown(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const firm = setTimeout(() => child.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
  const final = setTimeout(() => child.kill('SIGKILL'), FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS);
  await ended;
  clearTimeout(firm);
  clearTimeout(final);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
