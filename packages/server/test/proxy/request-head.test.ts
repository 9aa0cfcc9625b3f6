import { describe, expect, it } from 'vitest';
import type { ForwardInstruction } from '../../src/proxy/contract.ts';
import { startScene as startAnyScene } from './harness.ts';
import { header, type Message, type Wire } from './wire.ts';

/** Answers with the head it received, as JSON. */
const report = async (wire: Wire): Promise<void> => {
  for await (const { headers, body } of wire.requests()) {
    const text = JSON.stringify([...headers, ['body', body.toString()]]);
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
  }
};

describe.each(['auto', 'node'] as const)('the head the upstream gets, engine %s', (engine) => {
  const ask = async (
    lines: readonly string[],
    instruct: Partial<ForwardInstruction> = {},
    { method = 'GET', version = '1.1', body = '' } = {},
  ): Promise<Message['headers']> => {
    const { client } = await startAnyScene(report, { proxy: { engine }, instruct: () => instruct });
    client.send(`${method} / HTTP/${version}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`);
    return JSON.parse((await client.message()).body.toString());
  };
  const from = (forwarding: Partial<ForwardInstruction['forwarding']>): Partial<ForwardInstruction> => ({
    forwarding: {
      clientAddress: '203.0.113.7',
      scheme: 'https',
      host: 'shop.test',
      trusted: false,
      ...forwarding,
    },
  });

  const behind = (forwarding: Partial<ForwardInstruction['forwarding']> = {}) =>
    from({ scheme: null, host: null, trusted: true, ...forwarding });

  it('drops every forwarding claim of a peer that is no named proxy, and says its own', async () => {
    const headers = await ask(
      [
        'Host: shop.test',
        'X-Forwarded-For: 1.1.1.1',
        'x-forwarded-for: 2.2.2.2',
        'X-Forwarded-Proto: https',
        'X-Forwarded-Host: evil.test',
        'X-Forwarded-Port: 1',
        'X-Forwarded-Prefix: /evil',
        'X-Forwarded-Ssl: on',
        'X-Forwarded-Scheme: https',
        'Front-End-Https: on',
        'CloudFront-Forwarded-Proto: https',
        'CF-Visitor: {"scheme":"https"}',
        'Forwarded: for=1.1.1.1',
        'X-Real-IP: 1.1.1.1',
        'True-Client-IP: 1.1.1.1',
        'CF-Connecting-IP: 1.1.1.1',
        'X-Original-URL: /admin',
        'X-Host: evil.test',
      ],
      from({ scheme: 'http' }),
    );
    expect(header(headers, 'x-forwarded-for')).toBe('203.0.113.7');
    expect(header(headers, 'x-forwarded-proto')).toBe('http');
    expect(header(headers, 'x-forwarded-host')).toBe('shop.test');
    expect(header(headers, 'forwarded')).toBe('for=203.0.113.7;host=shop.test;proto=http');
    const rest = headers
      .map(([name]) => name.toLowerCase())
      .filter((name) => /^(x-|true|cf|cloud|front)/.test(name));
    expect(rest.sort()).toEqual(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);
  });

  it('continues the chain of a named proxy with that proxy', async () => {
    const headers = await ask(
      [
        'Host: inner.test',
        'X-Forwarded-For: 198.51.100.1',
        'X-Forwarded-For: 198.51.100.2',
        'X-Forwarded-Proto: https',
        'X-Forwarded-Host: shop.test',
        'X-Forwarded-Port: 443',
        'X-Real-IP: 198.51.100.1',
        'X-Original-URL: /admin',
        'Forwarded: for=198.51.100.1',
        'Via: 1.1 edge',
      ],
      behind({ clientAddress: '198.51.100.1' }),
    );
    expect(header(headers, 'x-forwarded-for')).toBe('198.51.100.1, 198.51.100.2, 127.0.0.1');
    expect(header(headers, 'x-forwarded-proto')).toBe('https');
    expect(header(headers, 'x-forwarded-host')).toBe('shop.test');
    expect(header(headers, 'x-forwarded-port')).toBe('443');
    expect(header(headers, 'x-real-ip')).toBe('198.51.100.1');
    expect(header(headers, 'x-original-url')).toBeUndefined();
    expect(header(headers, 'forwarded')).toBe('for=198.51.100.1, for=127.0.0.1');
    expect(header(headers, 'via')).toBe('1.1 edge, 1.1 portcullis');
  });

  const words = (headers: Message['headers']) =>
    Object.fromEntries(
      ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'].flatMap((name) => {
        const value = header(headers, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );

  it.each([
    ['only the host', ['X-Forwarded-Host: shop.test'], { 'x-forwarded-host': 'shop.test' }],
    ['nothing at all', [], {}],
    ['a scheme in another word', ['X-Forwarded-Ssl: on'], {}],
    [
      'a scheme twice',
      ['X-Forwarded-Proto: https', 'X-Forwarded-Proto: http'],
      { 'x-forwarded-proto': 'https | http' },
    ],
    ['a host twice', ['X-Forwarded-Host: a', 'X-Forwarded-Host: b'], { 'x-forwarded-host': 'a | b' }],
    ['Forwarded without a client', ['Forwarded: host=a;proto=https'], { forwarded: 'host=a;proto=https' }],
    ['Forwarded that cannot be read', ['Forwarded: for="1'], { forwarded: 'for="1' }],
    ['an empty Forwarded', ['Forwarded: '], {}],
  ])('says nothing of its own beside a named proxy that says %s', async (_name, lines, expected) => {
    const headers = await ask(['Host: inner.test', ...lines], behind({ clientAddress: '127.0.0.1' }));
    expect(words(headers)).toEqual({ 'x-forwarded-for': '127.0.0.1', ...expected });
    expect(header(headers, 'host')).toBe('inner.test');
  });

  it.each([
    ['Forwarded', ['Forwarded: for=198.51.100.1;proto=https'], 'for=198.51.100.1;proto=https, for=127.0.0.1'],
    [
      'Forwarded in two lines',
      ['Forwarded: For=1.1.1.1', 'Forwarded: by=2;FOR ="x"'],
      'For=1.1.1.1, by=2;FOR ="x", for=127.0.0.1',
    ],
    ['X-Real-IP', ['X-Real-IP: 198.51.100.1'], undefined],
  ])(
    'names the client of a named proxy that names him by %s to who looks into X-Forwarded-For',
    async (_name, lines, expected) => {
      const headers = await ask(['Host: shop.test', ...lines], behind({ clientAddress: '198.51.100.1' }));
      expect(header(headers, 'x-forwarded-for')).toBe('198.51.100.1, 127.0.0.1');
      expect(header(headers, 'forwarded')).toBe(expected);
      expect(header(headers, 'x-forwarded-proto')).toBeUndefined();
    },
  );

  it.each([
    ['for=198.51.100.1;proto=https', 'for=198.51.100.1;proto=https, for=127.0.0.1'],
    ['host=a', 'host=a, proto=https'],
    ['host=a;proto=https', 'host=a;proto=https'],
  ])('says https once beside Forwarded: %s of a named proxy that came over TLS', async (said, expected) => {
    const headers = await ask(['Host: shop.test', `Forwarded: ${said}`], behind({ scheme: 'https' }));
    expect(header(headers, 'forwarded')).toBe(expected);
    expect(header(headers, 'x-forwarded-proto')).toBe('https');
  });

  it('says https for a named proxy that came over TLS and says nothing else', async () => {
    const lines = ['Host: shop.test', 'Forwarded: for=198.51.100.1'];
    const headers = await ask(lines, behind({ clientAddress: null, scheme: 'https' }));
    expect(words(headers)).toEqual({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      forwarded: 'for=198.51.100.1, for=127.0.0.1;proto=https',
    });
  });

  it.each([
    ['2001:db8::1', 'shop.test', 'for="[2001:db8::1]";host=shop.test;proto=https'],
    ['203.0.113.7', 'shop.test:8443', 'for=203.0.113.7;host="shop.test:8443";proto=https'],
    ['203.0.113.7', 'a";for=evil', 'for=203.0.113.7;host="a\\";for=evil";proto=https'],
    ['203.0.113.7', '', 'for=203.0.113.7;proto=https'],
  ])('writes Forwarded for %s and host %j by RFC 7239', async (clientAddress, host, expected) => {
    expect(header(await ask(['Host: shop.test'], from({ clientAddress, host })), 'forwarded')).toBe(expected);
  });

  it("does not carry one request's client over to the next on the same connection", async () => {
    const clients = ['203.0.113.1', '203.0.113.2'];
    const { client } = await startAnyScene(report, {
      proxy: { engine },
      instruct: () => from({ clientAddress: clients.shift() ?? '' }),
    });
    for (const expected of ['203.0.113.1', '203.0.113.2']) {
      client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
      const headers: Message['headers'] = JSON.parse((await client.message()).body.toString());
      expect(header(headers, 'x-forwarded-for')).toBe(expected);
      expect(header(headers, 'forwarded')).toContain(`for=${expected};`);
    }
  });

  it('strips identity headers under every alias', async () => {
    const headers = await ask(
      ['Host: shop.test', 'X-User: admin', 'x_user: admin', 'X.User: admin', 'X-User-Name: kept'],
      { strip: new Set(['x-user']) },
    );
    expect(headers.map(([name]) => name.toLowerCase()).filter((name) => name.includes('user'))).toEqual([
      'x-user-name',
    ]);
  });

  it('drops aliases of headers that frame or forward', async () => {
    const headers = await ask(
      [
        'Host: shop.test',
        'X_Forwarded_For: 1.1.1.1',
        'Content_Length: 9',
        'Transfer_Encoding: chunked',
        'X.Real.IP: 1.1.1.1',
      ],
      behind(),
    );
    expect(headers.map(([name]) => name).filter((name) => /[_.]/.test(name))).toEqual([]);
  });

  it('keeps identity headers of a named proxy and drops their aliases', async () => {
    const headers = await ask(
      [
        'Host: shop.test',
        'X-User: ada',
        'X_User: root',
        'X.User: root',
        'x_USER: root',
        'X-Role: staff',
        'X_Role: boss',
        'X_Note: kept',
      ],
      { ...behind(), identity: new Set(['x-user', 'x-role']) },
    );
    const seen = headers.filter(([name]) => /user|role|note/i.test(name));
    expect(seen).toEqual([
      ['X-User', 'ada'],
      ['X-Role', 'staff'],
      ['X_Note', 'kept'],
    ]);
  });

  it('drops everything that calls itself ours, from named proxies too', async () => {
    for (const trusted of [true, false]) {
      const headers = await ask(
        [
          'Host: shop.test',
          'Portcullis-Decision: forged',
          'Portcullis_Decision: forged',
          'portcullis.role: admin',
          'X-Portcullis-Role: admin',
          'X_PORTCULLIS_ROLE: admin',
          'Portcullisian: kept',
        ],
        from({ trusted }),
      );
      const seen = headers.filter(([name]) => name.toLowerCase().includes('portcullis'));
      expect(seen).toEqual([['Portcullisian', 'kept']]);
    }
  });

  it.each([
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Override-URL',
    'X-Original-URI',
    'X-HTTP-DestinationURL',
    'X-HTTP-Path-Override',
    'X-Envoy-Original-Path',
    'X-Waws-Unencoded-Url',
    'X-Proxy-URL',
    'Request-Uri',
  ])('drops %s, by which some applications route, with its aliases, from named proxies too', async (name) => {
    const spellings = [name, name.replaceAll('-', '_'), name.replaceAll('-', '.').toUpperCase()];
    for (const trusted of [true, false]) {
      const headers = await ask(
        ['Host: shop.test', ...spellings.map((spelling) => `${spelling}: /admin`)],
        from({ trusted }),
      );
      expect(headers.filter(([, value]) => value === '/admin')).toEqual([]);
    }
  });

  // The gate judged by a cookie that the application did not get, while it got the decision "admin".
  it('lets Connection take away nothing that says who somebody is or what the body is', async () => {
    const kept = ['Cookie', 'Authorization', 'X-Token', 'Content-Type', 'Content-Encoding'];
    const headers = await ask(
      [
        'Host: shop.test',
        ...kept.map((name) => `${name}: a`),
        'X-Hop: 1',
        `Connection: ${kept.join(', ')}, x_token, X-Hop`,
      ],
      { identity: new Set(['x-token']) },
    );
    for (const name of kept) expect(header(headers, name.toLowerCase()), name).toBe('a');
    expect(header(headers, 'x-hop')).toBeUndefined();
  });

  it('lets Connection take away no address that a named proxy gave', async () => {
    const headers = await ask(
      [
        'Host: shop.test',
        'X-Forwarded-For: 198.51.100.1',
        'X-Real-IP: 198.51.100.1',
        'X-Forwarded-Proto: https',
        'Connection: X-Forwarded-For, X-Real-IP, X-Forwarded-Proto',
      ],
      behind({ clientAddress: '198.51.100.1' }),
    );
    expect(header(headers, 'x-forwarded-for')).toBe('198.51.100.1, 127.0.0.1');
    expect(header(headers, 'x-real-ip')).toBe('198.51.100.1');
    expect(header(headers, 'x-forwarded-proto')).toBe('https');
  });

  it('forwards no trailer that asks for another method or says who somebody is', async () => {
    const { client } = await startAnyScene(
      async (wire) => {
        for await (const { trailers } of wire.requests()) {
          const text = JSON.stringify(trailers);
          wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
        }
      },
      { proxy: { engine }, instruct: () => ({ ...behind(), identity: new Set(['x-user']) }) },
    );
    const forbidden = [
      'X-HTTP-Method-Override',
      'X_HTTP_Method_Override',
      'X-HTTP-Method',
      'X-Method-Override',
      'Method-Override',
      'X-Original-Method',
      'X-Original-URI',
      'X-User',
      'X_User',
      'Portcullis-Decision',
    ];
    client.send(
      'POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n' +
        `${forbidden.map((name) => `${name}: x\r\n`).join('')}X-Digest: kept\r\n\r\n`,
    );
    expect(JSON.parse((await client.message()).body.toString())).toEqual([['X-Digest', 'kept']]);
  });

  it('lets what it sets replace what the client sent', async () => {
    const headers = await ask(['Host: shop.test', 'Accept-Encoding: zstd', 'accept_encoding: br'], {
      set: [
        ['Accept-Encoding', 'gzip'],
        ['Portcullis-Decision', 'signed'],
      ],
    });
    expect(header(headers, 'accept-encoding')).toBe('gzip');
    expect(header(headers, 'accept_encoding')).toBeUndefined();
    expect(header(headers, 'portcullis-decision')).toBe('signed');
  });

  it('drops the rest of the hop: Proxy, Proxy-Authorization, Keep-Alive, HTTP2-Settings', async () => {
    const headers = await ask([
      'Host: shop.test',
      'Proxy: http://evil.test',
      'Proxy-Authorization: Basic x',
      'Proxy-Connection: keep-alive',
      'Keep-Alive: timeout=9',
      'HTTP2-Settings: AAMAAABk',
    ]);
    for (const name of ['proxy', 'proxy-authorization', 'proxy-connection', 'keep-alive', 'http2-settings']) {
      expect(header(headers, name)).toBeUndefined();
    }
  });

  it('asks for trailers only when the client does', async () => {
    const asking = await ask(['Host: shop.test', 'TE: gzip, trailers', 'Connection: TE']);
    expect(header(asking, 'te')).toBe('trailers');
    expect(header(asking, 'connection')?.toLowerCase()).toContain('te');
    expect(header(await ask(['Host: shop.test', 'TE: gzip', 'Connection: TE']), 'te')).toBeUndefined();
  });

  it("names the upstream's host for HTTP/1.0 requests without one", async () => {
    const headers = await ask([], {}, { version: '1.0' });
    expect(header(headers, 'host')).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(header(headers, 'via')).toBe('1.0 portcullis');
  });

  it.each([
    ['chunked', 'Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'],
    ['counted', 'Content-Length: 5', 'hello'],
  ])('sends a body the caller has read (%s) with its length', async (_name, framing, body) => {
    const { client } = await startAnyScene(report, {
      proxy: { engine },
      instruct: () => ({ body: Buffer.from('judged') }),
    });
    client.send(`POST / HTTP/1.1\r\nHost: shop.test\r\n${framing}\r\n\r\n${body}`);
    const headers: Message['headers'] = JSON.parse((await client.message()).body.toString());
    expect(header(headers, 'content-length')).toBe('6');
    expect(header(headers, 'transfer-encoding')).toBeUndefined();
    expect(header(headers, 'body')).toBe('judged');
  });

  it.each(['POST', 'PUT', 'PATCH', 'PROPFIND'])('sends %s without a body as such', async (method) => {
    const headers = await ask(['Host: shop.test'], {}, { method });
    expect(header(headers, 'transfer-encoding')).toBeUndefined();
    expect(header(headers, 'content-length')).toBe('0');
  });

  it('keeps the method, known to HTTP libraries or not', async () => {
    const seen: string[] = [];
    const { client } = await startAnyScene(
      async (wire) => {
        for await (const { start } of wire.requests()) {
          seen.push(start);
          wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        }
      },
      { proxy: { engine } },
    );
    for (const line of ['DELETE /x', 'MKCOL /y', 'REPORT /z', 'OPTIONS *']) {
      client.send(`${line} HTTP/1.1\r\nHost: shop.test\r\n\r\n`);
      expect((await client.message()).start).toContain('200');
    }
    expect(seen).toEqual([
      'DELETE /x HTTP/1.1',
      'MKCOL /y HTTP/1.1',
      'REPORT /z HTTP/1.1',
      'OPTIONS * HTTP/1.1',
    ]);
  });

  it("sends the target of the instruction, not the request's", async () => {
    let line = '';
    const { client } = await startAnyScene(
      async (wire) => {
        line = (await wire.head()).start;
        wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      },
      { proxy: { engine }, instruct: () => ({ target: '/judged?x=1' }) },
    );
    client.send('GET http://shop.test/judged?x=1 HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await client.message();
    expect(line).toBe('GET /judged?x=1 HTTP/1.1');
  });

  it.each([
    ['a target that would be two requests', { target: '/a HTTP/1.1\r\nX: ' }, 'Host: a.test\r\n'],
    ['two Hosts', {}, 'Host: a.test\r\nHost: b.test\r\n'],
  ])('refuses %s before anything is sent', async (_name, instruct, hosts) => {
    const { client, gate, upstream } = await startAnyScene(report, {
      proxy: { engine },
      instruct: () => instruct,
    });
    client.send(`GET / HTTP/1.1\r\n${hosts}\r\n`);
    expect((await client.message()).start).toContain('502');
    expect(gate.errors.map(({ kind }) => kind)).toEqual(['protocol']);
    expect(upstream.connections).toBe(0);
  });
});
