import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { runCommand, type StartedGate, startGateProcess } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

/** The way out at 2 am, as somebody finds it who has never needed it before. */

let site: RunningSite;
let elsewhere: string;
beforeEach(async () => {
  site = await startSite({ application: smallShop, policy: smallShopPolicy });
  elsewhere = mkdtempSync(join(tmpdir(), 'portcullis-elsewhere-'));
});
afterEach(async () => {
  await site.close();
  rmSync(elsewhere, { recursive: true, force: true });
});

const portcullis = (args: string, more: { stateDirectory?: string; user?: string } = {}) =>
  runCommand(args.match(/"[^"]*"|\S+/g)?.map((part) => part.replaceAll('"', '')) ?? [], {
    stateDirectory: site.stateDirectory,
    workingDirectory: elsewhere,
    ...more,
  });
const fileOf = (directory: string) => join(directory, 'break-glass-default.json');
const write = async () => (await site.send('/orders', { method: 'POST', body: 'a=1' })).status;

describe('break-glass', () => {
  it('is done when the running gate obeys, and names the file', async () => {
    const forced = await portcullis('break-glass read-only --reason "db on fire" --for 10m');
    expect([forced.exitCode, forced.stdout]).toEqual([
      0,
      expect.stringContaining(`The file: ${fileOf(site.stateDirectory)}`),
    ]);
    expect(await write()).toBe(503);
    const ended = await portcullis('break-glass end --json');
    expect([ended.exitCode, JSON.parse(ended.stdout)]).toMatchObject([
      0,
      { ended: true, inForce: { mode: 'open', why: 'store' } },
    ]);
    expect(await write()).toBe(200);
  });

  // It wrote a file that nobody reads and called that done.
  it('claims nothing in a directory that no gate has ever used', async () => {
    const args = `break-glass closed --reason drill --state-directory ${elsewhere}`;
    const { exitCode, stdout, stderr } = await portcullis(args);
    expect([exitCode, stdout]).toEqual([5, '']);
    expect(stderr).toContain(
      `${fileOf(elsewhere)} is written, but nobody reads it. No gate has ever guarded`,
    );
    expect(stderr).toContain('with its --state-directory DIR, or with its --config FILE');
    const programs = await portcullis(`${args} --json`);
    expect([programs.exitCode, JSON.parse(programs.stdout)]).toMatchObject([
      5,
      { file: fileOf(elsewhere), error: { code: 'PORTCULLIS_UNREACHABLE' } },
    ]);
    expect(await write()).toBe(200);
  });

  it('says that a stopped gate will obey, and that none does now', async () => {
    await site.stopServer();
    const { exitCode, stderr } = await portcullis('break-glass closed --reason drill');
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('no gate answers here now')]);
    expect(stderr).toMatch(/obeys the file until .*\d\d:\d\d\./);
    await site.startServer();
    expect((await site.send('/orders')).status).toBe(503);
  });

  it('names the site that was meant, when the directory has another', async () => {
    const { exitCode, stderr } = await portcullis('break-glass closed --reason drill --site shop');
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining('It has guarded: default (see --site)')]);
  });

  it('does not claim what the environment of the gate outranks', async () => {
    await site.stopServer();
    await site.startServer({}, 'open');
    const { exitCode, stderr } = await portcullis('break-glass closed --reason drill');
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('PORTCULLIS_MODE in its environment')]);
  });

  it('end says when nothing was forced, and makes no directory', async () => {
    const nothing = await portcullis('break-glass end');
    expect([nothing.exitCode, nothing.stdout]).toEqual([
      0,
      expect.stringContaining(`Nothing was forced: there is no override in ${fileOf(site.stateDirectory)}`),
    ]);
    const stateDirectory = join(elsewhere, 'new');
    const wrong = await portcullis('break-glass end', { stateDirectory });
    expect([wrong.exitCode, wrong.stderr]).toEqual([5, expect.stringContaining('No gate has ever guarded')]);
    expect(existsSync(stateDirectory)).toBe(false);
  });

  it('pass leads to this machine, where it is honoured, whatever the public address is', async () => {
    await site.stopServer();
    await site.startServer({ publicUrl: 'https://shop.example.com' });
    const { exitCode, stdout, stderr } = await portcullis('break-glass pass --reason drill');
    expect(exitCode).toBe(0);
    expect(stdout.startsWith(`http://127.0.0.1:${site.server.port}/.well-known/portcullis/pass?token=`)).toBe(
      true,
    );
    expect(stderr).toContain(`ssh -L ${site.server.port}:127.0.0.1:${site.server.port} HOST`);
    const { pathname, search } = new URL(stdout.trim());
    expect((await site.send(pathname + search)).status).toBe(200);
    const ruleNow = async () => (await site.control.get<SiteStatus>('/status')).effectiveRule;
    expect(await ruleNow()).not.toContain('break-glass');
    await site.on({ mode: 'read-only' });
    expect(await ruleNow()).toMatch(/Besides, .* holders of a break-glass pass: \S+\.$/);
  });
});

