import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerGroup } from '../server-group.ts';

export interface MariadbPlaces {
  readonly socket: string;
  /** Every statement, as it came. */
  readonly log: string;
}

/** A MariaDB of its own that listens on a socket in the folder and nowhere else, and never waits for a disk. */
export async function startMariadb(group: ServerGroup, folder: string): Promise<MariadbPlaces> {
  const data = join(folder, 'data');
  const socket = join(folder, 'mariadb.sock');
  const log = join(folder, 'statements.log');
  const first = join(folder, 'first.sql');
  writeFileSync(first, 'CREATE DATABASE wordpress CHARACTER SET utf8mb4;\n');
  const size = [
    `--datadir=${data}`,
    '--innodb-buffer-pool-size=32M',
    '--innodb-log-file-size=8M',
    '--innodb-data-file-path=ibdata1:4M:autoextend',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-flush-method=nosync',
  ];
  await group.run([
    'mariadb-install-db',
    '--no-defaults',
    ...size,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  await group.start(
    [
      'mariadbd',
      '--no-defaults',
      ...size,
      `--socket=${socket}`,
      '--skip-networking',
      `--pid-file=${join(folder, 'mariadb.pid')}`,
      '--character-set-server=utf8mb4',
      '--innodb-doublewrite=0',
      '--skip-log-bin',
      `--init-file=${first}`,
      '--general-log=1',
      `--general-log-file=${log}`,
    ],
    { path: socket },
  );
  return { socket, log };
}
