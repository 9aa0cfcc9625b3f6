import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { runCommand } from '../support/command-line.ts';
import { type Application, type Arrived, type RunningSite, startSite } from '../support/running-site.ts';

const user = 'trial';
const password = 'a word & a half, 100 % secret';

let directory: string;
let file: string;
let database: Database.Database;
let site: RunningSite;
let posted: Arrived[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portcullis-sign-in-'));
  file = join(directory, 'app.sqlite');
  database = new Database(file);
  database.exec('create table sessions (id text); create table orders (what text)');
  posted = [];
});
afterEach(async () => {
  try {
    await site.off();
    await expect.poll(async () => (await status()).stillness?.phase, { timeout: 20_000 }).toBe(null);
  } finally {
    await site.close();
    database.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

const status = () => site.control.get<SiteStatus>('/status');

/** Keeps sessions in SQLite, wants the token that its form and a cookie hold alike, and shows what went wrong. */
const application: Application = (arrived, response) => {
  const { method, target, headers, body } = arrived;
  const cookies = new Map(
    (headers.cookie ?? '').split('; ').map((pair) => pair.split('=') as [string, string]),
  );
  const isSignedIn =
    database.prepare('select 1 from sessions where id = ?').get(hash(cookies.get('sid') ?? '')) !== undefined;
  const enter = () => {
    const id = randomBytes(8).toString('hex');
    try {
      database.prepare('insert into sessions values (?)').run(hash(id));
      response.writeHead(302, { 'Set-Cookie': `sid=${id}; Path=/; HttpOnly`, Location: '/welcome' }).end();
    } catch (error) {
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
    }
  };
  if (method === 'POST') posted.push(arrived);
  switch (`${method} ${target}`) {
    case 'GET /login': {
      const token = randomBytes(8).toString('hex');
      response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': `csrf=${token}; Path=/` });
      response.end(`<form action="/search"><input name="q"></form>
        <form method="post" action="/session"><input type="hidden" name="csrf" value="${token}">
        <input name="who"><input type="password" name="word"><input type="checkbox" name="stay" value="yes"></form>`);
      return;
    }
    case 'POST /session': {
      const form = new URLSearchParams(body);
      const isRight = form.get('who') === user && form.get('word') === password && !form.has('stay');
      if (isRight && form.get('csrf') === cookies.get('csrf')) enter();
      else response.writeHead(403).end(`wrong: ${form.get('word')}`);
      return;
    }
    case 'POST /api/session': {
      const { name, secret, tenant } = JSON.parse(body) as Record<string, string>;
      if (name === user && secret === password && tenant === 'shop') enter();
      else response.writeHead(401).end();
      return;
    }
    case 'GET /welcome':
      response.writeHead(200).end('welcome');
      return;
    case 'GET /logout':
      database.prepare('delete from sessions where id = ?').run(hash(cookies.get('sid') ?? ''));
      response.writeHead(302, { Location: '/', 'Set-Cookie': 'sid=; Path=/; Max-Age=0' }).end();
      return;
    case 'GET /account':
      if (isSignedIn) response.writeHead(200).end(`account of ${user}`);
      else response.writeHead(302, { Location: '/login?next=/account' }).end();
      return;
    default:
      response.writeHead(200).end('home');
  }
};

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const byForm = { page: '/login', signOut: '/logout' };
const byEndpoint = {
  endpoint: '/api/session',
  userField: 'name',
  passwordField: 'secret',
  fields: { tenant: 'shop' },
  signOut: 'GET /logout',
};

async function start(trial: object, bookkeeping: readonly string[]): Promise<void> {
  site = await startSite({
    application,
    policy: { signIn: { routes: ['POST /session', 'POST /api/session'] } },
    config: {
      databases: [{ name: 'app', place: file, bookkeeping }],
      stillness: { signIn: { user, passwordFrom: 'TRIAL_PASSWORD', read: '/account', ...trial } },
    },
    environment: { TRIAL_PASSWORD: password },
  });
}

const turnOn = () =>
  runCommand(['on', 'read-only', '--reason', 'test', '--force'], { stateDirectory: site.stateDirectory });

describe.each([
  ['a form with a token', byForm, 'POST /session'],
  ['an endpoint that takes JSON', byEndpoint, 'POST /api/session'],
])('by %s', (_, trial, asked) => {
  it('works where sessions are bookkeeping, and leaves no session', async () => {
    await start(trial, ['sessions']);
    expect(await turnOn()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('still at 1 of 1.'),
    });
    expect((await status()).stillness?.limits).toEqual([]);
    expect(posted.length).toBe(2);
    expect(database.prepare('select count(*) as sessions from sessions').get()).toEqual({ sessions: 0 });
  });

  it('fails where they are not: the guard is named as the application shows it, and the database opens', async () => {
    await start(trial, []);
    const on = await turnOn();
    expect(on.exitCode).toBe(4);
    expect(on.stderr).toContain(
      `database app was opened again: signing in fails while it is closed: ${asked} answers 500, since the guard refused a write. With it open it works`,
    );
    expect(on.stderr).toContain('as bookkeeping of its database');
    expect((await status()).stillness?.databases[0]?.guard).toBe('open');
    database.prepare('insert into orders values (?)').run('lamp');
  });
});
