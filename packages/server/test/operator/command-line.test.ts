import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyInput } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { reportOf } from '../support/beside-the-server.ts';
import { type CommandOptions, runCommand, startGateProcess } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
beforeAll(async () => {
  const areas = { checkout: { routes: ['/cart/**'] } };
  const routes: PolicyInput['routes'] = [
    { match: 'POST /search', access: 'read', why: 'search by POST' },
    { match: 'POST /graphql', calls: { protocol: 'graphql' }, why: 'the app asks here' },
    { match: '/internal/**', host: adminHost, protected: true, sensitive: true },
  ];
  site = await startSite({ application: smallShop, policy: { ...smallShopPolicy, areas, routes } });
});
afterAll(() => site.close());

const portcullis = (args: string, more: Partial<CommandOptions> = {}) =>
  runCommand(args.match(/"[^"]*"|\S+/g)?.map((part) => part.replaceAll('"', '')) ?? [], {
    stateDirectory: site.stateDirectory,
    ...more,
  });
const write = async () => (await site.send('/orders', { method: 'POST', body: 'a=1' })).status;

describe('the command line', () => {
  it('turns on with nothing but a shell, and ends with 0 when it is enforced', async () => {
    const { exitCode, stdout } = await portcullis('on read-only --reason "repairing orders" --for 30m');
    expect(stdout).toContain('way in  break-glass: the break-glass file reaches 1 of 1 instances');
    expect(stdout).toContain('enforced (HTTP only) at 1 of 1. ');
    expect(stdout).toContain('expected back in 30 min');
    expect(exitCode).toBe(0);
    expect(await write()).toBe(503);
  });

  it('says that no check was needed where nothing becomes stricter', async () => {
    const again = 'on read-only --reason "repairing orders" --for 30m --message "Nearly done."';
    const { exitCode, stdout } = await portcullis(again);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('no check needed: nothing becomes stricter'),
    ]);
    expect(stdout).not.toContain('way in');
    expect(JSON.parse((await portcullis(`${again} --json`)).stdout)).toMatchObject({ lockOut: null });
  });

  it.each([
    [
      'webhooks lst',
      "'lst'. Expected after webhooks one of list, held, show, replay, skip, drop, pause, resume.",
    ],
    ['webhooks list more', 'Too many arguments'],
  ])('does nothing on `%s`, and says what it knows', async (line, said) => {
    const { exitCode, stderr, stdout } = await portcullis(line);
    expect([exitCode, stdout, stderr.toLowerCase()]).toEqual([
      2,
      '',
      expect.stringContaining(said.toLowerCase()),
    ]);
  });

  it('shows the state, for people and for programs', async () => {
    const people = await portcullis('status');
    expect([people.exitCode, people.stdout]).toEqual([
      0,
      expect.stringContaining('default: read-only  enforced'),
    ]);
    expect(people.stdout).toMatch(/window opened \S+ s ago, by ada\n {2}reason: repairing orders\n/);
    const programs = await portcullis('status --json');
    expect(JSON.parse(programs.stdout)).toMatchObject({
      switch: { mode: 'read-only', actor: { kind: 'shell', name: 'ada' } },
      enforcement: { enforced: true },
    });
  });

  it('explains a request, and finds a refusal by its reference', async () => {
    const explained = await portcullis(`explain POST https://${adminHost}/orders --as admin:ada --json`);
    expect(JSON.parse(explained.stdout)).toMatchObject({
      decision: { kind: 'allow', rule: { id: 'bypass' } },
    });
    const { body } = await site.send('/orders', {
      method: 'POST',
      body: '',
      headers: { Accept: 'application/json' },
    });
    const found = await portcullis(`explain --reference ${JSON.parse(body).reference}`);
    expect([found.exitCode, found.stdout]).toEqual([0, expect.stringMatching(/refuse {2}POST \/orders/)]);
  });

  it('explains that a method nobody knows counts as a write, and which was meant', async () => {
    const { stdout } = await portcullis('explain PSOT /cart');
    expect(stdout).toContain(
      'access   unknown (PSOT is no known method and counts as a write; did you mean POST?)',
    );
    expect((await portcullis('explain PROPFIND /cart')).stdout).not.toContain('did you mean');
  });

  it('makes, lists and revokes a pass', async () => {
    const created = await portcullis('pass create mia@example.com --scope read --json');
    const { pass, link } = JSON.parse(created.stdout) as { pass: { id: string }; link: string };
    expect(link).toContain('/.well-known/portcullis/pass?token=');
    const listed = await portcullis('pass list --json');
    expect(listed.stdout).toContain(pass.id);
    expect(listed.stdout).not.toContain(new URL(link).searchParams.get('token'));
    expect((await portcullis(`pass revoke ${pass.id}`)).exitCode).toBe(0);
    expect((await portcullis(`pass revoke ${pass.id}`)).exitCode).toBe(3);
  });

  it('ends with 3 when it is refused, naming the reason', async () => {
    const off = await portcullis('off', { user: 'sam' });
    expect([off.exitCode, off.stderr]).toEqual([
      3,
      expect.stringMatching(/PORTCULLIS_WINDOW_NOT_YOURS\n.*opened by ada/),
    ]);
    const on = await portcullis(`on closed --reason x --cookie session=nobody --host ${adminHost} --json`);
    expect(on.exitCode).toBe(3);
    expect(JSON.parse(on.stdout)).toMatchObject({ error: { code: 'PORTCULLIS_LOCKED_OUT' } });
    expect(await write()).toBe(503);
  });

  it('ends with 4 when it is not enforced in time, and the change stays', async () => {
    const file = join(site.stateDirectory, 'portcullis.sqlite');
    const store = createSqliteStore({ file, clock: { wallMs: () => Date.now() - 60_000 } });
    await store.instances.report('default', reportOf({ id: 'lost-instance' }));
    await store.close();
    const on = await portcullis('on closed --reason "worse than thought" --wait 1s');
    expect(on.exitCode).toBe(4);
    expect(on.stderr).toMatch(/PORTCULLIS_NOT_YET_ENFORCED[\s\S]*lost-instance/);
    expect((await site.send('/orders')).status).toBe(503);
    expect((await portcullis('status')).exitCode).toBe(4);
    expect((await portcullis('status --remove lost-instance')).exitCode).toBe(2);
    const removed = await portcullis('status --remove lost-instance --reason scrapped');
    const { stdout: records } = await portcullis('audit list --json');
    const { records: listed } = JSON.parse(records) as { records: { kind: string; actor: string }[] };
    expect(listed.find(({ kind }) => kind === 'instance.removed')?.actor).toBe('shell:ada');
    expect([removed.exitCode, removed.stdout]).toEqual([
      0,
      expect.stringContaining('default: closed  enforced'),
    ]);
  });

  it('opens again with off, and says so', async () => {
    const { exitCode, stdout } = await portcullis('off');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('open at 1 of 1.\n')]);
    expect(await write()).toBe(200);
    const verified = await portcullis('audit verify');
    expect([verified.exitCode, verified.stdout]).toEqual([0, expect.stringContaining(' in 1 chain, ')]);
  });

  it('takes one area read-only and opens it, and says how as long as it is', async () => {
    expect((await portcullis('on read-only --area checkout --reason x')).exitCode).toBe(0);
    expect((await portcullis('status')).stdout).toMatch(
      /default: open, but checkout read-only[\s\S]*To open again: portcullis off/,
    );
    expect((await portcullis('off --area checkout')).exitCode).toBe(0);
    expect((await portcullis('status')).stdout).not.toContain('To open again');
  });

  it.each([
    ['on shut --reason x', 'Expected read-only or closed, got "shut"'],
    [
      'on read-only',
      '--reason is missing. For example: portcullis on read-only --reason "orders lose lines"',
    ],
    ['on read-only --reson x', 'Did you mean --reason?'],
    ['on read-only --reason x --wait abc', '--wait: expected a duration'],
    ['on read-only --reason x --button Home', 'A button needs both'],
    ['on read-only --reason x --button Home --button-url ftp://a', 'PORTCULLIS_NOTICE_INVALID'],
    ['on read-only --reason x --url https://admin.example.com', '--url is for the link of --pass'],
    ['on read-only --reason x --pass ada --url nonsense', '--url: expected a URL'],
    ['on read-only --reason x --host admin.example.com', 'give --cookie as well'],
    ['off --wait abc', '--wait: expected a duration'],
    ['pass create mia --for 1s', '--for: expected 1m to 24h, got "1s".'],
    ['pass create mia --for 48h', '--for: expected 1m to 24h, got "48h".'],
    ['audit list --limit many', '--limit: expected a number from 1 to 1000'],
    ['explain POST / --data @/no/such/file', '--data: expected text or @ and a file'],
    ['explain POST / --from 999.1.1.1', '--from: expected an IPv4 or IPv6 address'],
    ['status --remove x', '--reason is missing. For example: portcullis status --remove x'],
    ['up --upstream http://127.0.0.1:1 --log-level loud', 'Allowed choices are debug'],
    ['on read-only --reason x --for soon', '--for: expected a duration'],
    ['on read-only --reason x --then open', '--then open needs an end'],
    ['stauts', 'Did you mean status?'],
    ['status --jsno', 'Did you mean --json?'],
    ['break-glass read-only', '--reason is missing. For example: portcullis break-glass read-only'],
    ['break-glass shut --reason x', 'Expected open, read-only, closed, pass or end'],
    ['break-glass closed --reason x --for soon', '--for: expected a duration'],
    ['break-glass pass --reason x --url nonsense', '--url: expected a URL'],
    ['explain POST', 'Expected METHOD and URL'],
    ['explain GET cart', 'got "cart". Did you mean "/cart"?'],
    ['explain GET ht!tp://x', 'begins with / or a URL that begins with http://'],
    ['explain GET ftp://shop/cart', 'begins with / or a URL that begins with http://'],
    ['explain "PO ST" /cart', 'Expected a method such as GET or POST, got "PO ST"'],
    ['status --state-dir /tmp/x', 'Did you mean --state-directory?'],
    ['on read-only --reason x --for 0m', 'longer than nothing'],
    ['up --upstream nonsense', '--upstream: expected a URL'],
    ['up --upstream http://127.0.0.1:1 --listen 127.0.0.1:99999', '--listen: expected HOST:PORT'],
    ['up', 'Nothing to guard: give --upstream'],
  ])('ends with 2 for `%s`, and changes nothing', async (args, message) => {
    const before = await site.control.get<SiteStatus>('/status');
    const { exitCode, stderr } = await portcullis(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).toMatch(/^PORTCULLIS_[A-Z]+_?[A-Z]*\n/);
    expect((await site.control.get<SiteStatus>('/status')).switch).toEqual(before.switch);
    expect(readdirSync(site.stateDirectory)).not.toContain('break-glass-default.json');
    expect(await write()).toBe(200);
  });

  it.each(['on read-only --reson x', 'stauts', 'on read-only', 'explain --form 1.2.3.4', 'pass revoke'])(
    'says `%s --json` is not understood in JSON',
    async (args) => {
      const { exitCode, stdout, stderr } = await portcullis(`${args} --json`);
      expect([exitCode, JSON.parse(stdout), stderr]).toEqual([
        2,
        { error: { code: 'PORTCULLIS_USAGE', message: expect.any(String) } },
        '',
      ]);
    },
  );

  it('names the default state directory and the exit codes in the help of every command', async () => {
    for (const command of ['status', 'on', 'pass create', 'break-glass']) {
      const { exitCode, stdout } = await portcullis(`${command} --help`);
      const words = stdout.replace(/\s+/g, '');
      expect([command, exitCode, words]).toEqual([
        command,
        0,
        expect.stringContaining(`or${site.stateDirectory})`),
      ]);
      expect(stdout).toContain('Exit codes: 0 done');
    }
    const { stdout } = await portcullis('pass create --help');
    expect(stdout.replace(/\s+/g, ' ')).toContain('whoever repairs needs --scope write');
  });

  it('takes off on an open site for done, with a note', async () => {
    const { exitCode, stdout, stderr } = await portcullis('off');
    expect([exitCode, stdout, stderr]).toEqual([
      0,
      expect.stringContaining('open at 1 of 1.\n'),
      expect.stringContaining('open already'),
    ]);
    expect((await portcullis('off --area chekout')).exitCode).toBe(2);
  });

  it('refuses a second gate of the site before it does anything', async () => {
    const second = await portcullis(
      'up --upstream http://127.0.0.1:9 --listen 127.0.0.1:0 --console 127.0.0.1:0',
    );
    expect([second.exitCode, second.stderr]).toEqual([
      2,
      expect.stringContaining('A gate of this site runs here already'),
    ]);
    expect((await portcullis('audit --json')).stdout).not.toContain('"instance.stopped"');
  });

  it('says what a second on replaces', async () => {
    const told = '--message "We fix the notes." --contact help@example.com';
    await portcullis(`on read-only --reason "fixing notes" --for 30m ${told}`, { user: 'root' });
    const { stdout } = await portcullis('on closed --reason "worse" --contact help@example.com');
    expect(stdout).toMatch(
      /Changes the window that root opened at \d\d:\d\d \("fixing notes", expected (?:\S+ )?\d\d:\d\d → none\)\. Gone with it: message\. Give/,
    );
    const status = (await portcullis('status')).stdout;
    expect(status).toMatch(
      /\n {2}window opened \S+ s ago, by root\n {2}mode last changed \S+ s ago, by ada\n {2}reason: worse\n/,
    );
    const asked = await portcullis('off');
    expect([asked.exitCode, asked.stderr]).toEqual([
      3,
      expect.stringMatching(/opened by root at .*To go on: --anyway/s),
    ]);
    expect((await portcullis('off --anyway')).exitCode).toBe(0);
    expect((await portcullis('on read-only --reason x')).stdout).not.toContain('Changes');
    expect((await portcullis('off')).exitCode).toBe(0);
  });

  it('explains to the operator which end visitors read', async () => {
    const { stdout } = await portcullis('on read-only --reason x --for 30m');
    expect(stdout).toMatch(/expected back in 30 min; visitors read .*\d\d:\d\d–.*\d\d:\d\d: a fifth more/);
    expect((await portcullis('off')).exitCode).toBe(0);
    expect((await portcullis('status')).stdout).toMatch(/^default: open\n/);
  });

  it('repeats in its hints which gate was meant', async () => {
    const elsewhere = join(site.stateDirectory, 'else where');
    const { stderr } = await portcullis(`status --site shop --state-directory "${elsewhere}"`, {
      workingDirectory: site.stateDirectory,
    });
    expect(stderr).toContain(`portcullis break-glass --site shop --state-directory '${elsewhere}'`);
    const { stdout } = await portcullis(`on read-only --reason x --state-directory ${site.stateDirectory}`);
    expect(stdout).toContain('enforced');
    const status = await portcullis(`status --state-directory ${site.stateDirectory}`);
    expect(status.stdout).toContain(`portcullis off --state-directory ${site.stateDirectory}`);
    await portcullis('off');
  });

  it('names the routes that a request hits, and why they are there', async () => {
    const search = await portcullis('explain POST /search');
    expect(search.stdout).toContain('  route    POST /search, declared as a read: search by POST\n');
    const internal = await portcullis(`explain GET https://${adminHost}/internal/x`);
    expect(internal.stdout).toContain(`  route    /internal/** on ${adminHost}, protected, sensitive\n`);
    expect((await portcullis('explain GET /search')).stdout).not.toContain('route  ');
    const { stdout } = await portcullis('explain POST /SEARCH --json');
    expect(JSON.parse(stdout)).toMatchObject({ routes: [{ match: 'POST /search' }], lacksBody: false });
  });

  it('says that a route is judged by its body, when none is given', async () => {
    const without = await portcullis('explain POST /graphql');
    expect(without.stdout).toContain("  calls    it is judged by its body: give that with --data '…'");
    writeFileSync(join(site.stateDirectory, 'query.json'), '{"query":"{ a }"}');
    const query = await portcullis('explain POST /graphql --data @query.json --mode read-only');
    expect(query.stdout).toContain('  calls    read');
    expect(query.stdout).not.toContain('give that with');
  });

  it('says what a refused caller lacks, also by the reference of the refusal', async () => {
    await portcullis('on read-only --reason x');
    const path = `a trusted path: ${adminHost}, a trusted network, or a write pass`;
    const admin = await portcullis('explain POST /orders --as admin:ada');
    expect(admin.stdout).toContain(`  missing  ${path}\n`);
    const support = await portcullis('explain POST /orders --as support:sam');
    expect(support.stdout).toContain('  missing  a role that may write: admin\n');
    const visitor = await portcullis('explain POST /orders');
    expect(visitor.stdout).toContain(
      '  missing  an identity: a sign-in with a role that gets in, or a pass, and',
    );
    const { body } = await site.send('/orders', {
      method: 'POST',
      body: '',
      headers: { Accept: 'application/json', Cookie: 'session=ada' },
    });
    const recorded = await portcullis(`explain --reference ${JSON.parse(body).reference}`);
    expect(recorded.stdout).toContain(`  missing  ${path}\n`);
    const allowed = await portcullis(`explain POST https://${adminHost}/orders --as admin:ada`);
    expect(allowed.stdout).toContain(`(assumed admin + host ${adminHost})`);
    expect(allowed.stdout).not.toMatch(/missing|callback/);
    await portcullis('off');
  });

  it('tells what the disk knows when no server answers: an override, with or without a last state, until it ends', async () => {
    const stateDirectory = join(site.stateDirectory, 'no-server');
    const here = { stateDirectory, workingDirectory: site.stateDirectory };
    await portcullis('break-glass closed --reason drill --for 1h', here);
    const { exitCode, stderr } = await portcullis('status', here);
    expect([exitCode, stderr]).toEqual([
      5,
      expect.stringMatching(/override is in place until \d{4}-.*: closed, drill\./),
    ]);
    const host = createHostState({ directory: stateDirectory });
    const { override } = await host.readBreakGlass('default');
    expect(override?.actor).toBe('shell:ada');
    if (override) await host.writeOverride('default', { ...override, expiresAt: Date.now() - 1 });
    const later = await portcullis('status', here);
    expect(later.stderr).toMatch(/override expired at .*: closed, drill\. It forces nothing/);
    expect(later.stderr).not.toContain('in place');
  });

  it.each([
    ['::1', 'http://[::1]:8080'],
    ['::', 'http://[::1]:8080'],
    ['0.0.0.0', 'http://127.0.0.1:8080'],
  ])('prints a link that can be opened when the gate listens on %s', async (host, origin) => {
    const file = join(site.stateDirectory, 'listening.json');
    writeFileSync(file, JSON.stringify({ upstream: 'http://127.0.0.1:1', listen: { host } }));
    const stateDirectory = join(site.stateDirectory, 'nobody');
    const { stdout, exitCode } = await portcullis(`break-glass pass --reason drill --config ${file}`, {
      stateDirectory,
      workingDirectory: site.stateDirectory,
    });
    expect(exitCode).toBe(5);
    expect(new URL(stdout.trim()).href).toMatch(`${origin}/.well-known/portcullis/pass?token=`);
  });

  it('means the site of PORTCULLIS_SITE in every command, where no configuration names one', async () => {
    const stateDirectory = join(site.stateDirectory, 'sites');
    const environment = { PORTCULLIS_SITE: 'blog' };
    const file = join(site.stateDirectory, 'nameless.json');
    writeFileSync(file, JSON.stringify({ upstream: 'http://127.0.0.1:1' }));
    const here = { stateDirectory, workingDirectory: site.stateDirectory, environment };
    const gate = await startGateProcess(['--upstream', 'http://127.0.0.1:1'], here);
    try {
      for (const args of ['status --json', `status --json --config ${file}`]) {
        expect([args, JSON.parse((await portcullis(args, here)).stdout)]).toMatchObject([
          args,
          { site: 'blog' },
        ]);
      }
      expect((await portcullis('status --site shop', here)).exitCode).toBe(5);
    } finally {
      await gate.stop();
    }
    const wrong = await portcullis('status', { ...here, environment: { PORTCULLIS_SITE: 'The Blog' } });
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/PORTCULLIS_SITE cannot be used:[\s\S]*1 to 63 lower-case letters/),
    ]);
  });

  it('ends as ever when whoever read its output has gone', async () => {
    const { exitCode, stderr } = await portcullis('--help', { isUnread: true });
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('keeps guarding when whoever read its log has gone', async () => {
    const here = { stateDirectory: join(site.stateDirectory, 'unread') };
    const gate = await startGateProcess(['--upstream', 'http://127.0.0.1:1', '--log-level', 'info'], {
      ...here,
      workingDirectory: site.stateDirectory,
    });
    try {
      gate.stopReading();
      // Each is a line of the log.
      for (const args of ['on read-only --reason test', 'off --reason test']) {
        expect([args, (await portcullis(args, here)).exitCode]).toEqual([args, 0]);
      }
    } finally {
      expect(await gate.stop()).toBe(0);
    }
  });

  it('ends with 5 when no server answers, with the way out in an emergency', async () => {
    const stateDirectory = join(site.stateDirectory, 'elsewhere');
    const { exitCode, stderr } = await portcullis('status', {
      stateDirectory,
      workingDirectory: site.stateDirectory,
    });
    expect([exitCode, stderr]).toEqual([
      5,
      expect.stringMatching(/No server answers on .*portcullis break-glass/),
    ]);
  });

  it('names a module that works in a folder of CommonJS, as `npm init` makes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-commonjs-'));
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    const text = 'import "node:path";\nexport default { upstream: "http://127.0.0.1:1", typo: 1 };\n';
    for (const name of ['portcullis.config.ts', 'other.mts']) writeFileSync(join(folder, name), text);
    const here = { stateDirectory: folder, workingDirectory: folder };
    expect((await portcullis('up', here)).stderr).toContain(
      'Call it portcullis.config.mjs (or .mts, with --config), because package.json beside it says "type": "commonjs".',
    );
    // Read, and refused for what is in it.
    expect((await portcullis('up --config other.mts', here)).stderr).toContain('typo');
    rmSync(folder, { recursive: true });
  });

  it('names file, line and the next step for a configuration with a syntax error', async () => {
    const file = join(site.stateDirectory, 'portcullis.config.ts');
    writeFileSync(file, 'export default {\n  upstream: "http://a",,\n};\n');
    const { exitCode, stderr } = await portcullis('status');
    rmSync(file);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining(`${file} cannot be used: it cannot be imported`),
    ]);
    expect(stderr).toContain(`at ${file}:2`);
    expect(stderr).toContain('portcullis init');
  });
});
