import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHostState } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportOf } from '../support/beside-the-server.ts';
import { type CommandOptions, runCommand, startGateProcess } from '../support/command-line.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
beforeAll(async () => {
  const areas = { checkout: { routes: ['/cart/**'] } };
  site = await startSite({ application: smallShop, policy: { ...smallShopPolicy, areas } });
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

  it('shows the state, for people and for programs', async () => {
    const people = await portcullis('status');
    expect([people.exitCode, people.stdout]).toEqual([
      0,
      expect.stringContaining('default: read-only  enforced'),
    ]);
    expect(people.stdout).toContain('by ada: repairing orders');
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
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('open at 1 of 1. ')]);
    expect(await write()).toBe(200);
    expect((await portcullis('audit verify')).exitCode).toBe(0);
  });

  it('takes one area read-only and opens it, and says how as long as it is', async () => {
    expect((await portcullis('on read-only --area checkout --reason x')).exitCode).toBe(0);
    expect((await portcullis('status')).stdout).toMatch(
      /area checkout: read-only[\s\S]*To open again: portcullis off/,
    );
    expect((await portcullis('off --area checkout')).exitCode).toBe(0);
    expect((await portcullis('status')).stdout).not.toContain('To open again');
  });

  it.each([
    ['on shut --reason x', 'Expected read-only or closed, got "shut"'],
    ['on read-only', "required option '-r, --reason <text>' not specified"],
    ['on read-only --reason x --for soon', '--for: expected a duration'],
    ['on read-only --reason x --then open', '--then open needs an end'],
    ['stauts', 'Did you mean status?'],
    ['status --jsno', 'Did you mean --json?'],
    ['break-glass read-only', 'break-glass needs a --reason'],
    ['break-glass shut --reason x', 'Expected open, read-only, closed, pass or end'],
    ['explain POST', 'Expected METHOD and URL'],
    ['up --upstream nonsense', 'upstream: expected a URL'],
    ['up --upstream http://127.0.0.1:1 --listen 127.0.0.1:99999', '--listen: expected HOST:PORT'],
    ['up', 'Nothing to guard: give --upstream'],
  ])('ends with 2 for `%s`, and changes nothing', async (args, message) => {
    const { exitCode, stderr } = await portcullis(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await write()).toBe(200);
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
    const { stdout } = await portcullis(`break-glass pass --reason drill --config ${file}`);
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

  it('names file, line and the next step for a configuration with a syntax error', async () => {
    const file = join(site.stateDirectory, 'portcullis.config.ts');
    writeFileSync(file, 'export default {\n  upstream: "http://a",,\n};\n');
    const { exitCode, stderr } = await portcullis('status');
    rmSync(file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${file} cannot be used: it cannot be imported`);
    expect(stderr).toContain(`at ${file}:2`);
    expect(stderr).toContain('portcullis init');
  });
});
