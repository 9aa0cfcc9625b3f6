import { describe, expect, it } from 'vitest';
import { deriveKey } from './derive-key.ts';
import { openWorkerToken, sealWorkerToken } from './worker-token.ts';

const [key, older, foreign, ofPasses] = await Promise.all([
  deriveKey(new Uint8Array(32).fill(7), 'worker'),
  deriveKey(new Uint8Array(32).fill(8), 'worker'),
  deriveKey(new Uint8Array(32).fill(9), 'worker'),
  deriveKey(new Uint8Array(32).fill(7), 'pass-cookie'),
]);
const grant = { site: 'shop', worker: 'mails', expiresAt: 60_000 };
const open = (value: string, more: { site?: string; nowMs?: number } = {}) =>
  openWorkerToken({ keys: [key, older], value, site: 'shop', nowMs: 59_999, ...more });

describe('the token of a worker', () => {
  it('names its worker, by the key before, too, and for one minute', async () => {
    expect(await open(await sealWorkerToken(key, grant))).toBe('mails');
    expect(await open(await sealWorkerToken(older, grant))).toBe('mails');
    expect(await open(await sealWorkerToken(key, grant), { nowMs: 60_000 })).toBe(null);
    expect(await open(await sealWorkerToken(key, grant), { nowMs: Number.NaN })).toBe(null);
  });

  it('is worth nothing at another site, by another key, or by a key for another purpose', async () => {
    expect(await open(await sealWorkerToken(key, grant), { site: 'blog' })).toBe(null);
    expect(await open(await sealWorkerToken(foreign, grant))).toBe(null);
    expect(await open(await sealWorkerToken(ofPasses, grant))).toBe(null);
  });

  it('is worth nothing when anything of it was changed', async () => {
    const value = await sealWorkerToken(key, grant);
    const [version = '', payload = '', mac = ''] = value.split('.');
    const other = (await sealWorkerToken(foreign, { ...grant, worker: 'imports' })).split('.')[1] ?? '';
    const changed = [
      `${version}.${other}.${mac}`,
      `v2.${payload}.${mac}`,
      `${version}.${payload}`,
      `${value}.${mac}`,
      `${version}.${payload}.${mac.slice(0, -1)}`,
      ` ${value}`,
      '',
      'x'.repeat(100_000),
    ];
    for (const one of changed) expect(await open(one), one.slice(0, 80)).toBe(null);
  });

  it.each([
    { ...grant, worker: '' },
    { ...grant, worker: 7 },
    { ...grant, expiresAt: '60000' },
    { ...grant, expiresAt: null },
    { worker: 'mails', expiresAt: 60_000 },
  ])('is worth nothing with other contents, even signed: %j', async (contents) => {
    expect(await open(await sealWorkerToken(key, contents as typeof grant))).toBe(null);
  });
});
