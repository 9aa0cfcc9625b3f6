import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRecord, AuditVerification } from '@portcullis/gate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { patience } from '../support/beside-the-server.ts';
import { firstOwner, invited, openBrowser, password } from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
afterEach(() => site.close());

const storeFile = () => join(site.stateDirectory, 'portcullis.sqlite');
const status = () => site.control.get<SiteStatus>('/status');
const verify = () => site.control.post<AuditVerification>('/audit/verify', {});
const records = async () => (await site.control.get<{ records: AuditRecord[] }>('/audit?limit=1000')).records;
const read = async () => (await site.send('/orders')).status;
const write = async () => (await site.send('/orders', { method: 'POST', body: 'a=1' })).status;

/** In a process of its own: closing a copied file here would take the locks of the server's connection away. */
function copy(from: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    if (existsSync(`${from}${suffix}`)) execFileSync('cp', [`${from}${suffix}`, `${to}${suffix}`]);
  }
}

function backUp(): void {
  copy(storeFile(), `${storeFile()}.backup`);
}

/** As an administrator would at 2 am: the server runs on. */
function restore(): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${storeFile()}${suffix}`, { force: true });
  copy(`${storeFile()}.backup`, storeFile());
}

/** The store as it was while the site was open, put back while it is closed. */
async function closeAndRestore(): Promise<void> {
  site = await startSite();
  await site.on({ mode: 'read-only' });
  await site.off();
  backUp();
  await site.on({ mode: 'closed' });
  restore();
  await contested();
}

async function contested(): Promise<void> {
  await vi.waitUntil(
    async () => (await status().catch(() => null))?.enforcement.missing[0]?.includes('remembers a newer'),
    patience,
  );
}

describe('a store that is put back while the server runs', () => {
  it('never opens the site, and it can be turned off and on again', async () => {
    await closeAndRestore();
    expect([await read(), await write()]).toEqual([503, 503]);
    await site.off();
    expect([await read(), await write()]).toEqual([200, 200]);
    await site.on({ mode: 'read-only' });
    expect([await read(), await write()]).toEqual([200, 503]);
    await site.off();
    expect([await read(), await write()]).toEqual([200, 200]);
  });

  it('can be turned on in place of what it forgot, without turning off first', async () => {
    await closeAndRestore();
    await site.on({ mode: 'read-only' });
    expect([await read(), await write()]).toEqual([200, 503]);
    await site.off();
    expect(await write()).toBe(200);
  });

  it('takes passes and removals, too', async () => {
    await closeAndRestore();
    const body = { subject: 'mia', scope: 'read', ttlMs: 3_600_000, actor: 'ada' };
    const { pass } = await site.control.post<{ pass: { id: string } }>('/passes', body);
    await site.control.post(`/passes/${pass.id}/revoke`, { actor: 'ada' });
    const { instance } = await status();
    await site.control.post(`/instances/${instance}/remove`, { actor: 'ada', reason: 'test', anyway: true });
    expect((await records()).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['pass.created', 'pass.revoked', 'instance.removed']),
    );
  });

  it('keeps what was cut as a finding and goes on in a chain that names it', async () => {
    await closeAndRestore();
    await site.off();
    const { instance } = await status();
    const followed = (await records()).filter(({ chain }) => chain === `${instance}.2`).reverse();
    expect(followed.map(({ sequence, kind }) => [sequence, kind]).slice(0, 1)).toEqual([
      [1, 'chain.continued'],
    ]);
    const named = JSON.parse(followed[0]?.data ?? '{}') as { chain: string; sequence: number };
    expect(named.chain).toBe(instance);
    expect(followed.map(({ kind }) => kind)).toContain('switch.changed');

    const { findings } = await verify();
    // One for each lost seal, and one more if a flush came between the last seal and the restored copy.
    expect(findings.length).toBeGreaterThan(0);
    for (const { chain, problem } of findings) {
      expect([chain, problem]).toEqual([
        instance,
        expect.stringMatching(/\.2 goes on from \d+: records were cut$|were cut; the log goes on in .*\.2$/),
      ]);
    }
    // The new chain is sealed like any other: in the store and on the host.
    await site.on({ mode: 'closed' });
    expect((await verify()).findings).toEqual(findings);
    await site.off();
  });
});

describe('whoever was removed since', () => {
  it('does nothing by a store that brings him back, and everybody signs in anew once it is settled', async () => {
    site = await startSite();
    const owner = await firstOwner(site);
    const vera = await invited(site, { name: 'vera', role: 'owner' });
    const { json } = await owner.post('/keys', { name: 'deploys', scopes: ['switch'], expiresInDays: null });
    const { id: keyId } = json.key as { id: string };
    const byKey = () =>
      openBrowser(site).send('GET', '/status', {
        headers: { Authorization: `Bearer ${String(json.token)}` },
      });
    const operators = async () =>
      (await site.control.get<{ operators: { id: string; name: string }[] }>('/operators')).operators;
    const idOfVera = async () => (await operators()).find(({ name }) => name === 'vera')?.id ?? '';
    await site.on({ mode: 'read-only' });
    const passOf = async (subject: string) => {
      const body = { subject, scope: 'write', ttlMs: 3_600_000, actor: 'ada' };
      return (await site.control.post<{ pass: { id: string } }>('/passes', body)).pass.id;
    };
    await site.off();
    const [revoked, kept] = [await passOf('mallory'), await passOf('mia')];
    backUp();
    await site.control.post(`/passes/${revoked}/revoke`, { actor: 'ada' });
    expect((await owner.send('DELETE', `/operators/${await idOfVera()}`)).status).toBe(200);
    expect((await owner.post(`/keys/${keyId}/revoke`)).status).toBe(200);
    await site.on({ mode: 'closed' });
    expect([(await vera.get('/session')).status, (await byKey()).status]).toEqual([401, 401]);
    restore();
    await contested();

    const made = await passOf('nora');
    await site.server.gate.refresh();
    expect([...site.server.gate.view().passes.keys()].sort()).toEqual([kept, made].sort());
    const refused = [
      await vera.get('/session'),
      await vera.post('/off', {}),
      await vera.post('/sign-in', { name: 'vera', password }),
      await owner.get('/status'),
      await byKey(),
    ];
    expect(refused.map(({ status, json: { code } }) => [status, code])).toEqual(
      refused.map(() => [503, 'PORTCULLIS_STORE_UNAVAILABLE']),
    );
    // The host looks through them first, and says then what holds.
    await site.control.delete(`/operators/${await idOfVera()}?actor=shell`);
    await site.control.post(`/keys/${keyId}/revoke`, { actor: 'shell' });
    expect((await owner.get('/status')).status).toBe(503);
    await site.off();
    await vi.waitUntil(async () => (await owner.get('/session')).status === 401, patience);
    expect([(await vera.get('/session')).status, (await byKey()).status]).toEqual([401, 401]);
    expect((await vera.post('/sign-in', { name: 'vera', password })).status).toBe(401);
    expect((await owner.post('/sign-in', { name: 'ada', password })).status).toBe(200);
    const ends = (await records()).filter(({ data }) => data.includes('the store was put back'));
    expect(ends.map(({ kind, actor }) => [kind, actor])).toEqual([['operator.signed-out', 'operator:ada']]);
  });
});
