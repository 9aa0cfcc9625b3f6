import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandInProcess } from '../support/command-in-process.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

/** The rule of a site whose preset declares some three hundred routes, as people read it in a terminal. */
let site: RunningSite;
beforeAll(async () => {
  site = await startSite({
    config: { preset: 'odoo' },
    application: (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end('<form action="/web/login" method="post"><input type="password" name="password"></form>');
    },
  });
});
afterAll(() => site.close());

const run = (commandLine: string, user = 'ada') =>
  commandInProcess(commandLine.split(' '), { stateDirectory: site.stateDirectory, user });

const meaning =
  "Every live instance's HTTP gate follows. Jobs, workers and databases are not stopped by it: the site is enforced, not still.";
const everyRoute = 'all routes: portcullis status --json, or Policy in the console';

/** `METHOD /path` of a policy, as often as a text names one. */
const routesIn = (text: string) => text.match(/[A-Z]+ \/\S*/g) ?? [];

describe('the rule in force', () => {
  it.each(['on closed --reason x', 'status', 'explain GET /web'])(
    '`%s` says who reads, who writes, and how many exceptions there are',
    async (commandLine) => {
      if (!commandLine.startsWith('on')) await run('on closed --reason x');
      const { stdout } = await run(commandLine);
      expect(stdout).toMatch(/whole site: closed\n/);
      expect(stdout).toMatch(/\n +read {8}signed-in admins or allowed people, holders of a pass/);
      expect(stdout).toMatch(
        /\n +write {7}signed-in admins or allowed people from anywhere, everybody to sign/,
      );
      const exceptions =
        /\n +exceptions {2}(\d+) routes for everybody, (\d+) of them also to write: (.*)\n/.exec(stdout);
      expect(Number(exceptions?.[1])).toBeGreaterThan(Number(exceptions?.[2]));
      expect(routesIn(exceptions?.[3] ?? '')).toHaveLength(5);
      expect(exceptions?.[3]).toMatch(/ and \d+ more$/);
      expect(stdout).toContain(everyRoute);
      expect(stdout).not.toContain('nobody can change anything');
    },
  );

  it('of a read-only site counts what it takes for reads', async () => {
    const { stdout } = await run('on read-only --reason x');
    expect(stdout).toMatch(/\n +read {8}everybody\n/);
    expect(stdout).toMatch(/\n +declared {4}\d+ routes let reads through that look like writes\n/);
    expect(stdout).toMatch(/\n +exceptions {2}\d+ routes for everybody to write: /);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(260);
  });

  it('of one area tells it beside the rest of the site', async () => {
    await run('off');
    const { stdout } = await run('on closed --area backend --reason x');
    expect(stdout).toMatch(
      /\n {2}rest of the site: open, everybody reads and writes what the application allows\n {2}backend: closed\n {4}read/,
    );
    await run('off');
    expect((await run('status')).stdout).toContain(
      '\n  whole site: open, everybody reads and writes what the application allows\n',
    );
  });

  it('stands in full beside the status that programs read', async () => {
    await run('on closed --reason x');
    const { stdout } = await run('status --json');
    const { routes, effectiveRuleSaid } = JSON.parse(stdout) as {
      routes: readonly { match: string; saysSaid: readonly { code: string }[] }[];
      effectiveRuleSaid: {
        values: {
          rule: {
            site: { readers: readonly { kind: string; routes?: { first: string[]; more: number } }[] };
          };
        };
      };
    };
    const told = effectiveRuleSaid.values.rule.site.readers.find(({ kind }) => kind === 'exceptions')?.routes;
    const exceptions = routes.filter(({ saysSaid }) =>
      saysSaid.some(({ code }) => code === 'route-exception'),
    );
    expect(exceptions).toHaveLength((told?.first.length ?? 0) + (told?.more ?? 0));
    expect(exceptions.map(({ match }) => match)).toEqual(expect.arrayContaining(told?.first ?? ['none']));
  });
});

it('a route that is no exception whatever else is said is not called one', async () => {
  expect((await run('explain GET /shop/cart')).stdout).toContain('  route    /shop/**, never an exception');
});

describe('enforced (HTTP only)', () => {
  it('says what it means where it stands', async () => {
    const on = await run('on read-only --reason x');
    expect(on.stdout).toContain(`enforced (HTTP only) at 1 of 1. ${meaning}\n`);
    expect((await run('status')).stdout).toMatch(
      /^default: read-only {2}enforced \(HTTP only\)\n {2}Every live/,
    );
    expect((await run('status')).stdout).toContain(`\n  ${meaning}\n`);
    const off = await run('off');
    expect(off.stdout).toMatch(/^open at 1 of 1\.\n/);
    expect((await run('status')).stdout).not.toContain('HTTP gate');
  });
});

describe('whose window it is', () => {
  it('names the one who opened it, and why, where nobody else changed it', async () => {
    await run('on read-only --reason test');
    const { stdout } = await run('status');
    expect(stdout).toMatch(/\n {2}window opened \d+ s ago, by ada\n {2}reason: test\n/);
    expect(stdout).not.toMatch(/changed|since/);
  });

  it('names who changed the mode beside the one who opened it', async () => {
    const { stdout: changed } = await run('on closed --reason worse', 'root');
    expect(changed).toMatch(
      /Changes the window that ada opened at \d\d:\d\d \("test", expected none → none\)\.\n/,
    );
    expect((await run('status')).stdout).toMatch(
      /\n {2}window opened \d+ s ago, by ada\n {2}mode last changed \d+ s ago, by root\n {2}reason: worse\n/,
    );
  });

  it('names who said the last word of it, where that is somebody else again', async () => {
    const { stdout: changed } = await run('on closed --reason worst', 'sam');
    expect(changed).toMatch(
      /Changes the window that ada opened at \d\d:\d\d and root changed last \("worse", expected none → none\)\.\n/,
    );
    expect((await run('status')).stdout).toMatch(
      /\n {2}window opened \d+ s ago, by ada\n {2}mode last changed \d+ s ago, by root\n {2}last changed by sam \(not its mode\)\n {2}reason: worst\n/,
    );
  });

  it('names only who opened the site once the window is over', async () => {
    await run('off --anyway --reason done', 'root');
    const { stdout } = await run('status');
    expect(stdout).toMatch(/\n {2}since \d+ s, by root\n {2}reason: done\n/);
    expect(stdout).not.toContain('window');
  });
});
