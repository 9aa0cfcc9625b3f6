import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Explanation } from '../../src/control/explain-request.ts';
import { dial } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({
    policy: {
      routes: [
        { match: 'GET,POST /graphql', calls: { protocol: 'graphql', persisted: { 'stored-read': 'read' } } },
        {
          match: 'POST /jsonrpc',
          calls: {
            protocol: 'json-rpc',
            read: ['catalogue.list', { '/method': 'call', '/params/method': ['search_read', 'read'] }],
          },
        },
        { match: 'POST /xmlrpc', calls: { protocol: 'xml-rpc', read: ['system.listMethods'] } },
        { match: 'GET,POST /trpc/*', calls: { protocol: 'trpc', read: ['post.list'] } },
        { match: 'POST /shop.Catalogue/*', calls: { protocol: 'grpc-web', read: ['shop.Catalogue/List'] } },
        {
          match: 'GET,POST /wp-admin/admin-ajax.php',
          calls: { protocol: 'form', field: 'action', read: ['heartbeat'] },
        },
        { match: 'POST /page', calls: { protocol: 'next-action', read: ['4f00'] } },
        { match: 'POST /search', access: 'read' },
        { match: 'POST /hook', exception: true, why: 'a hook' },
        { match: '/any', exception: true, why: 'whatever it is' },
      ],
      signIn: { routes: ['POST /login'] },
    },
  });
  await site.on({ mode: 'read-only' });
});
afterAll(() => site.close());
beforeEach(() => void site.arrived.splice(0));

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

type Sent = readonly [line: string, contentType: string | null, body: string];

/** Whether it reached the application, and byte for byte. */
async function reaches([line, contentType, body]: Sent, headers: Readonly<Record<string, string>> = {}) {
  const [method = '', target = ''] = line.split(' ');
  const { status, headers: answered } = await site.send(target, {
    method,
    ...(method !== 'GET' && { body }),
    headers: { ...(contentType !== null && { 'Content-Type': contentType }), ...headers },
  });
  const [arrived] = site.arrived.splice(0);
  // gRPC-web says 503 in its own words: docs/adr/0008.
  if (arrived === undefined) return answered['grpc-status'] === '14' ? 503 : status;
  expect(arrived).toMatchObject({
    method,
    target,
    body: Buffer.from(method === 'GET' ? '' : body).toString('latin1'),
  });
  return status;
}

