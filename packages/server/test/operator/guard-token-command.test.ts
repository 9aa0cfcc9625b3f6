import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import { runCommand } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-guard-token-'));
let server: RunningPostgres;
let admin: pg.Client;

beforeAll(async () => {
  server = await startPostgres(18);
  admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query('create table orders (id int)');
});
afterAll(async () => {
  await admin.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const guard = (...args: string[]) =>
  runCommand(['guard', ...args], {
    stateDirectory: folder,
    environment: { PORTCULLIS_DATABASE: server.adminUrl },
  });

it('a token is created, shown once, used, listed and revoked; guard install works while it is closed', async () => {
  expect((await guard('install')).exitCode).toBe(0);
  expect((await guard('close', '--reason', 'moving orders')).exitCode).toBe(0);
  const created = await guard('token', 'create', 'a repair', '--for', '30m');
  expect(created).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^[\w-]{43}\n$/),
    stderr: expect.stringMatching(
      /^For a repair, good for 30m\. Shown only now; its hash is kept, as [\da-f]{12}\.\n$/,
    ),
  });
  const token = created.stdout.trim();
  await expect(admin.query('insert into orders values (1)')).rejects.toMatchObject({ code: '25006' });
  // As docs/databases.md has it.
  await admin.query('begin');
  await admin.query('select portcullis.admit($1)', [token]);
  await admin.query('insert into orders values (1)');
  await admin.query('commit');
  await expect(admin.query('insert into orders values (2)')).rejects.toMatchObject({ code: '25006' });
  const listed = await guard('token', 'list');
  expect(listed.stdout).toMatch(/[\da-f]{12}.*a repair.*until \d{4}-/);
  expect(listed.stdout).not.toContain(token);
  expect(await guard('token', 'revoke', 'a repair')).toMatchObject({
    exitCode: 0,
    stdout: 'Revoked a repair.\n',
  });
  await expect(admin.query('select portcullis.admit($1)', [token])).rejects.toMatchObject({ code: '28000' });
  expect(await guard('token', 'revoke', 'a repair')).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('PORTCULLIS_NOT_FOUND'),
  });
  expect((await guard('token', 'list')).stdout).toBe('No tokens.\n');
  expect((await guard('token', 'create', 'too long', '--for', '25h')).exitCode).toBe(2);

  expect(await guard('install', '--bookkeeping', 'orders')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/is installed, and closed\.\n/),
  });
});

it('SQLite has none, and says what to do instead', async () => {
  const { default: Database } = await import('better-sqlite3');
  const file = join(folder, 'shop.sqlite');
  new Database(file).exec('create table orders (what text)').close();
  expect(await guard('token', 'list', '--database', file)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Tokens are for PostgreSQL'),
  });
});
