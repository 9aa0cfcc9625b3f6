import { createServer } from 'node:http';
import express from 'express';
import express4 from 'express4';
import { HTTPException } from 'hono/http-exception';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { maintenance, maskErrors } from '../../src/adapters/express.ts';
import type { TechnicalError } from '../../src/ports/incident-sink.ts';
import { type Failures, failingExpress, failingFastify, failingHono } from './hosts/failing-hosts.ts';
import { listen } from './hosts/listen.ts';
import { admin, type ProductionSite, startProductionSite } from './production-site.ts';
import { type Received, send } from './wire.ts';

class OutOfStock extends Error {}
class SoldOut extends OutOfStock {}

const withMany = (message: string, fields: object) => Object.assign(new Error(message), fields);
const secret = 'password of the database';

const failures: Failures = {
  plain: () =>
    withMany(secret, { cause: new TypeError('the cause', { cause: 'the end of it' }), address: '10.0.0.7' }),
  text: () => secret,
  object: () => ({ secret, status: 418 }),
  exposed: () => withMany('Somebody was faster.', { status: 409, expose: true }),
  hidden: () =>
    withMany(secret, {
      statusCode: 403,
      expose: false,
      headers: { 'WWW-Authenticate': 'Basic', 'X-Secret': secret },
    }),
  upstream: () => withMany(secret, { status: 404, name: 'AxiosError' }),
  business: () => new SoldOut('The boots are sold out.'),
  code: () =>
    withMany('Only three a day.', {
      code: 'E_LIMIT',
      status: 429,
      headers: { 'Retry-After': '60', 'Content-Length': '1' },
    }),
  hostile: () =>
    new Proxy(new Error('x'), {
      get: (_, key) => {
        if (key === 'constructor' || key === 'then' || key === 'headers') return undefined;
        throw new Error(secret);
      },
    }),
  oddStatus: () => withMany(secret, { status: 200, statusCode: '404' }),
};

const json = ['Accept', 'application/json'];
const html = ['Accept', 'text/html'];
/** Fastify says the character set of all JSON. */
const problem = /^application\/problem\+json/;
const incidentId = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;

let site: ProductionSite;
const logged: [fields: Readonly<Record<string, unknown>>, message: string][] = [];

beforeEach(async () => {
  logged.length = 0;
  const error = (...line: (typeof logged)[number]) => void logged.push(line);
  site = await startProductionSite({ logger: { info: () => {}, warn: () => {}, error } });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await site.close();
});

const hosts = [
  failingExpress('Express 4', express4),
  failingExpress('Express 5', express),
  failingFastify,
  failingHono,
];

async function startHost(host: (typeof hosts)[number]) {
  const { port, close } = await host.start(site.gate, failures);
  onTestFinished(close);
  const get = (path: string, headers: readonly string[] = json, method = 'GET'): Promise<Received> =>
    send(port, `${method} ${path}`, { headers });
  return { port, get };
}

function incidentIn({ body, headers }: Received) {
  const [id = ''] = incidentId.exec(body) ?? [];
  expect(headers['portcullis-reference']).toBe(id);
  return site.gate.findIncident(id.toLowerCase().replace('-', ' '));
}