describe('read-only', () => {
  const reads: readonly Sent[] = [
    ['POST /graphql', json, '{"query":"{ products { name } }"}'],
    ['POST /graphql', json, '[{"query":"{ a }"},{"query":"query Q { b }"}]'],
    ['POST /graphql', json, '{"id":"stored-read"}'],
    ['GET /graphql?query=%7Ba%7D', null, ''],
    ['POST /jsonrpc', json, '{"jsonrpc":"2.0","method":"catalogue.list","id":1}'],
    ['POST /jsonrpc', json, '{"jsonrpc":"2.0","method":"call","params":{"method":"search_read"},"id":1}'],
    [
      'POST /xmlrpc',
      'text/xml',
      '<?xml version="1.0"?><methodCall><methodName>system.listMethods</methodName></methodCall>',
    ],
    ['POST /trpc/post.list', json, '{"json":null}'],
    ['GET /trpc/post.list?input=1', null, ''],
    ['POST /shop.Catalogue/List', 'application/grpc-web+proto', '\u0000\u0000\u0000\u0000\u0000'],
    ['POST /wp-admin/admin-ajax.php', form, 'action=heartbeat&x=ü'],
    ['POST /search', form, 'q=mug'],
    ['POST /search', json, '{"q":"mug"}'],
  ];
  it.each(reads)('%s %s %s reaches the application as it is', async (...sent) => {
    expect(await reaches(sent)).toBe(200);
  });

  const writes: readonly Sent[] = [
    ['POST /graphql', json, '{"query":"mutation { pay }"}'],
    ['POST /graphql', json, '[{"query":"{ a }"},{"query":"mutation { pay }"}]'],
    ['POST /graphql', json, '{"query":"{ a }","query":"mutation { pay }"}'],
    ['POST /graphql', 'text/plain', '{"query":"{ a }"}'],
    ['GET /graphql?query=mutation%7Bpay%7D', null, ''],
    ['GET /GRAPHQL?query=mutation%7Bpay%7D', null, ''],
    ['POST /graphql/', json, '{"query":"{ a }"}'],
    ['POST /graphql2', json, '{"query":"{ a }"}'],
    ['POST /jsonrpc', json, '{"jsonrpc":"2.0","method":"call","params":{"method":"unlink"},"id":1}'],
    ['POST /jsonrpc', json, '[{"method":"catalogue.list"},{"method":"order.pay"}]'],
    ['POST /xmlrpc', 'text/xml', '<methodCall><methodName>wp.newPost</methodName></methodCall>'],
    ['POST /trpc/post.list,post.add?batch=1', json, '{"0":{},"1":{}}'],
    ['GET /trpc/post.add', null, ''],
    ['POST /shop.Catalogue/Delete', 'application/grpc-web+proto', '\u0000\u0000\u0000\u0000\u0000'],
    ['POST /wp-admin/admin-ajax.php', form, 'action=save'],
    ['POST /wp-admin/admin-ajax.php?action=save', form, 'action=heartbeat'],
    ['GET /wp-admin/admin-ajax.php?action=save', null, ''],
    ['POST /page', 'text/plain;charset=UTF-8', '[]'],
    ['POST /search', form, 'q=mug&_method=DELETE'],
    ['POST /search', form, 'q=mug&%5Fmethod=PUT'],
    ['POST /search', json, '{"_method":"DELETE"}'],
    ['POST /login', form, 'user=a&_method=DELETE'],
    ['POST /login', json, '{"_method":"DELETE"}'],
    ['POST /hook', form, 'rest_route=/wp/v2/posts&title=x'],
    ['POST /hook', form, 'rest%5Froute[]=%2Fwp'],
    [
      'POST /hook',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="_method"\r\n\r\nPATCH\r\n--b--\r\n',
    ],
  ];
  it.each(writes)('%s %s %s reaches nobody', async (...sent) => {
    expect(await reaches(sent)).toBe(503);
  });

  it.each([
    ...reads.map((sent) => [...sent, ['allow', 'read']] as const),
    ...writes.map((sent) => [...sent, ['refuse', 'write']] as const),
  ])('%s %s %s is explained as it is decided', async (line, contentType, body, expected) => {
    const [method = '', url = ''] = line.split(' ');
    const input = {
      method,
      url,
      headers: contentType === null ? [] : ['Content-Type', contentType],
      body: method === 'GET' ? null : body,
    };
    for (const as of [null, { role: 'visitor', subject: 'eve' }]) {
      const told = await site.control.post<Explanation>('/explain', { ...input, as });
      expect([told.decision.kind, told.access]).toEqual(expected);
    }
  });

  it('explains which calls it found', async () => {
    const explained = (body: string) =>
      site.control.post<Explanation>('/explain', {
        method: 'POST',
        url: '/graphql',
        headers: ['Content-Type', json],
        body,
      });
    expect(await explained('{"query":"{ products { name } }"}')).toMatchObject({
      calls: { access: 'read', names: ['products'] },
    });
    expect(await explained('{"query":"mutation { pay }"}')).toMatchObject({
      calls: { access: 'write', names: ['pay'], why: expect.any(String) },
    });
  });

  it('a server action is known by its header', async () => {
    expect(await reaches(['POST /page', 'text/plain;charset=UTF-8', '[]'], { 'Next-Action': '4f00' })).toBe(
      200,
    );
    expect(await reaches(['POST /page', 'text/plain;charset=UTF-8', '[]'], { 'Next-Action': '4f01' })).toBe(
      503,
    );
  });

  it('signing in, and an exception for every method, need no readable body', async () => {
    expect(await reaches(['POST /login', form, 'us%zer=a&password=b'])).toBe(503);
    expect(await reaches(['POST /login', form, 'user=a&password=100%zz'])).toBe(200);
    expect(await reaches(['POST /login', form, 'user=a&password=b'])).toBe(200);
    expect(await reaches(['POST /any', form, '_method=DELETE'])).toBe(200);
    expect(await reaches(['POST /hook', 'application/octet-stream', 'x'.repeat(3_000_000)])).toBe(200);
  });

  it('a body larger than is read is a write, and the client is told at once', async () => {
    expect(await reaches(['POST /graphql', json, `{"query":"{ a }","x":"${'x'.repeat(1_100_000)}"}`])).toBe(
      503,
    );
  });

  it('a query that runs does not keep the site from being enforced', async () => {
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${json}\r\nContent-Length: 17\r\n\r\n{"query":"{ a }"}`,
    );
    expect((await client.message()).start).toContain('200');
    expect(await site.control.get('/status')).toMatchObject({ enforcement: { enforced: true } });
  });
});

it('while the site is open nothing is read', async () => {
  await site.off();
  const sent: Sent = ['POST /graphql', 'text/plain', 'mutation { pay } \u0001'];
  expect(await reaches(sent)).toBe(200);
  await site.on({ mode: 'read-only' });
});
