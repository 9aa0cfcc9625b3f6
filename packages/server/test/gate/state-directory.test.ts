import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
afterEach(() => site.close());

// It carried a checksum that anybody can compute: a forged file opened a closed site whose store was gone.
it('holds the last known state signed with the server secret', async () => {
  site = await startSite();
  await site.on({ mode: 'closed' });
  await site.stopServer();
  const text = readFileSync(join(site.stateDirectory, 'state-default.json'), 'utf8');
  expect(text).toMatch(/^\{"format":2,"hmac":"[0-9a-f]{64}","state":.*"mode":"closed"/);
  await site.startServer();
  expect((await site.send('/orders')).status).toBe(503);
});

it('stops the start when others may write to it, with the chmod to run', async () => {
  site = await startSite();
  await site.stopServer();
  chmodSync(site.stateDirectory, 0o770);
  await expect(site.startServer()).rejects.toMatchObject({
    code: 'PORTCULLIS_CONFIG_INVALID',
    message: expect.stringContaining(`chmod go-w ${site.stateDirectory}`),
  });
  chmodSync(site.stateDirectory, 0o700);
  await site.startServer();
  expect((await site.send('/orders')).status).toBe(200);
});

// Only the log said so, until a restart without the store opened a site that had been closed.
it('that does not take the state is named by the status for as long', async () => {
  site = await startSite();
  const warnings = async () => (await site.control.get<{ warnings: readonly string[] }>('/status')).warnings;
  expect((await warnings()).join()).not.toContain('does not take');
  const file = join(site.stateDirectory, 'state-default.json');
  rmSync(file, { force: true });
  mkdirSync(join(file, 'in-the-way'), { recursive: true });
  await site.on({ mode: 'closed' });
  await expect
    .poll(warnings)
    .toContainEqual(
      expect.stringContaining(`does not take the state that is in force (${site.stateDirectory})`),
    );
  rmSync(file, { recursive: true });
  await expect
    .poll(async () => (await warnings()).join(), { timeout: 10_000 })
    .not.toContain('does not take');
  expect(readFileSync(file, 'utf8')).toContain('"mode":"closed"');
});
