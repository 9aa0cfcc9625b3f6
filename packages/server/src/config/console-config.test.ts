import { describe, expect, it } from 'vitest';
import { addressesOf } from './console-origin.ts';
import type { ConfigInput } from './define-config.ts';
import { parseConfig } from './parse-config.ts';

const parse = (input: unknown) =>
  parseConfig(
    { upstream: 'http://127.0.0.1:3000', ...(input as object) },
    { directory: '/etc/shop', defaultStateDirectory: '/state', source: 'the test' },
  ).console;
const parseConsole = (console_: ConfigInput['console']) => parse({ console: console_ });

describe('console', () => {
  it('is on loopback unless it is turned off', () => {
    expect(parse({})).toEqual({
      listen: { host: '127.0.0.1', port: 8081 },
      publicUrl: null,
      basePath: '/',
      visibleBase: '/',
      tls: null,
      provider: null,
    });
    expect(parseConsole(false)).toBeNull();
    expect(parse({ listen: { port: 0 } })?.listen.port).toBe(0);
    expect(parse({ listen: { port: 0 }, console: { listen: { port: 9 } } })?.listen.port).toBe(9);
  });

  it.each(['0.0.0.0', '::', '10.0.0.5', 'ops.example.com'])(
    'beyond loopback needs TLS or a word: %s',
    (host) => {
      const publicUrl = 'https://ops.example.com';
      expect(() => parseConsole({ listen: { host }, publicUrl })).toThrow(
        /console\.listen\.host.*allowInsecure/,
      );
      expect(parseConsole({ listen: { host }, publicUrl, allowInsecure: true })).not.toBeNull();
      const tls = { certificateFile: 'a.pem', keyFile: 'a.key' };
      expect(parseConsole({ listen: { host }, publicUrl, tls })?.tls).toEqual({
        certificateFile: '/etc/shop/a.pem',
        keyFile: '/etc/shop/a.key',
      });
    },
  );

  it.each(['127.0.0.1', '127.3.2.1', 'localhost', '::1'])('on loopback needs neither: %s', (host) => {
    expect(parseConsole({ listen: { host } })?.listen.host).toBe(host);
  });

  it('on every address needs its name', () => {
    expect(() => parseConsole({ listen: { host: '0.0.0.0' }, allowInsecure: true })).toThrow(
      /console\.publicUrl/,
    );
  });

  it.each([
    'http://ops.example.com',
    'https://a@ops.example.com',
    'https://ops.example.com/?x=1',
    'ops.example.com',
  ])('is not reached at %s', (publicUrl) =>
    expect(() => parseConsole({ publicUrl })).toThrow(/console\.publicUrl/),
  );

  it('stands where browsers see it', () => {
    expect(parseConsole({ basePath: '/ops' })).toMatchObject({ basePath: '/ops/', visibleBase: '/ops/' });
    const publicUrl = 'https://example.com/team/ops';
    expect(parseConsole({ basePath: '/ops/', publicUrl })).toMatchObject({
      basePath: '/ops/',
      visibleBase: '/team/ops/',
    });
    for (const basePath of ['ops', '/../', '//', '/a//b', '/a b/']) {
      expect(() => parseConsole({ basePath }), basePath).toThrow(/console\.basePath/);
    }
  });

  it('names what it does not know', () => {
    expect(() => parse({ console: { lisen: {} } })).toThrow(
      /console\.lisen: unknown key; did you mean "listen"/,
    );
    expect(() => parse({ console: true })).toThrow(/console: expected an object/);
  });

  const provider = { name: 'Company', issuer: 'https://id.example.com', clientId: 'portcullis' };
  it('signs in with a provider that says who gets what', () => {
    const roles = {
      subjects: { boss: 'owner' },
      claim: { name: 'groups', map: { ops: 'operator' } },
    } as const;
    expect(parseConsole({ provider: { ...provider, roles } })?.provider).toMatchObject({
      scopes: ['openid', 'profile', 'email'],
      clientSecretFile: null,
      proof: 'auth-time',
      roles,
    });
    expect(() => parseConsole({ provider: { ...provider, roles: {} } })).toThrow(/console\.provider\.roles/);
    const plain = { ...provider, issuer: 'http://id.example.com', roles };
    expect(() => parseConsole({ provider: plain })).toThrow(/console\.provider\.issuer/);
  });
});

describe('addressesOf', () => {
  const listening = (host: string, publicUrl: string | null = null) =>
    addressesOf(
      {
        listen: { host, port: 8081 },
        publicUrl: publicUrl === null ? null : new URL(publicUrl),
        basePath: '/',
        visibleBase: '/',
        tls: null,
        provider: null,
      },
      8081,
    );

  it('are the names of this machine, the address, and that of publicUrl', () => {
    expect(listening('127.0.0.1', 'https://ops.example.com/x/')).toEqual({
      hosts: ['127.0.0.1:8081', 'localhost:8081', '[::1]:8081', 'ops.example.com'],
      origins: [
        'http://127.0.0.1:8081',
        'http://localhost:8081',
        'http://[::1]:8081',
        'https://ops.example.com',
      ],
    });
    expect(listening('10.0.0.5').hosts).toEqual(['10.0.0.5:8081']);
  });
});
