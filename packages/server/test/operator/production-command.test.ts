import { PortcullisError } from '@portcullis/gate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandInProcess } from '../support/command-in-process.ts';
import { failingApplication, productionPolicy, secretOfTrace } from '../support/failing-application.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({
    policy: productionPolicy,
    application: (arrived, response) => {
      if (!arrived.target.startsWith('/hostile')) return failingApplication(arrived, response);
      response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end(`Traceback: \u001b[2Jgone\r\nsecond\rline\u202e${secretOfTrace}`);
    },
  });
});

afterAll(() => site.close());

const run = (...commandLine: readonly string[]) =>
  commandInProcess(commandLine, { stateDirectory: site.stateDirectory });

describe('portcullis production', () => {
  it('is off, and says whom it would restrict and how much it would shut', async () => {
    const { stdout, exitCode } = await run('production');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('production mode is off');
    expect(stdout).toContain('restricted: everyone, except the role admin, and whoever has not signed in');
    expect(stdout).toContain('shut for everybody: 1 route, 0 debug switches');
    expect(stdout).toContain('shut for the restricted: 1 route, 1 debug switch\n');
    expect((await run('status')).stdout).not.toContain('production mode');
  });

  it('needs a reason, and has then done nothing', async () => {
    const { error } = await run('production', 'on');
    expect(error).toMatchObject({
      code: 'PORTCULLIS_USAGE',
      message: expect.stringContaining('portcullis production on --reason'),
    });
    expect((await run('production')).stdout).toContain('is off');
  });

  it('on waits until every instance follows; a second time says that it is on already', async () => {
    const { stdout, exitCode } = await run('production', 'on', '--reason', 'go-live');
    expect([exitCode, stdout]).toEqual([0, 'production mode is on at 1 of 1.\n']);
    const again = await run('production', 'on', '--reason', 'go-live');
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      'Production mode is on already: nothing was changed.\n',
    ]);
    expect((await run('status')).stdout).toContain('production mode is on');
  });

  it('says since when, by whom and why, and what it shut lately', async () => {
    await site.send('/databases/drop');
    const { stdout } = await run('production', 'status');
    expect(stdout).toMatch(/since \S+, by shell:ada: go-live/);
    expect(stdout).toMatch(/GET \/databases\/drop .*\/databases\/\*\*/);
  });

  it('tells programs the same as one document', async () => {
    const { stdout } = await run('production', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ on: true, enforced: true, changed: { reason: 'go-live' } });
    const turned = JSON.parse((await run('production', 'on', '--reason', 'x', '--json')).stdout) as object;
    expect(turned).toMatchObject({
      changed: false,
      switch: { production: true },
      status: { site: 'default' },
    });
  });
});

describe('portcullis incident', () => {
  it('lists the newest, without what they said', async () => {
    await site.send('/broken');
    const { stdout } = await run('incident');
    expect(stdout).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}.*GET \/broken.*500/);
    expect(stdout).not.toContain(secretOfTrace);
    const { incidents } = JSON.parse((await run('incident', '--json', '--limit', '1')).stdout) as {
      incidents: readonly unknown[];
    };
    expect(incidents).toHaveLength(1);
  });

  it('shows one by its id however it is typed, and stands on record by name', async () => {
    const { body } = await site.send('/broken');
    const id = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(body)?.[0] ?? '';
    const { stdout } = await run('incident', id.toLowerCase().replace('-', ' '));
    expect(stdout).toContain(`${id}\n`);
    expect(stdout).toContain(secretOfTrace);
    expect(stdout).toContain('nobody who signed in (visitor)');
    const { records } = await site.control.get<{ records: readonly { actor: string }[] }>(
      '/audit?kind=incident.read',
    );
    expect(records[0]).toMatchObject({ actor: 'shell:ada', data: JSON.stringify({ incident: id }) });
  });

  it('sends no command to the terminal', async () => {
    const { body } = await site.send('/hostile');
    const id = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(body)?.[0] ?? '';
    const { stdout } = await run('incident', id);
    expect(stdout).toContain('Traceback: \ufffd[2Jgone\nsecond\ufffdline\ufffdselect');
    expect([...stdout].filter((sign) => /[\u0000-\u0008\u000b-\u001f\u202e]/.test(sign))).toEqual([]);
  });

  it('that nobody was told of is refused', async () => {
    const { error } = await run('incident', 'AAAA-AAAA');
    expect(error).toBeInstanceOf(PortcullisError);
    expect(error).toMatchObject({ code: 'PORTCULLIS_NOT_FOUND' });
  });

  it.each(['0', '501', 'x'])('--limit %s is not understood', async (limit) => {
    expect((await run('incident', '--limit', limit)).error).toMatchObject({ code: 'PORTCULLIS_USAGE' });
  });
});

it('production off ends it', async () => {
  expect(await run('production', 'off', '--reason', 'looking for a cause')).toMatchObject({
    exitCode: 0,
    stdout: 'production mode is off at 1 of 1.\n',
  });
  expect((await site.send('/broken')).body).toContain(secretOfTrace);
});

describe('while the application takes no connections', () => {
  const warning =
    /\n {2}warning the application at http:\/\/127\.0\.0\.1:1 takes no connections \(ECONNREFUSED\)/;
  let down: RunningSite;
  beforeAll(async () => {
    down = await startSite({ policy: productionPolicy, config: { upstream: 'http://127.0.0.1:1' } });
  });
  afterAll(() => down.close());

  it.each(['production status', 'production on --reason x', 'production off --reason x'])(
    '`%s` does what it does, and says so',
    async (commandLine) => {
      const { stateDirectory } = down;
      const { stdout, exitCode } = await commandInProcess(commandLine.split(' '), { stateDirectory });
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^production mode is /)]);
      expect(stdout).toMatch(warning);
    },
  );

  it('says nothing of it while the application takes them', async () => {
    expect((await run('production')).stdout).not.toContain('warning');
  });
});