describe('what is forced', () => {
  // "open, anyone can read and change everything", it said, while every write was refused.
  it('is the headline of status, with reason, end and the way back', async () => {
    await portcullis('break-glass read-only --reason "db on fire" --for 30m', { user: 'root' });
    const { exitCode, stdout } = await portcullis('status');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^default: read-only {2}FORCED by break-glass until (?:\S+ )?\d\d:\d\d by root: "db on fire" \(the switch itself says open\)\. End it: portcullis break-glass end\n/,
    );
    expect(stdout).not.toMatch(/anyone can read and change everything/i);
    expect(JSON.parse((await portcullis('status --json')).stdout)).toMatchObject({
      word: 'forced read-only',
      switch: { mode: 'open' },
      inForce: {
        mode: 'read-only',
        why: 'break-glass',
        override: { mode: 'read-only', reason: 'db on fire', actor: 'shell:root' },
      },
    });
  });

  it('is on record, in words and as values', async () => {
    await portcullis('break-glass read-only --reason "db on fire" --for 30m', { user: 'root' });
    await portcullis('break-glass end');
    const { breakGlass } = await site.control.get<{ breakGlass: readonly object[] }>('/insiders');
    const record = (values: object) => ({ code: 'break-glass-record', values });
    expect(breakGlass).toEqual([
      expect.objectContaining({
        kind: 'override.ended',
        what: 'read-only',
        whatSaid: record({ mode: 'read-only', until: null, from: null, reason: '' }),
      }),
      expect.objectContaining({
        kind: 'override.applied',
        what: expect.stringMatching(/^read-only until 20\S+Z \(db on fire\)$/),
        whatSaid: record({
          mode: 'read-only',
          until: expect.any(Number),
          from: null,
          reason: 'db on fire',
        }),
      }),
    ]);
  });

  it('is said by on and off, which change the switch only', async () => {
    await portcullis('break-glass closed --reason drill');
    const off = await portcullis('off');
    expect([off.exitCode, off.stderr]).toEqual([
      0,
      expect.stringMatching(/open already[\s\S]*This host is closed: FORCED by break-glass/),
    ]);
    const on = await portcullis('on read-only --reason x');
    expect([on.exitCode, on.stderr]).toEqual([
      0,
      expect.stringContaining('(the switch itself says read-only). End it: portcullis break-glass end'),
    ]);
    await portcullis('break-glass open --reason drill');
    const looser = await portcullis('on read-only --reason x --wait 1s');
    expect([looser.exitCode, looser.stderr]).toEqual([
      4,
      expect.stringContaining('This host is open: FORCED by break-glass'),
    ]);
  });

  it('by the environment of the gate is said as well', async () => {
    await site.stopServer();
    await site.startServer({}, 'read-only');
    expect((await portcullis('status')).stdout).toMatch(
      /^default: read-only {2}FORCED by PORTCULLIS_MODE .*\(the switch itself says open\)/,
    );
  });
});

