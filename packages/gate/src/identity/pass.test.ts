import { describe, expect, it } from 'vitest';
import type { SigningKey } from '../model/signing-key.ts';
import { toBase64Url } from './base64url.ts';
import { deriveKey } from './derive-key.ts';
import { openPassCookie, type PassCookieGrant, sealPassCookie } from './pass-cookie.ts';
import { createPassToken, fingerprint, hashPassToken } from './pass-token.ts';

const secret = Uint8Array.from({ length: 32 }, (_, index) => index);
const otherSecret = Uint8Array.from({ length: 32 }, (_, index) => index + 1);
const token = createPassToken(secret);

describe('tokens', () => {
  it('are 32 bytes in 43 characters, hashed as they are written', async () => {
    expect(token).toBe('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8');
    // printf %s AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 | sha256sum
    const hash = await hashPassToken(token);
    expect(hash).toBe('ea866a757e4c38babfa8127cbe9a409d3e1f93a00ff1488ff735fcf917afffd0');
    expect(fingerprint(hash ?? '')).toBe('ea866a75');
  });

  it.each([0, 31, 33, 64])('are never made from %i bytes', (length) => {
    expect(() => createPassToken(Uint8Array.from({ length }, (_, index) => index))).toThrow(
      /32 random bytes/,
    );
  });

  it.each([0, 255])('are never made from a generator that gives %i only', (byte) => {
    expect(() => createPassToken(new Uint8Array(32).fill(byte))).toThrow(/not random/);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['the word null', 'null'],
    ['an empty string', ''],
    ['zero', 0],
    ['true', true],
    ['a list of it', [token]],
    ['two', `${token},${token}`],
    ['an object', { $ne: 'x' }],
    ['one character less', token.slice(1)],
    ['one character more', `${token}A`],
    ['a newline after it', `${token}\n`],
    ['a space before it', ` ${token.slice(1)}`],
    ['padding', `${token}=`],
    ['a percent escape', encodeURIComponent(`${token.slice(0, 40)}%3D`)],
    ['NUL inside', `${token.slice(0, 42)}\u0000`],
    ['plain base64', `+/${token.slice(2)}`],
    ['another spelling of the same bytes', `${token.slice(0, 42)}9`],
    ['a quote', "' OR 1=1 --".padEnd(43, 'x')],
    ['a glob', '*'.padEnd(43, 'x')],
    ['a path', '../../x'.padEnd(43, 'x')],
    ['a JWT without a signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
    ['64 zero bytes', toBase64Url(new Uint8Array(64))],
    ['full-width letters', `Ａ${token.slice(1)}`],
  ])('are not %s', async (_, value) => {
    expect(await hashPassToken(value)).toBeNull();
  });
});

describe('cookies of redeemed passes', () => {
  const grant: PassCookieGrant = {
    passId: 'K7Q2',
    subject: 'maría',
    scope: 'write',
    expiresAt: 1_000_000,
    windowId: 'w1',
    breakGlass: false,
  };
  const now = { nowMs: 999_999, windowId: 'w1' };

  async function keyFor(bytes = secret): Promise<SigningKey> {
    return deriveKey(bytes, 'pass-cookie');
  }

  /** A cookie with a true signature over any payload: what a bug of ours could sign. */
  async function sealed(payload: string, version = 'v1'): Promise<string> {
    const signed = `${version}.${toBase64Url(new TextEncoder().encode(payload))}`;
    const mac = await crypto.subtle.sign('HMAC', await keyFor(), new TextEncoder().encode(signed));
    return `${signed}.${toBase64Url(new Uint8Array(mac))}`;
  }

  it('give back what was sealed', async () => {
    const value = await sealPassCookie({ key: await keyFor(), grant });
    expect(value).toMatch(/^v1\.[\w-]+\.[\w-]{43}$/);
    expect(await openPassCookie({ keys: [await keyFor()], value, ...now })).toEqual(grant);
  });

  it('hold for a pass redeemed while no window was open, while none is', async () => {
    const value = await sealPassCookie({
      key: await keyFor(),
      grant: { ...grant, windowId: null, breakGlass: true },
    });
    const keys = [await keyFor()];
    expect(await openPassCookie({ keys, value, ...now, windowId: null })).toMatchObject({ breakGlass: true });
    expect(await openPassCookie({ keys, value, ...now })).toBeNull();
  });

  it.each([
    ['its last millisecond', 999_999, true],
    ['its end', 1_000_000, false],
    ['one second after it', 1_001_000, false],
    ['no time at all', Number.NaN, false],
  ])('hold until their expiry, exclusively: %s', async (_, nowMs, holds) => {
    const value = await sealPassCookie({ key: await keyFor(), grant });
    const opened = await openPassCookie({ keys: [await keyFor()], value, nowMs, windowId: 'w1' });
    expect(opened !== null).toBe(holds);
  });

  it.each([['w2'], ['W1'], [''], [null]])('hold in their own window only, not in %j', async (windowId) => {
    const value = await sealPassCookie({ key: await keyFor(), grant });
    expect(await openPassCookie({ keys: [await keyFor()], value, ...now, windowId })).toBeNull();
  });

  it('survive the rotation of the secret as long as the old key is active', async () => {
    const value = await sealPassCookie({ key: await keyFor(), grant });
    const [newKey, oldKey] = [await keyFor(otherSecret), await keyFor()];
    expect(await openPassCookie({ keys: [newKey, oldKey], value, ...now })).toEqual(grant);
    expect(await openPassCookie({ keys: [newKey], value, ...now })).toBeNull();
    expect(await openPassCookie({ keys: [], value, ...now })).toBeNull();
  });

  it('are worth nothing when the key was made for another purpose', async () => {
    for (const purpose of ['decision', 'confirmation', 'audit'] as const) {
      const key = await deriveKey(secret, purpose);
      const value = await sealPassCookie({ key, grant });
      expect(await openPassCookie({ keys: [await keyFor()], value, ...now }), purpose).toBeNull();
    }
  });

  it('cannot be changed in any character', async () => {
    const value = await sealPassCookie({ key: await keyFor(), grant });
    const keys = [await keyFor()];
    for (let index = 0; index < value.length; index += 1) {
      const changed = `${value.slice(0, index)}${value[index] === 'A' ? 'B' : 'A'}${value.slice(index + 1)}`;
      expect(await openPassCookie({ keys, value: changed, ...now }), `character ${index}`).toBeNull();
    }
  });

  it.each([
    ['nothing', () => ''],
    ['quotes around it', (value: string) => `"${value}"`],
    ['a space after it', (value: string) => `${value} `],
    ['a newline after it', (value: string) => `${value}\n`],
    ['padding', (value: string) => `${value}=`],
    ['another version', (value: string) => value.replace('v1.', 'v2.')],
    ['no version', (value: string) => value.slice(3)],
    ['no signature', (value: string) => value.replace(/\.[^.]*$/, '.')],
    ['one part more', (value: string) => `${value}.AAAA`],
    ['base64 junk', () => 'v1.!!!!.????'],
    ['4 KB of junk', () => 'A'.repeat(4_096)],
    ['a JWT without a signature', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
    ['a pass token', () => token],
  ])('are refused without an exception: %s', async (_, change) => {
    const value = change(await sealPassCookie({ key: await keyFor(), grant }));
    expect(await openPassCookie({ keys: [await keyFor()], value, ...now })).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['a string', '"admin"'],
    ['null', 'null'],
    ['a list', JSON.stringify([grant])],
    ['one key less', JSON.stringify({ ...grant, subject: undefined })],
    ['one key more', JSON.stringify({ ...grant, role: 'admin' })],
    ['a prototype', JSON.stringify(grant).replace('"subject"', '"__proto__"')],
    ['a prototype besides', JSON.stringify(grant).replace('{', '{"__proto__":{"scope":"write"},')],
    ['a list as subject', JSON.stringify({ ...grant, subject: ['maria'] })],
    ['an empty subject', JSON.stringify({ ...grant, subject: '' })],
    ['another scope', JSON.stringify({ ...grant, scope: 'admin' })],
    ['a list as scope', JSON.stringify({ ...grant, scope: ['write'] })],
    ['a text as expiry', JSON.stringify({ ...grant, expiresAt: '1000000' })],
    ['no number as expiry', JSON.stringify({ ...grant, expiresAt: Number.POSITIVE_INFINITY })],
    ['a number as window', JSON.stringify({ ...grant, windowId: 1 })],
    ['an empty window', JSON.stringify({ ...grant, windowId: '' })],
    ['a number as break-glass', JSON.stringify({ ...grant, breakGlass: 1 })],
    ['a number as pass', JSON.stringify({ ...grant, passId: 7 })],
  ])('are refused even with a true signature: %s', async (_, payload) => {
    const keys = [await keyFor()];
    expect(await openPassCookie({ keys, value: await sealed(payload), ...now })).toBeNull();
    // The way of sealing by hand is right: the same with the real payload opens.
    expect(await openPassCookie({ keys, value: await sealed(JSON.stringify(grant)), ...now })).toEqual(grant);
  });

  it('have at most 1 KB', async () => {
    const key = await keyFor();
    await expect(sealPassCookie({ key, grant: { ...grant, subject: '漢'.repeat(256) } })).rejects.toThrow(
      /shorter subject/,
    );
    await expect(sealPassCookie({ key, grant: { ...grant, subject: 'x'.repeat(256) } })).resolves.toMatch(
      /^v1\./,
    );
    const long = await sealed(
      JSON.stringify({ ...grant, subject: 'x'.repeat(256), passId: 'x'.repeat(600) }),
    );
    expect(long.length).toBeGreaterThan(1_024);
    expect(await openPassCookie({ keys: [key], value: long, ...now })).toBeNull();
  });

  it('are not sealed for a grant that would not open', async () => {
    const key = await keyFor();
    await expect(sealPassCookie({ key, grant: { ...grant, subject: '' } })).rejects.toThrow(
      /PORTCULLIS|pass/,
    );
    await expect(sealPassCookie({ key, grant: { ...grant, expiresAt: Number.NaN } })).rejects.toThrow(/pass/);
  });
});

describe('deriveKey', () => {
  it('gives the same key for the same purpose, which cannot be taken out', async () => {
    const [a, b] = [await deriveKey(secret, 'audit'), await deriveKey(secret, 'audit')];
    const bytes = new TextEncoder().encode('text');
    expect(await crypto.subtle.sign('HMAC', a, bytes)).toEqual(await crypto.subtle.sign('HMAC', b, bytes));
    await expect(crypto.subtle.exportKey('raw', a)).rejects.toThrow();
  });

  it.each([
    ['no bytes', new Uint8Array()],
    ['31 bytes', new Uint8Array(31).fill(1)],
    ['zeros', new Uint8Array(32)],
  ])('refuses %s', async (_, bytes) => {
    await expect(deriveKey(bytes, 'audit')).rejects.toMatchObject({ code: 'PORTCULLIS_SECRET_INVALID' });
  });
});
