import { afterEach, describe, expect, it } from 'vitest';
import {
  admin,
  closeProbes,
  contextFor,
  createHeld,
  recognisedAdmin,
  requestWith,
  startProbe,
  time,
  whoIs,
} from './start-probe.ts';
import { type Answer, sendJson, startUpstream } from './start-upstream.ts';

afterEach(closeProbes);

describe('the question', () => {
  it("carries what the caller sent, and nothing that is the gate's own", async () => {
    const { upstream, ask } = await startProbe(whoIs);
    const answer = await ask(
      'Cookie',
      'theme=dark; sid=admin',
      'User-Agent',
      'Firefox',
      'X-Forwarded-For',
      '127.0.0.1',
      'Authorization',
      'Bearer x',
      'Cookie',
      '__Host-portcullis-pass=v1.secret.mac; __Host-portcullis-console-shop=secret; lang=de',
    );
    expect(answer).toEqual(recognisedAdmin);
    expect(upstream.asked).toMatchObject([{ method: 'GET', url: '/api/me?fields=role', body: '' }]);
    expect(upstream.asked[0]?.headers).toMatchObject({
      cookie: 'theme=dark; sid=admin; lang=de',
      'user-agent': 'Firefox',
      'x-forwarded-for': '203.0.113.7',
      accept: 'application/json',
      'accept-encoding': 'identity',
    });
    expect(upstream.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('is as the policy wants it', async () => {
    const request = {
      method: 'POST',
      path: '/rpc',
      headers: { 'content-type': 'application/json', 'x-key': 'k' },
      body: '{"who":1}',
    } as const;
    const { upstream, ask } = await startProbe(whoIs, { request });
    await ask('Cookie', 'sid=admin');
    expect(upstream.asked).toMatchObject([
      {
        method: 'POST',
        url: '/rpc',
        body: '{"who":1}',
        headers: { 'content-type': 'application/json', 'x-key': 'k' },
      },
    ]);
  });

  it.each([
    ['no cookie', []],
    ['another cookie', ['Cookie', 'theme=dark']],
    ['the name in other case', ['Cookie', 'SID=admin']],
    ['an empty value', ['Cookie', 'sid=']],
  ])('is not asked for %s, which is nobody at once', async (_, headers) => {
    const { upstream, ask } = await startProbe(whoIs);
    expect(ask(...headers)).toBeNull();
    expect(upstream.asked).toHaveLength(0);
  });

  it.each([
    ['two of them', ['Cookie', 'sid=admin; sid=x']],
    ['an empty one beside it', ['Cookie', 'sid=admin; sid=']],
    ['two of them in two lines', ['Cookie', 'sid=admin', 'Cookie', 'sid=x']],
    ['5 KB', ['Cookie', `sid=admin${'x'.repeat(5_000)}`]],
    ['a control character', ['Cookie', 'sid=admin\u0007']],
  ])('is not asked for %s, whose owner nobody can tell', async (_, headers) => {
    const { upstream, ask } = await startProbe(whoIs);
    expect(ask(...headers)).toBe('unsure');
    expect(upstream.asked).toHaveLength(0);
  });
});

it('is asked once for the same session sent twice', async () => {
  const { upstream, ask } = await startProbe(whoIs);
  expect(await ask('Cookie', 'sid=admin; sid=admin')).toEqual(recognisedAdmin);
  expect(upstream.asked).toHaveLength(1);
});

describe('the answer', () => {
  const with200 =
    (body: string | Uint8Array, type = 'application/json'): Answer =>
    (_, response) => {
      response.writeHead(200, { 'content-type': type }).end(body);
    };
  const withStatus =
    (status: number): Answer =>
    (_, response) => {
      response
        .writeHead(status, { location: '/login', 'content-type': 'application/json' })
        .end(JSON.stringify(admin));
    };

  it.each<[string, Answer, unknown]>([
    [
      'of several roles',
      (_, response) => sendJson(response, { user: { name: 'sam', roles: ['x', 'helpdesk'] } }),
      { role: 'support', subject: 'sam' },
    ],
    [
      'without a role of the map',
      (_, response) => sendJson(response, { user: { name: 'sam', roles: ['ROOT'] } }),
      { role: 'visitor', subject: 'sam' },
    ],
    [
      'without roles at all',
      (_, response) => sendJson(response, { user: { name: 'sam' } }),
      { role: 'visitor', subject: 'sam' },
    ],
    ['of another JSON type', with200(JSON.stringify(admin), 'application/vnd.api+json'), recognisedAdmin],
  ])('%s names somebody', async (_, answer, expected) => {
    const { upstream, ask } = await startProbe(answer);
    expect(await ask('Cookie', 'sid=x')).toEqual(expected);
    time.nowMs = 29_999;
    expect(ask('Cookie', 'sid=x')).toEqual(expected);
    expect(upstream.asked).toHaveLength(1);
    time.nowMs = 30_000;
    await ask('Cookie', 'sid=x');
    expect(upstream.asked).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['401', withStatus(401)],
    ['403', withStatus(403)],
    ['404', withStatus(404)],
    ['301', withStatus(301)],
    ['302', withStatus(302)],
    ['307', withStatus(307)],
    ['204', (_, response) => response.writeHead(204).end()],
    ['201', withStatus(201)],
    ['a sign-in page', with200('<!doctype html><title>maria</title>', 'text/html')],
    ['JSON that says it is a page', with200(JSON.stringify(admin), 'text/html')],
    ['JSON without a type', (_, response) => response.writeHead(200).end(JSON.stringify(admin))],
    ['broken JSON', with200(`${JSON.stringify(admin)}}`)],
    ['nothing', with200('')],
    [
      'bytes that are no UTF-8',
      with200(Buffer.concat([Buffer.from('{"user":{"name":"'), Buffer.from([0xff]), Buffer.from('"}}')])),
    ],
    ['deep nesting', with200('['.repeat(60_000))],
    ['more than 64 KB', with200(JSON.stringify({ ...admin, blob: 'x'.repeat(65_536) }))],
    ['null', with200('null')],
    ['a list', with200(JSON.stringify([admin]))],
    ['no subject', with200('{"user":{"roles":["root"]}}')],
    ['a number as subject', with200('{"user":{"name":7,"roles":["root"]}}')],
    ['a list as subject', with200('{"user":{"name":["maria"],"roles":["root"]}}')],
    ['an empty subject', with200('{"user":{"name":"","roles":["root"]}}')],
    ['a subject with a line break', with200('{"user":{"name":"a\\nb","roles":["root"]}}')],
    [
      'a subject of 257 characters',
      with200(JSON.stringify({ user: { name: 'x'.repeat(257), roles: ['root'] } })),
    ],
    ['a subject in the prototype', with200('{"__proto__":{"user":{"name":"maria","roles":["root"]}}}')],
  ])('%s is nobody, for 5 s', async (_, answer) => {
    const { upstream, ask } = await startProbe(answer);
    expect(await ask('Cookie', 'sid=x')).toBeNull();
    time.nowMs = 4_999;
    expect(ask('Cookie', 'sid=x')).toBeNull();
    expect(upstream.asked).toHaveLength(1);
    time.nowMs = 5_000;
    await ask('Cookie', 'sid=x');
    expect(upstream.asked).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['500', withStatus(500)],
    ['503', withStatus(503)],
    ['429', withStatus(429)],
    ['a reset connection', (_, response) => response.destroy()],
    [
      'a cut body',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"user":', () => response.destroy());
      },
    ],
  ])('%s leaves it unsure, and is not remembered', async (_, answer) => {
    const { upstream, ask } = await startProbe(answer);
    expect(await ask('Cookie', 'sid=x')).toBe('unsure');
    expect(await ask('Cookie', 'sid=x')).toBe('unsure');
    expect(upstream.asked).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['that never comes', () => {}],
    [
      'whose body never ends',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"user":{"name":"maria","roles":["root"]}}');
      },
    ],
  ])('%s leaves it unsure after the time-out, and is not remembered', async (_, answer) => {
    const { ask } = await startProbe(answer, { timeoutMs: 50 });
    expect(await ask('Cookie', 'sid=x')).toBe('unsure');
    // What is remembered answers at once; this asks again.
    const again = ask('Cookie', 'sid=x');
    expect(again).toBeInstanceOf(Promise);
    expect(await again).toBe('unsure');
  });

  it('comes from an upstream that is not there: unsure', async () => {
    const { upstream, ask } = await startProbe(whoIs);
    await upstream.close();

    expect(await ask('Cookie', 'sid=admin')).toBe('unsure');
  });

  it('is read to 64 KB and no further', async () => {
    let written = 0;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const { ask } = await startProbe(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.on('close', resolve);
        const chunk = Buffer.alloc(16_384, 0x20);
        const pour = () => {
          while (!response.destroyed && response.write(chunk)) written += chunk.length;
          written += chunk.length;
          if (!response.destroyed) response.once('drain', pour);
        };
        pour();
      },
      { timeoutMs: 10_000 },
    );
    expect(await ask('Cookie', 'sid=x')).toBeNull();
    await closed;
    // What the kernel's socket buffers take; without the limit it would pour for 10 s.
    expect(written).toBeLessThan(16 * 1_024 * 1_024);
  });

  it('may redirect anywhere: the session is never sent there', async () => {
    const elsewhere = await startUpstream((_, response) => sendJson(response, admin));
    const { upstream, ask } = await startProbe((_, response) =>
      response.writeHead(302, { location: `${elsewhere.origin}/api/me` }).end(),
    );
    expect(await ask('Cookie', 'sid=admin')).toBeNull();
    expect([upstream.asked.length, elsewhere.asked.length]).toEqual([1, 0]);
    await elsewhere.close();
  });

  it('is never kept longer than 60 s', async () => {
    const { upstream, ask } = await startProbe(whoIs, { cacheSeconds: 3_600 });
    await ask('Cookie', 'sid=admin');
    time.nowMs = 59_999;
    expect(ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
    time.nowMs = 60_000;
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
    expect(upstream.asked).toHaveLength(2);
  });

  it('counts from the question: a role taken away while the answer travels does not live longer', async () => {
    const { answer, arrived, release } = createHeld();
    const { upstream, ask } = await startProbe(answer);
    const first = ask('Cookie', 'sid=admin');
    await arrived(1);
    time.nowMs = 20_000;
    release();
    await first;
    time.nowMs = 30_000;
    void ask('Cookie', 'sid=admin');
    await arrived(1);
    release();
    expect(upstream.asked).toHaveLength(2);
  });
});