describe.each(hosts)('$name', (host) => {
  it.each(['/sync/plain', '/async/plain'])(
    '%s: a technical error is told by its incident alone',
    async (path) => {
      const { get } = await startHost(host);
      const answer = await get(`${path}?token=hunter2`);
      expect(answer.status).toBe(500);
      expect(answer.headers['content-type']).toMatch(problem);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(JSON.parse(answer.body)).toEqual({
        type: 'about:blank',
        title: 'This did not work',
        status: 500,
        detail: expect.stringMatching(/^An unexpected error occurred. .+ mention \S{9}\.$/),
        incident: expect.stringMatching(incidentId),
      });
      const found = incidentIn(answer);
      expect(found).toMatchObject({
        method: 'GET',
        path: `${path}…`,
        status: 500,
        channel: 'exception',
        name: 'Error',
        subject: null,
        role: 'visitor',
        clientAddress: expect.stringContaining('127.0.0.1'),
        isCut: false,
      });
      for (const part of [
        secret,
        'mask-errors.test.ts',
        'address: 10.0.0.7',
        'TypeError: the cause',
        'the end of it',
      ])
        expect(found?.original).toContain(part);
      expect(logged).toHaveLength(1);
      const [[fields, message] = []] = logged;
      expect(message).toBe(`technical error ${found?.id} was kept from its reader: Error at GET ${path}…`);
      expect(fields).toMatchObject({ incident: found?.id, error: { message: secret } });
    },
  );

  it('answers a person with a page, and anybody else with a line', async () => {
    const { get } = await startHost(host);
    const page = await get('/sync/plain', html);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.body).toContain('help@shop.example');
    expect(incidentIn(page)).not.toBeNull();
    const text = await get('/sync/plain', ['Accept', 'text/plain', 'Accept-Language', 'de']);
    expect(text.headers['content-type']).toMatch(/^text\/plain/);
    expect(incidentIn(text)).not.toBeNull();
    for (const { body } of [page, text]) expect(body).not.toContain(secret);
  });

  it('says nothing in answer to HEAD but the same head', async () => {
    const { get } = await startHost(host);
    const { status, headers, body } = await get('/sync/plain', json, 'HEAD');
    expect([status, headers['content-type'], body]).toEqual([500, expect.stringMatching(problem), '']);
    expect(logged).toHaveLength(1);
  });

  it.each([
    ['exposed', 409, 'Somebody was faster.'],
    ['business', 500, 'The boots are sold out.'],
    ['code', 429, 'Only three a day.'],
  ])('%s: an error for people keeps status and message', async (name, status, message) => {
    const { get } = await startHost(host);
    const answer = await get(`/sync/${name}`);
    expect([answer.status, logged]).toEqual([status, []]);
    const { detail, message: own } = JSON.parse(answer.body);
    expect(detail ?? own).toBe(message);
    expect(answer.body).not.toContain('mask-errors.test.ts');
    const page = await get(`/async/${name}`, html);
    expect(page.body).toContain(message);
    expect(page.body).not.toContain('mask-errors.test.ts');
    if (name === 'code')
      expect([answer.headers['retry-after'], answer.headers['x-secret']]).toEqual(['60', undefined]);
  });

  it.each([
    ['hidden', 403],
    ['upstream', 404],
    ['oddStatus', 500],
  ])('%s: a status alone means nobody', async (name, status) => {
    const { get } = await startHost(host);
    const answer = await get(`/sync/${name}`);
    expect(answer.status).toBe(status);
    expect(JSON.stringify([answer.body, answer.headers])).not.toContain(secret);
    expect(incidentIn(answer)).toMatchObject({ status });
    expect(answer.headers['www-authenticate']).toBe(name === 'hidden' ? 'Basic' : undefined);
  });

  it('shows the framework’s own answer to whoever is not restricted, and to everybody while it is off', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const { get } = await startHost(host);
    const seen = await get('/sync/plain', [...admin, ...json]);
    expect([seen.status, seen.headers['portcullis-reference'], logged]).toEqual([500, undefined, []]);
    await site.turn(false);
    const after = await get('/sync/plain');
    expect(after.body).toBe(seen.body);
    if (host !== failingHono) expect(seen.body).toContain(secret);
  });

  it('masks what was under way when production mode came on', async () => {
    const inProduction = site.gate.view();
    await site.turn(false);
    const { port, close } = await host.start(site.gate, {
      plain() {
        vi.spyOn(site.gate, 'view').mockReturnValue(inProduction);
        return failures.plain?.();
      },
    });
    onTestFinished(close);
    const answer = await send(port, 'GET /sync/plain', { headers: [...admin, ...json] });
    expect(incidentIn(answer)?.original).toContain(secret);
  });
});

describe.each(hosts.filter((host) => host !== failingHono))(
  '$name, whose handlers write by themselves',
  (host) => {
    it('closes an answer that has begun, and keeps the incident', async () => {
      const { get } = await startHost(host);
      await expect(get('/begun/plain')).rejects.toThrow();
      expect(logged).toHaveLength(1);
    });

    it('forgets what was said of the answer that there was to be', async () => {
      const { port } = await startHost(host);
      const { status, statusText, headers } = await fetch(`http://127.0.0.1:${port}/dressed/plain`);
      expect([status, statusText]).toEqual([502, 'Bad Gateway']);
      expect(['content-type', 'etag', 'x-kept'].map((name) => headers.get(name))).toEqual([
        expect.stringMatching(/^text\/plain/),
        null,
        'yes',
      ]);
    });

    it.each(['text', 'object', 'hostile'])('%s: whatever is thrown', async (name) => {
      const { get } = await startHost(host);
      const answer = await get(`/sync/${name}`);
      expect(answer.status).toBe(name === 'object' ? 418 : 500);
      expect(answer.body).not.toContain(secret);
      const found = incidentIn(answer);
      expect(found).not.toBeNull();
      if (name !== 'hostile') expect(found?.original).toContain(secret);
    });
  },
);

