import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { dial, header } from '../proxy/wire.ts';
import { type RunningSite, type SendOptions, startSite } from '../support/running-site.ts';

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({
    policy: {
      cors: { origins: ['https://app.example'] },
      routes: [
        { match: 'GET,POST /graphql', calls: { protocol: 'graphql' } },
        { match: 'POST /jsonrpc', calls: { protocol: 'json-rpc', read: ['catalogue.list'] } },
        { match: 'POST /xmlrpc', calls: { protocol: 'xml-rpc', read: ['system.listMethods'] } },
        { match: 'GET,POST /trpc/*', calls: { protocol: 'trpc', read: ['post.list'] } },
        { match: 'POST /shop.Catalogue/*', calls: { protocol: 'grpc-web', read: ['shop.Catalogue/List'] } },
        { match: 'POST /page', calls: { protocol: 'next-action', read: ['4f00'] } },
      ],
    },
    application: (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html', ETag: '"live"' });
      response.end('<!doctype html><p>live</p>');
    },
  });
});
afterAll(() => site.close());
beforeEach(() => void site.arrived.splice(0));

const json = 'application/json';

function digestOf(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

/** What a refused request is answered; nothing may have reached the application. */
async function refused(target: string, options: SendOptions) {
  const received = await site.send(target, options);
  expect(site.arrived).toEqual([]);
  return received;
}

function post(
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): SendOptions {
  return { method: 'POST', body, headers: { 'Content-Type': contentType, ...headers } };
}

describe('read-only', () => {
  beforeAll(() => site.on({ mode: 'read-only', notice: { message: { en: 'We move **house**.' } } }));

  it.each([
    ['{"query":"mutation { pay }"}', 1],
    ['[{"query":"{ a }"},{"query":"mutation { pay }"}]', 2],
  ])('GraphQL: %s', async (body, count) => {
    const accept = { Accept: 'application/graphql-response+json, application/json;q=0.9' };
    const answer = await refused('/graphql', post(json, body, accept));
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    const parsed: unknown = JSON.parse(answer.body.toString());
    const results = Array.isArray(parsed) ? parsed : [parsed];
    expect(results).toHaveLength(count);
    for (const result of results) {
      expect(result).toMatchObject({
        errors: [
          {
            message: expect.stringContaining('We move house.'),
            extensions: {
              code: 'PORTCULLIS_READ_ONLY',
              status: 503,
              reference: answer.headers['portcullis-reference'],
            },
          },
        ],
      });
    }
  });

  it('GraphQL: the document of a digest is asked for, and judged when it comes', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: digestOf('{ a }') } };
    const notFound = {
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    };
    const asked = await refused('/graphql', post(json, JSON.stringify({ extensions })));
    expect(asked.status).toBe(200);
    expect(asked.headers).toMatchObject({ 'cache-control': 'no-store', 'portcullis-mode': 'read-only' });
    expect(JSON.parse(asked.body.toString())).toEqual(notFound);
    const query = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    expect((await refused(`/graphql?${query}`, { headers: { Accept: json } })).status).toBe(200);
    const batch = await refused('/graphql', post(json, JSON.stringify([{ extensions }, { extensions }])));
    expect(JSON.parse(batch.body.toString())).toEqual([notFound, notFound]);
    const mixed = JSON.stringify([{ extensions }, { query: 'mutation { pay }' }]);
    expect((await refused('/graphql', post(json, mixed))).status).toBe(503);

    const mutation = {
      query: 'mutation { pay }',
      extensions: { persistedQuery: { version: 1, sha256Hash: digestOf('mutation { pay }') } },
    };
    expect((await refused('/graphql', post(json, JSON.stringify(mutation)))).status).toBe(503);
    const document = await site.send('/graphql', post(json, JSON.stringify({ query: '{ a }', extensions })));
    expect(document.body.toString()).toContain('live');
    expect(site.arrived).toHaveLength(1);
  });

  it('JSON-RPC: the id comes back, by each call of a batch', async () => {
    const error = { code: -32_000, data: { name: 'PORTCULLIS_READ_ONLY' } };
    const one = await refused('/jsonrpc', post(json, '{"jsonrpc":"2.0","method":"pay","id":"a-7"}'));
    expect(one.status).toBe(503);
    expect(JSON.parse(one.body.toString())).toMatchObject({ jsonrpc: '2.0', id: 'a-7', error });
    const batch = '[{"method":"catalogue.list","id":1},{"method":"pay"},{"method":"pay","id":2}]';
    const many = await refused('/jsonrpc', post(json, batch));
    expect(JSON.parse(many.body.toString())).toMatchObject([
      { id: 1, error },
      { id: 2, error },
    ]);
    const broken = await refused('/jsonrpc', post(json, '{"method":"pay","id":1,"id":2}'));
    expect(JSON.parse(broken.body.toString())).toMatchObject({ id: null, error });
  });

  it('XML-RPC: a fault', async () => {
    const call = '<methodCall><methodName>wp.newPost</methodName></methodCall>';
    const answer = await refused('/xmlrpc', post('text/xml', call));
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    const values = [...answer.body.toString().matchAll(/<name>(\w+)<\/name><value><(\w+)>([^<]*)</g)];
    expect(values.map(([, name, type]) => [name, type])).toEqual([
      ['faultCode', 'int'],
      ['faultString', 'string'],
    ]);
    expect(values[0]?.[3]).toBe('503');
  });

  it('tRPC: one envelope for each procedure', async () => {
    const answer = await refused('/trpc/post.list,post.add?batch=1', post(json, '{"0":{},"1":{}}'));
    expect(answer.status).toBe(503);
    const envelope = { error: { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } } };
    expect(JSON.parse(answer.body.toString())).toMatchObject([envelope, envelope]);
  });

  it('gRPC-web: the call is unavailable, HTTP is not', async () => {
    const answer = await refused(
      '/shop.Catalogue/Delete',
      post('application/grpc-web+proto', '\u0000\u0000\u0000\u0000\u0000', { Origin: 'https://app.example' }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe('');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/grpc-web+proto',
      'grpc-status': '14',
      'grpc-message': expect.stringContaining('We move house.'),
      'portcullis-mode': 'read-only',
      'cache-control': 'no-store',
      'retry-after': expect.stringMatching(/^\d+$/),
    });
    expect(answer.headers['access-control-expose-headers']).toContain('grpc-status, grpc-message');
  });

  it('a server action throws our words', async () => {
    const answer = await refused('/page', post('text/plain;charset=UTF-8', '[]', { 'Next-Action': '4f01' }));
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('text/plain');
    expect(answer.body.toString()).toContain('We move house.');
  });

  it.each([
    ['htmx', { 'HX-Request': 'true' }, 'text/html; charset=utf-8', '<div class="portcullis-status"'],
    [
      'Turbo',
      { Accept: 'text/vnd.turbo-stream.html, text/html' },
      'text/vnd.turbo-stream.html; charset=utf-8',
      '<turbo-stream action="prepend" targets="body">',
    ],
    ['a frame of Turbo', { 'Turbo-Frame': 'cart' }, 'text/html; charset=utf-8', '<turbo-frame id="cart">'],
  ])('%s gets a piece of a page', async (_, headers, contentType, start) => {
    const form = 'application/x-www-form-urlencoded';
    const answer = await refused('/cart', post(form, 'item=1', headers));
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe(contentType);
    expect(answer.body.toString().startsWith(start)).toBe(true);
    expect(answer.body.toString()).not.toContain('<html');
  });

  it('a refused WebSocket says why', async () => {
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(
      'GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const { start, headers, body } = await client.message();
    expect(start).toContain('503');
    expect(header(headers, 'content-type')).toBe('application/problem+json');
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'PORTCULLIS_READ_ONLY', status: 503 });
    expect(site.arrived).toEqual([]);
  });
});