describe('groups', () => {
  it.each([
    ['a list', { groups: ['ops', 'staff'] }, { groups: ['ops', 'staff'] }],
    ['a text', { groups: 'ops' }, { groups: ['ops'] }],
    ['an empty list', { groups: [] }, { groups: [] }],
    ['nothing', {}, {}],
    ['something else', { groups: ['ops', 7] }, {}],
    ['more than 1,000', { groups: Array.from({ length: 1_001 }, (_, index) => `${index}`) }, {}],
  ])('are known from %s', async (_, said, known) => {
    const { ask } = await startProbe((_asked, response) => sendJson(response, { ...admin, ...said }), {
      groups: { pointer: '/groups' },
    });
    expect(await ask('Cookie', 'sid=x')).toEqual({ ...recognisedAdmin, ...known });
  });

  // The documented answer of https://www.mediawiki.org/wiki/API:Userinfo; names and groups as on any wiki.
  it('of MediaWiki are found by its userinfo', async () => {
    const signedIn = { id: 12_345, name: 'Maria', groups: ['sysop', '*', 'user', 'autoconfirmed'] };
    const { upstream, ask } = await startProbe(
      ({ headers }, response) => {
        const userinfo = headers.cookie?.includes('wiki_session=maria')
          ? signedIn
          : { id: 0, name: '203.0.113.7', anon: '', groups: ['*'] };
        sendJson(response, { batchcomplete: '', query: { userinfo } });
      },
      {
        request: { path: '/api.php?action=query&meta=userinfo&uiprop=groups&format=json' },
        cookies: ['wiki_session'],
        subject: '/query/userinfo/name',
        role: { pointer: '/query/userinfo/groups', map: { sysop: 'admin' } },
        groups: { pointer: '/query/userinfo/groups' },
      },
    );
    expect(await ask('Cookie', 'wiki_session=maria')).toEqual({
      role: 'admin',
      subject: 'Maria',
      groups: ['sysop', '*', 'user', 'autoconfirmed'],
    });
    expect(upstream.asked[0]?.url).toBe('/api.php?action=query&meta=userinfo&uiprop=groups&format=json');
    // MediaWiki names everybody: anonymous visitors by their address, without any role here.
    expect(await ask('Cookie', 'wiki_session=other')).toMatchObject({ role: 'visitor', groups: ['*'] });
  });
});

