import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createControlClient } from '../../src/index.ts';
import { type StartedGate, startGateProcess } from '../support/command-line.ts';

let stateDirectory: string;
let gate: StartedGate | null = null;
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-full-'));
});
afterEach(async () => {
  await gate?.stop();
  rmSync(stateDirectory, { recursive: true, force: true });
});

/** Nothing listens upstream: what gets through the gate answers 502. */
const write = (url: string) =>
  new Promise<number>((resolve, reject) => {
    const outgoing = request(`${url}/orders`, { method: 'POST', agent: false }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });

/** Does something again and again until it is refused, and gives the refusal. */
async function refusedAfter(attempt: () => Promise<void>): Promise<unknown> {
  for (let count = 0; count < 300; count += 1) {
    try {
      await attempt();
    } catch (refusal) {
      return refusal;
    }
  }
  return null;
}

it('a disk that fills up while the server runs loses nothing acknowledged and opens nothing', async () => {
  const args = ['--upstream', 'http://127.0.0.1:1'];
  const control = createControlClient({ stateDirectory, site: 'default' });
  gate = await startGateProcess(args, { stateDirectory });
  await control.post('/on', { mode: 'read-only', reason: 'test', actor: 'ada', force: true });
  await gate.stop();
  const blocks = Math.ceil(statSync(join(stateDirectory, 'portcullis.sqlite')).size / 512);

  gate = await startGateProcess(args, { stateDirectory, fileSizeBlocks: blocks });
  const acknowledged: string[] = [];
  const body = { subject: 'mia', scope: 'read', ttlMs: 3_600_000, actor: 'ada' };
  const refusal = await refusedAfter(async () => {
    const { pass } = await control.post<{ pass: { id: string } }>('/passes', body);
    acknowledged.push(pass.id);
  });
  expect(refusal).toMatchObject({
    code: expect.stringMatching(/^PORTCULLIS_(STORE_UNAVAILABLE|AUDIT_UNWRITABLE)$/),
    message: expect.stringMatching(/Nothing of this operation was stored|nothing was changed/),
  });
  // Less is written for it than for a pass: what is left on the disk goes first.
  const revoked: string[] = [];
  await refusedAfter(async () => {
    const id = acknowledged[revoked.length] ?? 'none is left';
    await control.post(`/passes/${id}/revoke`, { actor: 'ada' });
    revoked.push(id);
  });
  expect(revoked.length).toBeLessThan(acknowledged.length);
  await expect(control.post('/off', { actor: 'ada' })).rejects.toMatchObject({
    code: expect.stringMatching(/^PORTCULLIS_(STORE_UNAVAILABLE|AUDIT_UNWRITABLE)$/),
  });
  expect(await write(gate.url)).toBe(503);
  await gate.stop();

  gate = await startGateProcess(args, { stateDirectory });
  expect(await write(gate.url)).toBe(503);
  const { passes } = await control.get<{ passes: { id: string; revokedAt: number | null }[] }>('/passes');
  expect(passes.map(({ id }) => id).sort()).toEqual(acknowledged.sort());
  const ended = passes.filter(({ revokedAt }) => revokedAt !== null).map(({ id }) => id);
  expect(ended.sort()).toEqual(revoked.sort());
  expect(await control.post('/audit/verify', {})).toMatchObject({ findings: [] });
  await control.post('/off', { actor: 'ada' });
  expect(await write(gate.url)).toBe(502);
});
