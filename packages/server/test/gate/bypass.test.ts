import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { dial } from '../proxy/wire.ts';
import { type Application, type RunningSite, type SendOptions, startSite } from '../support/running-site.ts';

/** Sessions as the application knows them; `/api/me` tells whose a cookie is. */
const sessions: Readonly<Record<string, { subject: string; role: unknown }>> = {
  ada: { subject: 'ada@example.com', role: 'admin' },
  sam: { subject: 'sam@example.com', role: 'support' },
  mia: { subject: 'mia@example.com', role: 'customer' },
  odd: { subject: 'odd@example.com', role: 'ADMIN' },
  object: { subject: 'object@example.com', role: { admin: true } },
  many: { subject: 'many@example.com', role: ['customer', 'admin'] },
  proto: { subject: 'proto@example.com', role: '__proto__' },
  named: { subject: 'named@example.com', role: 'customer' },
};

const application: Application = ({ target, headers }, response) => {
  if (target !== '/api/me') {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><html><body><h1>Orders</h1></body></html>');
    return;
  }
  const session = sessions[/session=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? ''];
  response.writeHead(session ? 200 : 401, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(session ?? { error: 'nobody' }));
};

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({
    application,
    policy: {
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { admin: 'admin', support: 'support' } },
        },
      ],
      trusted: { adminHosts: ['admin.example.com'] },
      bypass: { allowed: { subjects: ['named@example.com'], write: false } },
      routes: [
        { match: '/admin/**', protected: true },
        { match: 'POST /refund', sensitive: true },
        { match: 'DELETE /users/:id', sensitive: true },
        { match: 'POST /graphql', calls: { protocol: 'graphql' } },
      ],
    },
  });
  await site.on({ mode: 'read-only' });
});
afterAll(() => site.close());
beforeEach(() => void site.arrived.splice(0));

const reached = () =>
  site.arrived
    .filter(({ target }) => target !== '/api/me')
    .map(({ method, target }) => `${method} ${target}`);
const as = (session: string, more: SendOptions = {}): SendOptions => ({
  ...more,
  headers: { Cookie: `session=${session}`, ...more.headers },
});
const adminHost = 'admin.example.com';

describe('writing needs identity and path, two different credentials', () => {
  const table: readonly (readonly [string, SendOptions, boolean])[] = [
    ['nobody', {}, false],
    ['an admin without a trusted path', as('ada'), false],
    ['the admin host alone', { host: adminHost }, false],
    ['an admin on the admin host', as('ada', { host: adminHost }), true],
    ['an admin on the admin host with a port', as('ada', { host: `${adminHost}:8443` }), true],
    ['an admin on a look-alike host', as('ada', { host: `${adminHost}.evil.example` }), false],
    ['support on the admin host', as('sam', { host: adminHost }), false],
    ['a customer on the admin host', as('mia', { host: adminHost }), false],
    ['a role in another case', as('odd', { host: adminHost }), false],
    ['a role that is an object', as('object', { host: adminHost }), false],
    ['a role named __proto__', as('proto', { host: adminHost }), false],
    ['one of several roles', as('many', { host: adminHost }), true],
    ['a session nobody knows', as('nobody', { host: adminHost }), false],
    ['two session cookies', { host: adminHost, headers: { Cookie: 'session=mia; session=ada' } }, false],
    ['somebody named who may read only', as('named', { host: adminHost }), false],
    [
      'an admin who only claims the host in a header',
      as('ada', { headers: { 'X-Forwarded-Host': adminHost } }),
      false,
    ],
  ];
  for (const [who, options, passes] of table) {
    it(`${passes ? 'lets' : 'refuses'} ${who}`, async () => {
      const reply = await site.send('/orders', { ...options, method: 'POST', body: 'a=1' });
      expect([reply.status, reached()]).toEqual(passes ? [200, ['POST /orders']] : [503, []]);
    });
  }
});

describe('reading needs the role', () => {
  it('on protected routes while the site is read-only', async () => {
    expect((await site.send('/admin/orders', as('sam'))).status).toBe(200);
    expect((await site.send('/admin/orders', as('named'))).status).toBe(200);
    expect((await site.send('/admin/orders', as('mia'))).status).toBe(503);
    expect((await site.send('/admin/orders')).status).toBe(503);
  });

  it('everywhere while the site is closed', async () => {
    await site.on({ mode: 'closed' });
    expect((await site.send('/orders', as('sam'))).status).toBe(200);
    expect((await site.send('/orders', as('mia'))).status).toBe(503);
    await site.on({ mode: 'read-only' });
  });
});

describe('the notice', () => {
  const page = { headers: { Accept: 'text/html', 'Sec-Fetch-Dest': 'document' } };
  it('is quiet for visitors and loud for insiders', async () => {
    const visitor = await site.send('/', page);
    expect(visitor.body).toContain('portcullis-banner-visitor');
    expect(visitor.body).toContain('<h1>Orders</h1>');
    const insider = await site.send(
      '/',
      as('ada', { host: adminHost, headers: { ...page.headers, Cookie: 'session=ada' } }),
    );
    expect(insider.body).toContain('portcullis-banner-insider');
    expect(insider.headers['cache-control']).toBe('private, no-cache');
  });

  it('leaves fetches and fragments alone', async () => {
    const reply = await site.send('/', { headers: { Accept: 'text/html', 'Sec-Fetch-Dest': 'empty' } });
    expect(reply.body).not.toContain('portcullis-banner');
  });
});

