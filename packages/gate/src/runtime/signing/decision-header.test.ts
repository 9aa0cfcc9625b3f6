import { describe, expect, it } from 'vitest';
import { deriveKeyBytes, importSigningKey } from '../../identity/index.ts';
import type { Allow } from '../../model/decision.ts';
import { createDecisionSigner, type SigningContext, verifyDecision } from './decision-header.ts';
import { createDecisionReader, exportDecisionKey } from './decision-reader.ts';

const secret = new Uint8Array(32).fill(3);
const key = await importSigningKey(await deriveKeyBytes(secret, 'decision'));
const otherPurpose = await importSigningKey(await deriveKeyBytes(secret, 'pass-cookie'));

const decision: Allow = {
  kind: 'allow',
  rule: { id: 'bypass', detail: 'probe + host admin.example.com' },
  epoch: 4,
  mode: 'read-only',
  standing: { role: 'admin', subject: 'ada@example.com', scope: 'write' },
  obligations: { banner: null, privateCaching: true, decisionHeader: true, mask: false },
  approved: true,
  access: 'write',
};
const context: SigningContext = {
  site: 'shop',
  siteMode: 'read-only',
  areas: {},
  until: 9_000,
  nowMs: 1_000_000,
};
const signed = await createDecisionSigner(key).sign(decision, context);

describe('the decision header', () => {
  // A lost lease or an override changes areas without a new epoch.
  it('tells the areas in force, also when only they changed', async () => {
    const { sign } = createDecisionSigner(key);
    const areasIn = async (areas: SigningContext['areas']) => {
      const value = await sign(decision, { ...context, areas });
      return (await verifyDecision(value, { keys: [key], site: 'shop', nowMs: 1_000_001 }))?.areas;
    };
    const steps: SigningContext['areas'][] = [{}, { uploads: 'closed' }, { uploads: 'read-only' }, {}];
    for (const areas of steps) {
      expect(await areasIn(areas)).toEqual(areas);
    }
  });

  it('tells the app who the caller is and what he may do', async () => {
    const claims = await verifyDecision(signed, { keys: [key], site: 'shop', nowMs: 1_000_001 });
    expect(claims).toMatchObject({
      role: 'admin',
      subject: 'ada@example.com',
      scope: 'write',
      mode: 'read-only',
      until: 9_000,
    });
  });

  it('tells a write of a test run from others by the same caller', async () => {
    const { sign } = createDecisionSigner(key);
    const testIn = async (standing: Allow['standing']) => {
      const value = await sign({ ...decision, standing }, context);
      return (await verifyDecision(value, { keys: [key], site: 'shop', nowMs: 1_000_001 }))?.test;
    };
    const { standing } = decision;
    expect([
      await testIn(standing),
      await testIn({ ...standing, isTest: true }),
      await testIn(standing),
    ]).toEqual([false, true, false]);
  });

  it('of a gate that knows of no test runs is of none', async () => {
    const claims = JSON.parse(atob(String(signed.split('.')[1]).replaceAll('-', '+').replaceAll('_', '/')));
    const { test: _, ...earlier } = claims;
    const text = `v1.${btoa(JSON.stringify(earlier)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
    const signature = btoa(String.fromCharCode(...mac))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
    const read = await verifyDecision(`${text}.${signature}`, {
      keys: [key],
      site: 'shop',
      nowMs: 1_000_001,
    });
    expect(read).toEqual({ ...earlier, test: false });
  });

  const [prefix, payload, signature] = signed.split('.');
  const edited = btoa(
    atob(String(payload).replaceAll('-', '+').replaceAll('_', '/')).replace('"none"', '"write"'),
  );
  const refused: readonly (readonly [string, string | null | undefined, number?, string?])[] = [
    ['absent', undefined],
    ['empty', ''],
    ['of another site', signed, 1_000_001, 'blog'],
    ['expired', signed, 1_060_000],
    ['with another version', signed.replace('v1.', 'v2.')],
    ['with a changed payload', `${prefix}.${edited}x.${signature}`],
    ['with a cut signature', signed.slice(0, -1)],
    ['with a part more', `${signed}.x`],
    ['of 5,000 characters', `${signed}${'A'.repeat(5_000)}`],
    ['twice, joined by a comma', `${signed}, ${signed}`],
  ];
  for (const [name, value, nowMs = 1_000_001, site = 'shop'] of refused) {
    it(`is nothing when it is ${name}`, async () => {
      expect(await verifyDecision(value, { keys: [key], site, nowMs })).toBeNull();
    });
  }

  it('is nothing under a key of another purpose', async () => {
    expect(await verifyDecision(signed, { keys: [otherPurpose], site: 'shop', nowMs: 1_000_001 })).toBeNull();
  });

  it('is signed once for callers of the same standing, and anew before it expires', async () => {
    const signer = createDecisionSigner(key);
    const first = await signer.sign(decision, context);
    expect(signer.sign(decision, { ...context, nowMs: context.nowMs + 9_000 })).toBe(first);
    const later = await signer.sign(decision, { ...context, nowMs: context.nowMs + 11_000 });
    expect(later).not.toBe(first);
    const visitor: Allow = { ...decision, standing: { role: 'visitor', subject: null, scope: 'none' } };
    expect(await signer.sign(visitor, context)).not.toBe(first);
  });

  it('reaches an app through a reader', async () => {
    const reader = createDecisionReader({
      keys: [await exportDecisionKey(secret)],
      site: 'shop',
      nowMs: () => 1_000_001,
    });
    const request = { headers: { 'portcullis-decision': signed } };
    expect(reader.decisionOf(request)).toBeNull();
    await reader.read(request);
    expect(reader.decisionOf(request)?.subject).toBe('ada@example.com');
    expect(await reader.read({ headers: { 'portcullis-decision': [signed, signed] } })).toBeNull();
  });
});
