import { describe, expect, it } from 'vitest';
import { isLoopbackName, listenOrigin, publicOrigin } from './gate-origin.ts';

const tls = { certificateFile: 'cert.pem', keyFile: 'key.pem' };
const at = (host: string, port = 8080) => ({ listen: { host, port }, tls: null });

describe('listenOrigin', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8080'],
    ['localhost', 'http://localhost:8080'],
    ['192.168.1.5', 'http://192.168.1.5:8080'],
    ['gate.internal', 'http://gate.internal:8080'],
    ['::1', 'http://[::1]:8080'],
    ['fd00::5', 'http://[fd00::5]:8080'],
    ['fe80::1%eth0', 'http://[fe80::1]:8080'],
    ['0.0.0.0', 'http://127.0.0.1:8080'],
    ['::', 'http://[::1]:8080'],
    ['0:0:0:0:0:0:0:0', 'http://[::1]:8080'],
  ])('of %s is a URL that can be opened on this machine', (host, origin) => {
    expect(listenOrigin(at(host))).toBe(origin);
  });

  it('knows the scheme, its own port, and the port that was really taken', () => {
    expect(listenOrigin({ ...at('127.0.0.1', 443), tls })).toBe('https://127.0.0.1');
    expect(listenOrigin({ ...at('::', 0), tls }, 8443)).toBe('https://[::1]:8443');
    expect(listenOrigin(at('127.0.0.1', 80))).toBe('http://127.0.0.1');
  });
});

describe('publicOrigin', () => {
  it('is what the configuration says, or where the gate listens', () => {
    expect(publicOrigin({ ...at('::'), publicUrl: new URL('https://shop.example.com') })).toBe(
      'https://shop.example.com',
    );
    expect(publicOrigin({ ...at('::', 0), publicUrl: null }, 8081)).toBe('http://[::1]:8081');
  });
});

describe('isLoopbackName', () => {
  it.each(['localhost', 'LOCALHOST', 'admin.localhost', '127.0.0.1', '127.9.9.9', '[::1]'])(
    'knows %s',
    (name) => expect(isLoopbackName(name)).toBe(true),
  );
  it.each(['', 'localhost.example.com', '127.example.com', '128.0.0.1', '[::2]', 'notlocalhost'])(
    'refuses %j',
    (name) => expect(isLoopbackName(name)).toBe(false),
  );
});
