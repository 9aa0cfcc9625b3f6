import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.ts';
import { debianProgram, startPostgres } from '../postgres/start-postgres.ts';
import { startRedis } from '../redis/start-redis.ts';
import { blocksOf, codeIn } from './read-steps.ts';

const run = promisify(execFile);

/** A store that was made by the steps of docs/scale.md. */
export interface ScaledStore {
  /** What `PORTCULLIS_STORE` is set to, as the steps have it. */
  readonly place: string;
  /** Nothing answers any more. */
  lose(): Promise<void>;
  /** It answers again, with all it had. */
  giveBack(): Promise<void>;
  stop(): Promise<void>;
}

export interface ScaledPostgres extends ScaledStore {
  /** What is in it, as `pg_dump` writes it; gives what puts it back in place of what is there then. */
  dump(): Promise<() => Promise<void>>;
}

export async function startScaledPostgres(): Promise<ScaledPostgres> {
  const postgres = await startPostgres(15);
  const [statements = ''] = blocksOf('PostgreSQL');
  const typed = run(debianProgram(15, 'psql'), [postgres.adminUrl, '--set', 'ON_ERROR_STOP=1']);
  typed.child.stdin?.end(statements);
  await typed;
  const [environment = ''] = blocksOf('The configuration').slice(-1);
  const written = /^PORTCULLIS_STORE=(.+)$/m.exec(environment)?.[1] ?? '';
  const place = written.replace('10.0.0.20', new URL(postgres.adminUrl).host);
  return {
    place,
    async dump() {
      const folder = mkdtempSync(join(tmpdir(), 'portcullis-dump-'));
      const file = join(folder, 'dump.sql');
      await run(debianProgram(15, 'pg_dump'), [place, '--clean', '--if-exists', '--file', file]);
      return async () => {
        const options = ['--quiet', '--single-transaction', '--set', 'ON_ERROR_STOP=1', '--file', file];
        await run(debianProgram(15, 'psql'), [place, ...options]);
        rmSync(folder, { recursive: true });
      };
    },
    lose: async () => postgres.pause(),
    giveBack: async () => postgres.goOn(),
    stop: () => postgres.stop(),
  };
}

export async function startScaledRedis(): Promise<ScaledStore> {
  const port = await freePort();
  const [file = ''] = blocksOf('Redis');
  const lines = file
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const [user] = lines.filter(([name]) => name === 'user');
  const settings = lines.filter(([name]) => name !== 'user').map(([name = '', value = '']) => [name, value]);
  const redis = await startRedis({ settings: { ...Object.fromEntries(settings), port: String(port) } });
  // A line of redis.conf that names a user is what this command is given; it is forgotten with the process.
  const makeUser = async () => {
    const rules = user?.slice(1) ?? [];
    const { stdout } = await run('redis-cli', ['-s', redis.path, 'ACL', 'SETUSER', ...rules]);
    if (stdout.trim() !== 'OK') throw new Error(`Redis says: ${stdout}`);
  };
  await makeUser();
  const place = codeIn('The configuration', 'PORTCULLIS_STORE=redis').replace('PORTCULLIS_STORE=', '');
  return {
    place: place.replace('10.0.0.20:6379', `127.0.0.1:${port}`),
    lose: () => redis.kill(),
    async giveBack() {
      await redis.start();
      await makeUser();
    },
    stop: () => redis.stop(),
  };
}