describe('closed', () => {
  beforeAll(() => site.on({ mode: 'closed' }));

  it('calls are answered alike', async () => {
    const answer = await refused('/jsonrpc', post(json, '{"method":"catalogue.list","id":1}'));
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      id: 1,
      error: { data: { code: 'PORTCULLIS_CLOSED' } },
    });
  });

  it('a person who opens the address of an API gets the page', async () => {
    const headers = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
    const answer = await refused('/graphql', { headers });
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toContain('<!DOCTYPE html>');
  });

  it('HEAD has headers and no body', async () => {
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(
      'HEAD /trpc/post.list HTTP/1.1\r\nHost: localhost\r\n\r\nGET /x HTTP/1.1\r\nHost: localhost\r\n\r\n',
    );
    const first = await client.message({ toHead: true });
    expect(first.start).toContain('503');
    expect(header(first.headers, 'content-type')).toBe('application/json; charset=utf-8');
    // A body would stand where the next answer begins.
    expect((await client.message()).start).toContain('HTTP/1.1 503');
  });

  // caching.json
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['C002', '/app.js', {}],
    ['C002 with what a browser says', '/app.js', { 'Sec-Fetch-Dest': 'script', Accept: '*/*' }],
    ['C002 asking for a page', '/app.js', { 'Sec-Fetch-Dest': 'script', Accept: 'text/html' }],
    ['a service worker', '/sw.js', { 'Service-Worker': 'script', Accept: 'text/html' }],
    ['a worker', '/worker.js', { 'Sec-Fetch-Dest': 'worker', 'HX-Request': 'true' }],
    ['a style sheet', '/app.css', { 'Sec-Fetch-Dest': 'style', Accept: 'text/css,*/*;q=0.1' }],
  ])('%s: never markup', async (_, target, headers) => {
    const answer = await refused(target, { headers });
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body.toString()).not.toContain('<');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['C003', { 'If-None-Match': '"live"' }],
    ['C003 for any', { 'If-None-Match': '*' }],
    ['a date', { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 GMT' }],
    ['a range', { Range: 'bytes=0-9' }],
    ['a range of what it had', { Range: 'bytes=0-9', 'If-Range': '"live"' }],
    ['C022', { 'X-HTTP-Method-Override': 'POST' }],
  ])('%s: the whole answer, and nothing to compare it by', async (_, headers) => {
    for (const more of [{}, { Accept: 'text/html' }, { 'HX-Request': 'true' }, { RSC: '1' }]) {
      const answer = await refused('/', { headers: { ...headers, ...more } });
      expect(answer.status).toBe(503);
      expect(answer.headers['cache-control']).toBe('no-store');
      for (const name of ['etag', 'last-modified', 'expires', 'accept-ranges', 'content-range'])
        expect(answer.headers).not.toHaveProperty(name);
      expect(answer.body.length).toBe(Number(answer.headers['content-length']));
    }
  });

  it('C016: whatever chose the form is in Vary', async () => {
    const page = await refused('/', { headers: { Accept: 'text/html' } });
    const program = await refused('/', { headers: { Accept: json } });
    expect(page.body.toString()).not.toBe(program.body.toString());
    for (const { headers } of [page, program]) {
      expect(String(headers.vary).split(', ')).toEqual(
        expect.arrayContaining([
          'Accept',
          'Accept-Language',
          'Cookie',
          'Origin',
          'Sec-Fetch-Dest',
          'X-Requested-With',
          'HX-Request',
          'Turbo-Frame',
          'RSC',
          'Next-Action',
        ]),
      );
    }
  });

  it('C021: nothing of the address is on any of them', async () => {
    for (const headers of [
      { Accept: 'text/html' },
      { 'HX-Request': 'true' },
      { 'Turbo-Frame': '<script>' },
    ]) {
      const answer = await refused('/?utm=<script>alert(1)</script>', { headers });
      expect(answer.body.toString()).not.toContain('script>');
      expect(answer.body.toString()).not.toContain('utm');
    }
  });
});