it('an insider’s body that is too large to be read for the decision arrives whole', async () => {
  const body = `{"query":"mutation { pay }","x":"${'x'.repeat(2_000_000)}"}`;
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  client.send(
    `POST /graphql HTTP/1.1\r\nHost: ${adminHost}\r\nCookie: session=ada\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  for (let at = 0; at < body.length; at += 50_000) {
    const chunk = body.slice(at, at + 50_000);
    client.send(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  }
  client.send('0\r\n\r\n');
  expect((await client.message()).start).toContain('200');
  expect(site.arrived.at(-1)?.body === body).toBe(true);
});

describe('a sensitive write', () => {
  const refund = (more: SendOptions = {}) =>
    as('ada', {
      host: adminHost,
      method: 'POST',
      body: 'amount=5&why=too+late',
      ...more,
      headers: {
        Cookie: 'session=ada',
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
        ...more.headers,
      },
    });
  const tokenFor = async (options: SendOptions = refund()) => {
    const reply = await site.send('/refund', options);
    expect(reply.status).toBe(428);
    return String(JSON.parse(reply.body).confirmation.token);
  };

  it('is asked to be confirmed, then passes once, byte for byte', async () => {
    const token = await tokenFor();
    expect(reached()).toEqual([]);
    const confirmed = refund({ headers: { 'Portcullis-Confirm': token } });
    expect((await site.send('/refund', confirmed)).status).toBe(200);
    expect(site.arrived.at(-1)).toMatchObject({ target: '/refund', body: 'amount=5&why=too+late' });
    expect(site.arrived.at(-1)?.headers['portcullis-confirm']).toBeUndefined();
    expect((await site.send('/refund', confirmed)).status).toBe(428);
    expect(reached()).toEqual(['POST /refund']);
  });

  it.each([
    ['without a body and its length', {}],
    ['without a body', { 'Content-Length': '0' }],
    ['that waits for 100 Continue', { 'Content-Length': '3', Expect: '100-continue' }],
  ])('%s is asked to be confirmed like any other', async (_, headers) => {
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    const send = (more: Readonly<Record<string, string>>) => {
      const all = {
        Host: adminHost,
        Cookie: 'session=ada',
        Accept: 'application/json',
        ...headers,
        ...more,
      };
      client.send(
        `DELETE /users/5 HTTP/1.1\r\n${Object.entries(all)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
      );
    };
    const answer = async () => {
      if ('Expect' in headers) {
        expect((await client.head()).start).toContain('100 Continue');
        client.send('a=1');
      }
      return client.message();
    };
    send({});
    const asked = await answer();
    expect(asked.start).toContain('428');
    const token = String(JSON.parse(asked.body.toString()).confirmation.token);
    send({ 'Portcullis-Confirm': token });
    expect((await answer()).start).toContain('200');
    expect(reached()).toEqual(['DELETE /users/5']);
  });

  it('arrives whole when the site opens while its body comes', async () => {
    const token = await tokenFor();
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(
      `POST /refund HTTP/1.1\r\nHost: ${adminHost}\r\nCookie: session=ada\r\nContent-Type: application/x-www-form-urlencoded\r\nPortcullis-Confirm: ${token}\r\nContent-Length: 21\r\n\r\namount=5&`,
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    await site.off();
    client.send('why=too+late');
    expect((await client.head()).start).toContain('200');
    expect(site.arrived.at(-1)).toMatchObject({ target: '/refund', body: 'amount=5&why=too+late' });
    await site.on({ mode: 'read-only' });
  });

  it('passes once when it is confirmed twice at the same time', async () => {
    const token = await tokenFor();
    const confirmed = refund({ headers: { 'Portcullis-Confirm': token } });
    const replies = await Promise.all(Array.from({ length: 8 }, () => site.send('/refund', confirmed)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(reached()).toEqual(['POST /refund']);
  });

  it('is not confirmed by a token for another body, target or person', async () => {
    const token = await tokenFor();
    const headers = { 'Portcullis-Confirm': token };
    expect((await site.send('/refund', refund({ headers, body: 'amount=500&why=too+late' }))).status).toBe(
      428,
    );
    expect((await site.send('/refund?x=1', refund({ headers }))).status).toBe(428);
    expect(
      (await site.send('/refund', refund({ headers: { ...headers, Cookie: 'session=many' } }))).status,
    ).toBe(428);
    expect(reached()).toEqual([]);
  });

  it('is confirmed by the page in a browser, whose form repeats it', async () => {
    const page = await site.send(
      '/refund',
      refund({
        headers: { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' },
      }),
    );
    expect(page.status).toBe(428);
    const action = /<form[^>]+action="([^"]+)"/.exec(page.body)?.[1] ?? '';
    expect(action).toMatch(/^\/refund\?portcullis-confirm=/);
    expect(page.body).toContain('value="too late"');
    expect((await site.send(action, refund())).status).toBe(200);
    expect(reached()).toEqual(['POST /refund']);
  });

  it('whose body is too large to be read is refused', async () => {
    const reply = await site
      .send('/refund', refund({ body: Buffer.alloc(1_100_000, 'x') }))
      .catch(() => null);
    expect(reply === null || reply.status === 413).toBe(true);
    expect(reached()).toEqual([]);
  });

  it('leaves nothing to confirm for those who may not write', async () => {
    expect((await site.send('/refund', refund({ host: 'localhost' }))).status).toBe(503);
    expect((await site.send('/refund', refund({ headers: { Cookie: 'session=sam' } }))).status).toBe(503);
  });
});