describe('a configuration that cannot be used', () => {
  beforeEach(() => writeFileSync(join(elsewhere, 'portcullis.config.json'), '{ "upstream": '));

  it.each(['break-glass closed --reason drill', 'status', 'off'])(
    'does not stop `%s` where the state directory is given',
    async (args) => {
      const { exitCode, stderr } = await portcullis(`${args} --state-directory ${site.stateDirectory}`);
      expect([exitCode, stderr.match(/^warning .*/gm)], stderr).toEqual([
        0,
        [expect.stringContaining('The configuration is ignored, this is the site default of')],
      ]);
      const stopped = await portcullis(args);
      expect([stopped.exitCode, stopped.stderr.trimEnd()]).toEqual([
        2,
        expect.stringMatching(
          /Emergency: add --state-directory DIR \(the running gate's\); the configuration is then not read\.$/,
        ),
      ]);
    },
  );

  it('leaves the site to be known by what lies in the directory', async () => {
    await site.stopServer();
    await site.startServer({ site: 'shop' });
    for (const name of readdirSync(site.stateDirectory).filter((one) => one.includes('-default.')))
      rmSync(join(site.stateDirectory, name));
    const { exitCode, stdout } = await portcullis(`status --state-directory ${site.stateDirectory}`);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^shop: open/)]);
  });
});

describe('a gate without its store', () => {
  it('says that break-glass alone works, and obeys it', async () => {
    await site.on({ mode: 'read-only' });
    await site.stopServer();
    const stateDirectory = site.stateDirectory;
    const gate: StartedGate = await startGateProcess(['--upstream', 'http://127.0.0.1:1', '--from-disk'], {
      stateDirectory,
    });
    try {
      for (const args of ['status', 'on closed --reason x', 'off', 'pass create mia']) {
        const { exitCode, stderr } = await portcullis(args);
        expect([args, exitCode, stderr]).toEqual([
          args,
          5,
          expect.stringMatching(
            /runs without its store: it is read-only .*only `portcullis break-glass` can/,
          ),
        ]);
      }
      expect((await portcullis('break-glass closed --reason drill')).exitCode).toBe(0);
      expect((await portcullis('break-glass end')).stdout).toContain('it is read-only');
    } finally {
      await gate.stop();
    }
  });

  it('is offered by the text for a dead socket', async () => {
    await site.stopServer();
    expect((await portcullis('status')).stderr).toMatch(/To start one: portcullis up\. /);
  });
});

