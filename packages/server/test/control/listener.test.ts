import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStillAllowed } from '../../src/control/entrance/still-allowed.ts';
import { runCommand, startGateProcess } from '../support/command-line.ts';
import { firstOwner, openBrowser, password } from '../support/console-browser.ts';
import { openOperators } from '../support/operators-fixture.ts';
import { startSite } from '../support/running-site.ts';

const tlsFolder = join(import.meta.dirname, '../proxy/tls');

describe('the listener of the console', () => {
  it('says so when its port is taken, and leaves nothing behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const site = await startSite();
    try {
      await site.stopServer();
      const listen = { host: '127.0.0.1', port };
      await expect(site.startServer({ console: { listen } })).rejects.toMatchObject({
        code: 'PORTCULLIS_CONFIG_INVALID',
        message: expect.stringMatching(/console cannot listen on 127\.0\.0\.1:\d+ .*--no-console/),
      });
      await site.startServer({ console: false });
      expect(site.server.consoleUrl).toBeNull();
      expect(site.server.firstRun).toBeNull();
      expect(await site.control.get('/operators')).toEqual({ operators: [] });
    } finally {
      await site.close();
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('speaks TLS where it has a certificate', async () => {
    const certificateFile = join(tlsFolder, 'first.cert.pem');
    const tls = { certificateFile, keyFile: join(tlsFolder, 'first.key.pem') };
    const site = await startSite({ config: { console: { listen: { port: 0 }, tls } } });
    try {
      const port = site.server.consolePort ?? 0;
      expect(site.server.consoleUrl).toBe(`https://127.0.0.1:${port}/`);
      const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port,
          path: '/health',
          ca: readFileSync(certificateFile),
          checkServerIdentity: () => undefined,
          agent: false as const,
        };
        request(options, (answer) => {
          answer.resume();
          answer.on('end', () => resolve({ ...answer.headers, status: answer.statusCode }));
        })
          .on('error', reject)
          .end();
      });
      expect(headers).toMatchObject({ status: 200, 'strict-transport-security': 'max-age=31536000' });
    } finally {
      await site.close();
    }
  });

  it('closes although somebody listens to events', async () => {
    const site = await startSite();
    const owner = await firstOwner(site);
    const listening = owner.get('/events').catch(() => 'cut');
    await expect.poll(async () => (await openBrowser(site).get('//health')).status).toBe(200);
    await site.close();
    await listening;
    expect(site.server.consolePort).toBeGreaterThan(0);
  });
});

describe('portcullis up', () => {
  it('prints where the console is, and what makes the first owner', async () => {
    const site = await startSite();
    const upstream = `http://127.0.0.1:${site.server.port}`;
    const gate = await startGateProcess(
      ['--upstream', upstream, '--site', 'second', '--console', '127.0.0.1:0'],
      {
        stateDirectory: site.stateDirectory,
      },
    );
    try {
      await expect.poll(gate.stderr).toMatch(/The console: http:\/\/127\.0\.0\.1:\d+\/\n/);
      await expect
        .poll(gate.stderr)
        .toMatch(/Nobody is an operator yet\. Open http:\S+\/enrol#code=[\w-]+\n/);
      const made = await runCommand(['operator', 'enrol', '--site', 'second'], {
        stateDirectory: site.stateDirectory,
      });
      expect(made.stdout).toMatch(/Open http:\S+\/enrol#code=/);
    } finally {
      await gate.stop();
      await site.close();
    }
  });

  it('goes without it with --no-console', async () => {
    const site = await startSite();
    const upstream = `http://127.0.0.1:${site.server.port}`;
    const gate = await startGateProcess(['--upstream', upstream, '--site', 'second', '--no-console'], {
      stateDirectory: site.stateDirectory,
    });
    try {
      expect(gate.stderr()).not.toContain('console');
    } finally {
      await gate.stop();
      await site.close();
    }
  });
});

it('a stream of events ends with the session or the key that began it', async () => {
  const { room } = await openOperators();
  const browser = { address: '192.0.2.7', userAgent: 'test', mark: null };
  const { code } = await room.newFirstRunCode();
  const issued = await room.enrolment.enrol({ code, name: 'ada', password, browser });
  const isAllowed = createStillAllowed(room);
  const operator = { kind: 'operator', ...issued, address: null } as const;
  expect(await isAllowed(operator)).toBe(true);
  // Another token, the same session.
  await room.signIn.confirm({ standing: issued, password, code: undefined, browser });
  expect(await isAllowed(operator)).toBe(true);
  await room.operators.signOut(issued.operator.id, 'shell:ada');
  expect(await isAllowed(operator)).toBe(false);
  const { key } = await room.keys.create({
    name: 'k',
    scopes: ['read'],
    expiresInDays: null,
    actor: 'shell:ada',
  });
  expect(await isAllowed({ kind: 'key', key, address: null })).toBe(true);
  await room.keys.revoke(key.id, 'shell:ada');
  expect(await isAllowed({ kind: 'key', key, address: null })).toBe(false);
  expect(await isAllowed({ kind: 'nobody', address: null })).toBe(false);
});
