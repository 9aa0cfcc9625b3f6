import { type PolicyInput, parsePolicy } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { arrivalAt, passArrival } from './arrival.ts';

const certificate = { certificateFile: 'cert.pem', keyFile: 'key.pem' };

interface Given {
  readonly listen?: string;
  readonly tls?: boolean;
  readonly publicUrl?: string;
  readonly trusted?: PolicyInput['trusted'];
}

const reachOf = ({ listen = '127.0.0.1', tls = false, publicUrl, trusted = {} }: Given) => ({
  config: {
    listen: { host: listen, port: 0 },
    tls: tls ? certificate : null,
    publicUrl: publicUrl === undefined ? null : new URL(publicUrl),
    policy: parsePolicy({ trusted }),
  },
  port: 8080,
});
const publicUrl = 'https://shop.example.com';
const proxies = ['10.0.0.0/8'];
const summary = ({ origin, isConfidential, isFromThisMachine }: ReturnType<typeof arrivalAt>) =>
  `${origin}${isConfidential ? ' confidential' : ''}${isFromThisMachine ? ' here' : ''}`;

describe('a pass is redeemed', () => {
  const table: readonly (readonly [string, Given, string | null, string])[] = [
    ['on this machine, without TLS', {}, 'admin.example.com', 'http://127.0.0.1:8080 confidential here'],
    ['there by the name of insiders', {}, 'admin.localhost', 'http://admin.localhost:8080 confidential here'],
    ['there under IPv6', { listen: '::1' }, 'admin.example.com', 'http://[::1]:8080 confidential here'],
    [
      'there, when it listens everywhere',
      { listen: '0.0.0.0' },
      'admin.example.com',
      'http://127.0.0.1:8080 confidential here',
    ],
    [
      'nowhere, when it listens elsewhere',
      { listen: '198.51.100.7' },
      'admin.example.com',
      'http://admin.example.com:8080',
    ],
    [
      'nowhere, under a name of another machine',
      { listen: '198.51.100.7' },
      'localhost',
      'http://localhost:8080',
    ],
    ['over the own TLS', { tls: true }, 'admin.example.com', 'https://admin.example.com:8080 confidential'],
    [
      'over the own TLS at the public port',
      { tls: true, publicUrl },
      'admin.example.com',
      'https://admin.example.com confidential',
    ],
    [
      'through a named proxy',
      { publicUrl, trusted: { proxies } },
      'admin.example.com',
      'https://admin.example.com confidential',
    ],
    [
      'at the public host',
      { publicUrl, trusted: { proxies } },
      null,
      'https://shop.example.com confidential',
    ],
    [
      'not through a proxy nobody named',
      { publicUrl, listen: '198.51.100.7' },
      null,
      'https://shop.example.com',
    ],
    [
      'not over a public URL without TLS',
      { tls: true, publicUrl: 'http://shop.example.com', listen: '198.51.100.7' },
      null,
      'http://shop.example.com',
    ],
    [
      'at the port that was named',
      { tls: true },
      'admin.example.com:8443',
      'https://admin.example.com:8443 confidential',
    ],
  ];
  it.each(table)('%s', (_, given, host, expected) => {
    expect(summary(passArrival(reachOf(given), host))).toBe(expected);
  });

  it('by the name of insiders on this machine, where the wanted one is not confidential', () => {
    const reach = reachOf({ trusted: { adminHosts: ['admin.example.com', 'admin.localhost'] } });
    expect(passArrival(reach, 'admin.example.com').origin).toBe('http://admin.localhost:8080');
  });
});

describe('what the gate sees', () => {
  it('is a proxy with its headers where TLS ends in front', () => {
    const see = (addressHeader: 'x-forwarded-for' | 'forwarded' | 'x-real-ip', address: string | null) => {
      const { peer, secure, headers } = arrivalAt(
        reachOf({ publicUrl, trusted: { proxies, addressHeader } }),
        null,
        address,
      );
      return [peer, secure, ...headers];
    };
    const proxied = ['10.0.0.0', false, 'X-Forwarded-Proto', 'https'];
    expect(see('x-forwarded-for', null)).toEqual([...proxied, 'X-Forwarded-For', '192.0.2.1']);
    expect(see('x-real-ip', '203.0.113.9')).toEqual([...proxied, 'X-Real-IP', '203.0.113.9']);
    expect(see('forwarded', '203.0.113.9')).toEqual([...proxied, 'Forwarded', 'for=203.0.113.9']);
    expect(see('forwarded', '2001:db8::9')).toEqual([...proxied, 'Forwarded', 'for="[2001:db8::9]"']);
  });

  it('is the caller himself everywhere else', () => {
    expect(arrivalAt(reachOf({}), 'shop.example.com')).toMatchObject({ peer: '192.0.2.1', secure: false });
    expect(arrivalAt(reachOf({ tls: true }), 'shop.example.com', '203.0.113.9')).toMatchObject({
      peer: '203.0.113.9',
      secure: true,
    });
    expect(arrivalAt(reachOf({}), 'localhost')).toMatchObject({ peer: '127.0.0.1', host: 'localhost:8080' });
    expect(arrivalAt(reachOf({}), 'localhost', '203.0.113.9')).toMatchObject({ peer: '203.0.113.9' });
    expect(arrivalAt(reachOf({ listen: '::' }), '[::1]')).toMatchObject({ peer: '::1', secure: false });
  });
});