describe('a second gate on a taken port', () => {
  it('fails before anything goes on record', async () => {
    const { port } = new URL(site.server.url);
    const { exitCode, stderr } = await portcullis(
      `up --upstream http://127.0.0.1:1 --listen 127.0.0.1:${port} --log-level silent`,
      { stateDirectory: elsewhere },
    );
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`Cannot listen on 127.0.0.1:${port}`)]);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('the link of a pass', () => {
  const create = async (args: string) => {
    const { stdout, stderr } = await portcullis(`pass create ada ${args}`);
    return { origin: new URL(stdout.trim()).origin, stderr };
  };

  it('leads to where the pass can write, else to where people reach the gate', async () => {
    await site.stopServer();
    const tls = { publicUrl: 'https://shop.example.com' };
    const trusted = { adminHosts: [adminHost], proxies: ['127.0.0.0/8'] };
    await site.startServer({ ...tls, policy: { ...smallShopPolicy, trusted } });
    expect(await create('--scope write')).toEqual({
      origin: `https://${adminHost}`,
      stderr: expect.not.stringContaining('this machine only'),
    });
    expect(await create('--scope read')).toEqual({
      origin: 'https://shop.example.com',
      stderr: expect.stringContaining('whoever repairs needs --scope write'),
    });
    expect((await create('--scope write --url https://other.example.com')).origin).toBe(
      'https://other.example.com',
    );
    const named = await portcullis('on read-only --reason x --pass ada --url https://other.example.com');
    expect(named.stdout).toContain(
      'pass for ada: https://other.example.com/.well-known/portcullis/pass?token=',
    );
  });

  it('says that it leads to this machine only, and that a pass is one of two', async () => {
    const link = await create('--scope write');
    expect(link.origin).toBe(`http://127.0.0.1:${site.server.port}`);
    expect(link.stderr).toContain('This link leads to this machine only');
    expect(link.stderr).toContain('To change things its holder comes');
    await site.stopServer();
    await site.startServer({ policy: { ...smallShopPolicy, trusted: { adminHosts: ['admin.localhost'] } } });
    expect((await create('--scope write')).origin).toBe(`http://admin.localhost:${site.server.port}`);
    await site.stopServer();
    await site.startServer({ policy: { ...smallShopPolicy, trusted: {}, identity: [] } });
    expect((await create('--scope write')).stderr).toContain(
      'It can only read: a pass is one of two credentials, and the policy knows no other.',
    );
  });
});

describe('init', () => {
  const config = () => JSON.parse(readFileSync(join(elsewhere, 'portcullis.config.json'), 'utf8')) as unknown;
  const basic = 'init --upstream http://127.0.0.1:3000 --sign-in /login --admin-host admin.example.com';

  it('writes its state directory out, and warns of a policy that knows nobody', async () => {
    const stateDirectory = join(elsewhere, 'state');
    const { exitCode, stdout } = await portcullis(basic, { stateDirectory });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('WARNING: without --session-path')]);
    expect(config()).toMatchObject({ stateDirectory });
  });

  it('writes the store of several hosts, whose place and password stay in the environment', async () => {
    const stateDirectory = join(elsewhere, 'state');
    const { exitCode, stdout } = await portcullis(`${basic} --store postgres`, { stateDirectory });
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('set PORTCULLIS_STORE=postgres://ROLE:PASSWORD@HOST/DATABASE'),
    ]);
    expect(config()).toMatchObject({ store: { kind: 'postgres', placeFrom: 'PORTCULLIS_STORE' } });
  });

  it('writes what several servers behind a proxy need, with a Redis', async () => {
    const stateDirectory = join(elsewhere, 'state');
    const front = '--public-url https://shop.example.com --proxy 10.0.0.5/32 10.0.0.6/32';
    const { exitCode, stdout } = await portcullis(`${basic} --store redis ${front}`, { stateDirectory });
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('set PORTCULLIS_STORE=redis://USER:PASSWORD@HOST:6379/0'),
    ]);
    expect(config()).toMatchObject({
      store: { kind: 'redis', placeFrom: 'PORTCULLIS_STORE' },
      publicUrl: 'https://shop.example.com',
      policy: { trusted: { proxies: ['10.0.0.5/32', '10.0.0.6/32'] } },
    });
  });

  it.each([
    ['--store postgres --store-from postgres://gate:hunter2@db/gate', 'not what it holds'],
    ['--store-from PORTCULLIS_STORE', 'add --store postgres'],
  ])('writes no place of a store: %s', async (args, problem) => {
    const { exitCode, stderr } = await portcullis(`${basic} ${args}`);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(problem)]);
    expect(stderr).not.toContain('hunter2');
  });

  it('writes how the application says who is signed in', async () => {
    const session =
      '--session-path /api/me --session-cookie sid --session-subject /user/email --session-role /user/role --session-roles ADMIN=admin,STAFF=support';
    const stateDirectory = join(elsewhere, 'state');
    const { exitCode, stdout } = await portcullis(`${basic} ${session}`, { stateDirectory });
    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining('WARNING')]);
    expect(config()).toMatchObject({
      policy: {
        identity: [
          {
            kind: 'probe',
            request: { path: '/api/me' },
            cookies: ['sid'],
            subject: '/user/email',
            role: { pointer: '/user/role', map: { ADMIN: 'admin', STAFF: 'support' } },
          },
        ],
      },
    });
  });

  it.each([
    [
      '--session-path /api/me',
      '--session-cookie, --session-subject, --session-role, --session-roles are needed',
    ],
    [
      '--session-path /api/me --session-cookie sid --session-subject /id --session-role /role --session-roles ADMIN=boss',
      '--session-roles: expected pairs such as ADMIN=admin',
    ],
  ])('refuses half an answer: %s', async (options, message) => {
    const { exitCode, stderr } = await portcullis(`${basic} ${options}`);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});
