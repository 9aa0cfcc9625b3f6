import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { createServerGroup } from '../server-group.ts';

export interface StartPgbouncerOptions {
  /** Where the server listens, on 127.0.0.1. */
  readonly serverPort: number;
  /** What each role logs in with, there and here. */
  readonly passwords: Readonly<Record<string, string>>;
  /** Connections to the server, for each role and database. */
  readonly poolSize: number;
}

export interface RunningPgbouncer {
  readonly port: number;
  stop(): Promise<void>;
}

const attempts = 5;

/** The pool that most applications have before them, handing each transaction to any connection that is free. */
export async function startPgbouncer(options: StartPgbouncerOptions): Promise<RunningPgbouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-pgbouncer-'));
  // It refuses to run as root, and runs as somebody else who must read this.
  chmodSync(folder, 0o755);
  const group = createServerGroup(folder);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      write(folder, options, port);
      try {
        await group.start(['pgbouncer', join(folder, 'pgbouncer.ini')], { port, host: '127.0.0.1' });
        return { port, stop: () => group.stop() };
      } catch (error) {
        if (attempt === attempts) throw error;
      }
    }
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** https://www.pgbouncer.org/config.html */
function write(
  folder: string,
  { serverPort, passwords, poolSize }: StartPgbouncerOptions,
  port: number,
): void {
  const users = Object.entries(passwords).map(([role, password]) => `"${role}" "${password}"\n`);
  writeFileSync(join(folder, 'users.txt'), users.join(''));
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = ${poolSize}
; Else the connection that was free last is the next one, and nobody would see another.
server_round_robin = 1
`,
  );
}
