import { PortcullisError } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';

const options = { directory: '/srv/shop', defaultStateDirectory: '/var/lib/portcullis', source: 'shop.json' };
const upstream = 'http://127.0.0.1:3000';

function refusalOf(input: unknown): PortcullisError {
  try {
    parseConfig(input, options);
  } catch (error) {
    if (error instanceof PortcullisError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(input)} was accepted`);
}

describe('a store in Redis', () => {
  const store = { kind: 'redis', place: '/run/redis.sock' };

  it('holds no requests: a rule by which some would be is refused, by name', () => {
    const holding = { webhooks: [{ match: 'POST /hooks/pay', during: 'hold' }] };
    const { message } = refusalOf({ upstream, store, policy: holding });
    expect(message).toContain('POST /hooks/pay');
    expect(message).toContain('expected during: "refuse" or "allow", or store.kind "postgres"');
    const policy = { webhooks: [{ match: 'POST /hooks/pay', during: 'refuse' }] };
    expect(parseConfig({ upstream, store, policy }, options).store.kind).toBe('redis');
  });
});

describe('a configuration that is right', () => {
  it('is filled with defaults', () => {
    expect(parseConfig({ upstream }, options)).toMatchObject({
      site: 'default',
      listen: { host: '127.0.0.1', port: 8080 },
      maxHeaderBytes: 16_384,
      maxUpstreamRequests: 256,
      tls: null,
      stateDirectory: '/var/lib/portcullis',
      store: { kind: 'sqlite', file: '/var/lib/portcullis/portcullis.sqlite' },
      publicUrl: null,
      timeouts: {
        connectMs: 5_000,
        headersMs: 60_000,
        keepAliveMs: 100_000,
        drainMs: 10_000,
        slowClientGraceMs: 60_000,
      },
      logLevel: 'info',
    });
  });

  it('has its relative paths from its own folder', () => {
    const config = parseConfig(
      { upstream, stateDirectory: 'state', tls: { certificateFile: 'a.pem', keyFile: 'b.pem' } },
      options,
    );
    expect(config.stateDirectory).toBe('/srv/shop/state');
    expect(config.store).toEqual({ kind: 'sqlite', file: '/srv/shop/state/portcullis.sqlite' });
    expect(config.tls).toEqual({ certificateFile: '/srv/shop/a.pem', keyFile: '/srv/shop/b.pem' });
  });
});

describe('a configuration that is wrong', () => {
  const table: readonly (readonly [name: string, input: unknown, message: string])[] = [
    ['nothing', null, '(the whole file): expected an object, got null'],
    ['a list', [], '(the whole file): expected an object, got a list'],
    ['a text', 'http://a', '(the whole file): expected an object, got "http://a"'],
    ['no upstream', {}, 'upstream: expected a text, got nothing'],
    ['a number for a text', { upstream: 3 }, 'upstream: expected a text, got 3'],
    [
      'an upstream without a scheme',
      { upstream: '127.0.0.1:3000' },
      'upstream: expected a URL such as "http://127.0.0.1:3000", got "127.0.0.1:3000"',
    ],
    ['an upstream with a path', { upstream: `${upstream}/app` }, 'got "http://127.0.0.1:3000/app"'],
    ['no scheme', { upstream: 'localhost:8069' }, 'did you mean http://localhost:8069?'],
    ['no scheme before an address', { upstream: '[::1]:80' }, 'did you mean http://[::1]:80?'],
    ['another protocol', { upstream: 'ftp://a' }, 'got "ftp://a": only http: and https: are spoken'],
    ['credentials in the upstream', { upstream: 'http://u:p@a' }, 'credentials do not belong here'],
    ['a bad public URL', { upstream, publicUrl: 'shop' }, 'publicUrl: expected a URL such as'],
    ['a text for a number', { upstream, listen: { port: '80' } }, 'listen.port: expected a number, got "80"'],
    ['a port too high', { upstream, listen: { port: 70_000 } }, 'expected at most 65535, got 70000'],
    ['a port below zero', { upstream, listen: { port: -1 } }, 'expected at least 0, got -1'],
    ['a small head', { upstream, listen: { maxHeaderBytes: 10 } }, 'expected at least 4096, got 10'],
    ['an empty host', { upstream, listen: { host: '' } }, 'listen.host: expected some text, got ""'],
    ['half a millisecond', { upstream, timeouts: { drainMs: 0.5 } }, 'expected a whole number, got 0.5'],
    ['a site name in capitals', { upstream, site: 'A_b' }, 'lower-case letters, digits or dashes, got "A_b"'],
    [
      'a store not built in',
      { upstream, store: { kind: 'mysql' } },
      'store.kind: expected "sqlite" or "postgres" or "redis", got "mysql"',
    ],
    [
      'the file of the store as a database to close',
      {
        upstream,
        store: { kind: 'sqlite', file: '/srv/one.sqlite' },
        databases: [{ name: 'orders', place: '/srv/one.sqlite' }],
      },
      'databases.0: expected a database of the application, got the file of the store itself',
    ],
    ['a level nobody knows', { upstream, log: { level: 'loud' } }, 'or "silent", got "loud"'],
    [
      'a key without a certificate',
      { upstream, tls: { keyFile: 'k' } },
      'tls.certificateFile: expected a text',
    ],
    ['a list as policy', { upstream, policy: [] }, 'policy: expected an object, got a list'],
  ];
  it.each(table)(
    'is refused for %s, naming file, path, both values and the next step',
    (_, input, message) => {
      const error = refusalOf(input);
      expect(error.code).toBe('PORTCULLIS_CONFIG_INVALID');
      expect(error.message).toMatch(/^shop\.json cannot be used/);
      expect(error.message).toContain(message);
      expect(error.message).toContain('Correct this and try again');
    },
  );

  it('has every unknown key named at once, with the nearest known one', () => {
    const { message } = refusalOf({
      upstream,
      polcy: {},
      listen: { prt: 3 },
      timeouts: { drain: 1 },
      xyzzy: 1,
    });
    expect(message).toContain('polcy: unknown key; did you mean "policy"?');
    expect(message).toContain('listen.prt: unknown key; did you mean "port"?');
    expect(message).toContain(
      'timeouts.drain: unknown key; known keys: connectMs, headersMs, keepAliveMs, drainMs, slowClientGraceMs',
    );
    expect(message).toContain('xyzzy: unknown key; known keys: site, upstream, listen');
  });

  it.each([
    ['10.0.0.0/33', 'networks[0]'],
    ['10.0.0.1/8', 'networks[0]'],
    ['010.0.0.1', 'networks[0]'],
    ['::1/129', 'networks[0]'],
    ['the office', 'networks[0]'],
    ['', 'networks[0]'],
  ])('is refused for the network %j', (cidr, path) => {
    const error = refusalOf({ upstream, policy: { trusted: { networks: [{ name: 'office', cidr }] } } });
    expect(error.code).toBe('PORTCULLIS_POLICY_INVALID');
    expect(error.message).toMatch(/^shop\.json cannot be used/);
    expect(error.message).toContain(path);
    expect(error.message).toContain(JSON.stringify(cidr));
    expect(error.message).toContain('Correct this and try again');
  });

  it('lists what is wrong in the policy beside what is wrong outside of it', () => {
    const { code, message } = refusalOf({
      upstream: 'ftp://shop',
      publicUrl: 'shop',
      prt: 1,
      policy: { trustd: {}, routes: [{ match: 'x' }] },
    });
    expect(code).toBe('PORTCULLIS_CONFIG_INVALID');
    for (const path of ['upstream', 'publicUrl', 'prt', 'policy.trustd', 'policy.routes[0]'])
      expect(message).toMatch(new RegExp(`^(?:  |- )${path.replace(/[[\]]/g, '\\$&')}.*: `, 'm'));
    expect(message.match(/Correct this and try again/g)).toHaveLength(1);
  });

  it('has typing errors of the policy named with their path', () => {
    const { message } = refusalOf({
      upstream,
      policy: { trustd: {}, routes: [{ match: 'POST /a', acess: 'read' }] },
    });
    expect(message).toContain('policy.trustd: unknown key; did you mean trusted?');
    expect(message).toContain('policy.routes[0].acess: unknown key; did you mean access?');
  });

  it('never shows a text of any length in full', () => {
    expect(refusalOf({ upstream: 'x'.repeat(100_000) }).message.length).toBeLessThan(500);
  });
});
