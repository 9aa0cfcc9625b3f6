import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createListener } from '../../src/proxy/listen.ts';
import { startGate } from './harness.ts';
import { dial, header } from './wire.ts';

const pem = (name: string): string => new URL(`tls/${name}.pem`, import.meta.url).pathname;
const read = (name: string): string => readFileSync(pem(name), 'utf8');

describe.each(['auto', 'node'] as const)('an https upstream, engine %s', (engine) => {
  const startUpstream = async (): Promise<{ port: number; names: string[] }> => {
    const names: string[] = [];
    const server = createServer({ cert: read('first.cert'), key: read('first.key') }, (request, response) => {
      response.end(`${request.headers.host} over TLS`);
    });
    server.on('secureConnection', (socket) => names.push(String(socket.servername)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    return { port: address !== null && typeof address === 'object' ? address.port : 0, names };
  };
  const get = async (port: number, tls: { ca?: string; servername?: string }, body = '') => {
    const gate = await startGate({ upstream: new URL(`https://127.0.0.1:${port}`), proxy: { engine, tls } });
    const client = await dial(gate.port);
    onTestFinished(() => client.destroy());
    client.send(`GET / HTTP/1.1\r\nHost: evil.test\r\n${body}\r\n`);
    return { ...(await client.message()), gate };
  };

  it('is verified by its own name or address, never by the Host a client chose', async () => {
    const { port, names } = await startUpstream();
    expect((await get(port, { ca: read('first.cert') })).body.toString()).toBe('evil.test over TLS');
    expect((await get(port, { ca: read('first.cert'), servername: 'shop.test' })).body.toString()).toBe(
      'evil.test over TLS',
    );
    expect(names).toEqual(['false', 'shop.test']);
  });

  it('keeps its connection whatever Host clients choose', async () => {
    const { port, names } = await startUpstream();
    const gate = await startGate({
      upstream: new URL(`https://127.0.0.1:${port}`),
      proxy: { engine, tls: { ca: read('first.cert') } },
    });
    const client = await dial(gate.port);
    onTestFinished(() => client.destroy());
    for (const host of ['a.test', 'b.test', 'a.test']) {
      client.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      expect((await client.message()).body.toString()).toBe(`${host} over TLS`);
    }
    expect(names).toHaveLength(1);
  });

  it('answers 502 to a certificate nobody vouches for, or for another name', async () => {
    const { port } = await startUpstream();
    for (const tls of [
      {},
      { ca: read('second.cert') },
      { ca: read('first.cert'), servername: 'other.test' },
    ]) {
      const { start, headers } = await get(port, tls);
      expect([start, header(headers, 'x-kind')]).toEqual(['HTTP/1.1 502 Bad Gateway', 'unreachable']);
    }
  });
});

describe('a TLS listener', () => {
  const startListener = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const install = (name: string): void => {
      copyFileSync(pem(`${name}.cert`), paths.cert);
      copyFileSync(pem(`${name}.key`), paths.key);
    };
    install('first');
    const listener = createListener({
      onRequest: (_incoming, response) => response.end('ok'),
      onUpgrade: (_incoming, socket) => socket.destroy(),
      tls: paths,
    });
    onTestFinished(async () => {
      await listener.drain(1);
    });
    const address = await listener.listen({ host: '127.0.0.1', port: 0 });
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    return { listener, port, paths, install };
  };
  const open = (port: number) =>
    new Promise<ReturnType<typeof connect>>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'shop.test', rejectUnauthorized: false });
      onTestFinished(() => {
        socket.destroy();
      });
      socket.once('secureConnect', () => resolve(socket)).once('error', reject);
    });
  const nameAt = async (port: number) => (await open(port)).getPeerCertificate().subject.CN;

  it('shows a new certificate after reload, and keeps connections that stand', async () => {
    const { listener, port, install } = await startListener();
    const standing = await open(port);
    expect(standing.getPeerCertificate().subject.CN).toBe('first.shop.test');
    install('second');
    expect(await nameAt(port)).toBe('first.shop.test');
    listener.reload();
    expect(await nameAt(port)).toBe('second.shop.test');
    standing.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    const answer = await new Promise<Buffer>((resolve) => standing.once('data', resolve));
    expect(answer.toString()).toContain('200 OK');
  });

  it('keeps the old pair when the new one is broken or does not fit', async () => {
    const { listener, port, paths } = await startListener();
    writeFileSync(paths.cert, 'not a certificate');
    expect(() => listener.reload()).toThrow();
    copyFileSync(pem('second.cert'), paths.cert);
    expect(() => listener.reload()).toThrow();
    rmSync(paths.cert);
    expect(() => listener.reload()).toThrow('ENOENT');
    expect(await nameAt(port)).toBe('first.shop.test');
    copyFileSync(pem('first.cert'), paths.cert);
  });

  it('refuses to start with a pair that does not fit', () => {
    expect(() =>
      createListener({
        onRequest() {},
        onUpgrade() {},
        tls: { cert: pem('first.cert'), key: pem('second.key') },
      }),
    ).toThrow();
  });

  it('drains connections in mid-handshake too', async () => {
    const { listener, port } = await startListener();
    const silent = await dial(port);
    const standing = await open(port);
    const ended = new Promise((resolve) => standing.once('close', resolve));
    standing.resume();
    await listener.drain(30);
    await ended;
    await silent.closed();
  });
});