describe('Express', () => {
  it('masks an error of whatever stands before the gate: nobody knows who asks', async () => {
    const app = express();
    app.use(() => {
      throw new Error(secret);
    });
    app.use(maintenance(site.gate, { logger: { warn: () => undefined } }));
    app.use(maskErrors(site.gate));
    app.set('env', 'test');
    const { port, close } = await listen(createServer(app));
    onTestFinished(close);
    const answer = await send(port, 'GET /x', { headers: [...admin, ...json] });
    expect(incidentIn(answer)?.original).toContain(secret);
    await site.turn(false);
    expect((await send(port, 'GET /x')).body).toContain(secret);
  });

  it('hands on the error of an answer that has begun: Express closes its connection', async () => {
    const handed: unknown[] = [];
    const app = express();
    app.get('/', (_, response) => {
      response.write('half');
      throw new Error(secret);
    });
    const last: express.ErrorRequestHandler = (error, _request, response, _next) => {
      handed.push(error);
      response.destroy();
    };
    app.use(maskErrors(site.gate), last);
    const { port, close } = await listen(createServer(app));
    onTestFinished(close);
    await expect(send(port, 'GET /')).rejects.toThrow();
    expect(handed).toEqual([expect.objectContaining({ message: secret })]);
  });
});

describe('Fastify', () => {
  it('keeps the form of its own errors, and those of exempt routes', async () => {
    const { get } = await startHost(failingFastify);
    expect(JSON.parse((await get('/validated')).body)).toEqual({
      statusCode: 400,
      code: 'FST_ERR_VALIDATION',
      error: 'Bad Request',
      message: "querystring must have required property 'page'",
    });
    expect((await get('/exempt/plain')).body).toContain(secret);
    expect(logged).toEqual([]);
  });
});

describe('Hono', () => {
  it('sends the response of an HTTPException below 500, and masks those above', async () => {
    const { port, close } = await failingHono.start(site.gate, {
      teapot: () => new HTTPException(418, { message: 'I am a teapot.', cause: new Error(secret) }),
      own: () =>
        new HTTPException(401, { res: new Response('sign in', { status: 401, headers: { 'X-Own': '1' } }) }),
      server: () => new HTTPException(503, { message: secret }),
    });
    onTestFinished(close);
    const get = (name: string) => send(port, `GET /sync/${name}`, { headers: json });
    expect(await get('teapot')).toMatchObject({ status: 418, body: 'I am a teapot.' });
    expect(await get('own')).toMatchObject({ status: 401, body: 'sign in', headers: { 'x-own': '1' } });
    const masked = await get('server');
    expect(masked.status).toBe(503);
    expect(incidentIn(masked)?.original).toContain(secret);
  });

  it('forgets the answer that there was to be', async () => {
    const { get } = await startHost(failingHono);
    const { headers, status } = await get('/dressed/plain');
    expect([status, headers['content-type'], headers.etag]).toEqual([
      500,
      expect.stringMatching(problem),
      undefined,
    ]);
  });
});

describe('another place for incidents', () => {
  it.each([
    ['keeps them', (found: TechnicalError[]) => (one: TechnicalError) => `KEPT-000${found.push(one)}`],
    [
      'fails',
      () => () => {
        throw new Error('no room');
      },
    ],
  ])('%s', async (what, sink) => {
    const found: TechnicalError[] = [];
    const keep = sink(found);
    await site.close();
    const error = (...line: (typeof logged)[number]) => void logged.push(line);
    site = await startProductionSite({
      incidents: { keep },
      logger: { info: () => {}, warn: () => {}, error },
    });
    const { get } = await startHost(failingHono);
    const { body, status } = await get('/sync/plain');
    expect([status, body.includes('KEPT-0001')]).toEqual([500, what !== 'fails']);
    expect(body).toMatch(what === 'fails' ? incidentId : /KEPT/);
    expect(found).toHaveLength(what === 'fails' ? 0 : 1);
    // What nobody else has is on the log.
    expect(logged.map(([fields]) => 'error' in fields)).toEqual([what === 'fails']);
    expect(site.gate.findIncident('KEPT-0001')).toBeNull();
  });
});