describe('cookies that the upstream sets', () => {
  it('go to the caller who caused the question, and to nobody else', async () => {
    const { answer, arrived, release } = createHeld();
    const passedOn: string[][] = [[], [], []];
    const { source } = await startProbe((asked, response) => {
      response.setHeader('set-cookie', [
        'sid=admin; Path=/; HttpOnly',
        'seen=1',
        '__Host-portcullis-pass=forged; Secure',
        '__Host-portcullis-console-shop=forged; Secure',
        `long=${'x'.repeat(5_000)}`,
      ]);
      answer(asked, response);
    });
    const request = requestWith('Cookie', 'sid=admin');
    const first = source.recognise(request, contextFor(passedOn[0]));
    await arrived(1);
    const joined = source.recognise(request, contextFor(passedOn[1]));
    release();
    expect(await Promise.all([first, joined])).toEqual([recognisedAdmin, recognisedAdmin]);
    expect(source.recognise(request, contextFor(passedOn[2]))).toEqual(recognisedAdmin);
    expect(passedOn).toEqual([['sid=admin; Path=/; HttpOnly', 'seen=1'], [], []]);
  });

  it('go to the caller also when the session is over', async () => {
    const passedOn: string[] = [];
    const { source } = await startProbe((_, response) =>
      response.writeHead(401, { 'set-cookie': 'sid=; Max-Age=0' }).end(),
    );
    expect(await source.recognise(requestWith('Cookie', 'sid=old'), contextFor(passedOn))).toBeNull();
    expect(passedOn).toEqual(['sid=; Max-Age=0']);
  });
});
