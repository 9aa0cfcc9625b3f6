import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parsePolicy } from '../../packages/gate/src/model/parse-policy.ts';
import { listen } from '../../packages/gate/test/adapters/hosts/listen.ts';
import type { Message } from '../../packages/server/test/proxy/wire.ts';
import { dialFrom } from '../corpora/exchange.ts';
import { temporaryDirectory } from '../support/gate-process.ts';

// What cannot be told in the JSON of an attacker: who somebody is to an application that knows people by their
// connection.

/**
 * NTLM as Kestrel keeps it (`AddNegotiate`, `PersistNtlmCredentials` is true by default) and IIS: whoever ends the
 * handshake is known on that connection until it closes. ASP.NET Core's documentation says that a proxy must keep one
 * connection to Kestrel for each of its clients.
 */
function knownByConnection(): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const users = new WeakMap<object, string>();
  return (incoming, outgoing) => {
    const [, token = ''] = (incoming.headers.authorization ?? '').split(' ');
    if (token === 'TlRMTVNTUAAB') {
      outgoing.writeHead(401, { 'WWW-Authenticate': 'Negotiate TlRMTVNTUAAC', 'Content-Length': 0 }).end();
      return;
    }
    if (token === 'TlRMTVNTUAAD') users.set(incoming.socket, 'alice');
    const user = users.get(incoming.socket);
    incoming.resume();
    if (user === undefined) {
      outgoing.writeHead(401, { 'WWW-Authenticate': 'Negotiate', 'Content-Length': 0 }).end();
      return;
    }
    outgoing.writeHead(200, { 'Content-Length': user.length }).end(user);
  };
}

async function gateInFront(mode: 'open' | 'read-only'): Promise<number> {
  const application = createServer(knownByConnection());
  const running = await listen(application);
  const directory = temporaryDirectory();
  const config = parseConfig(
    {
      upstream: `http://127.0.0.1:${running.port}`,
      listen: { host: '127.0.0.1', port: 0 },
      stateDirectory: directory.path,
      policy: { routes: [{ match: 'POST /comments', exception: true, why: 'stays possible' }] },
      timeouts: { drainMs: 1 },
    },
    { directory: directory.path, defaultStateDirectory: directory.path, source: 'attacks' },
  );
  const logger = createLogger({ level: 'silent', site: 'default' });
  const server = await startServer({ environmentMode: null, config, logger });
  onTestFinished(async () => {
    await server.close();
    await running.close();
    directory.remove();
  });
  const control = createControlClient({ stateDirectory: directory.path, site: 'default' });
  if (mode !== 'open') {
    await control.post('/on', { reason: 'attacks', actor: 'attacks', force: true, mode });
  }
  return server.port;
}

async function ask(port: number, requests: readonly string[]): Promise<readonly string[]> {
  const wire = await dialFrom(port, {});
  const answers: string[] = [];
  try {
    for (const request of requests) {
      wire.send(request);
      const answer: Message = await wire.message();
      answers.push(`${answer.start.split(' ')[1]} ${answer.body.toString('latin1')}`.trim());
    }
    return answers;
  } finally {
    wire.destroy();
  }
}

const get = (more = '') => `GET /mail HTTP/1.1\r\nHost: app.example\r\n${more}\r\n`;
const handshake = [
  get('Authorization: Negotiate TlRMTVNTUAAB\r\n'),
  get('Authorization: Negotiate TlRMTVNTUAAD\r\n'),
];
const write = 'POST /comments HTTP/1.1\r\nHost: app.example\r\nContent-Length: 2\r\n\r\nhi';

describe('an application that knows people by their connection (NTLM)', () => {
  it.each(['open', 'read-only'] as const)('a stranger is not the one who came before (%s)', async (mode) => {
    const port = await gateInFront(mode);
    expect(await ask(port, handshake)).toEqual(['401', '200 alice']);
    expect(await ask(port, [get()])).toEqual(['401']);
  });

  it('nor for a write at an exception', async () => {
    const port = await gateInFront('read-only');
    expect(await ask(port, handshake)).toEqual(['401', '200 alice']);
    expect(await ask(port, [write])).toEqual(['401']);
  });

  it('nor over a connection of an upload in chunks, or when several sign in at once', async () => {
    const port = await gateInFront('open');
    const chunks = 'Transfer-Encoding: chunked\r\n';
    const upload = (more = '') =>
      `POST /mail HTTP/1.1\r\nHost: app.example\r\n${chunks}${more}\r\n2\r\nhi\r\n0\r\n\r\n`;
    const end = 'Authorization: negotiate TlRMTVNTUAAD\r\n';
    expect(await ask(port, [handshake[0] ?? '', upload(end), upload(), get()])).toEqual([
      '401',
      '200 alice',
      '200 alice',
      '200 alice',
    ]);
    expect(await ask(port, [upload(), get()])).toEqual(['401', '401']);
  });

  it('nor the one whom a proxy in front speaks for besides', async () => {
    const port = await gateInFront('open');
    const via = 'Via: 1.1 front\r\n';
    const [, last = ''] = handshake;
    expect(await ask(port, [last.replace('\r\n\r\n', `\r\n${via}\r\n`), get(via)])).toEqual([
      '200 alice',
      '401',
    ]);
  });

  it('nor where a second header says it', async () => {
    const port = await gateInFront('open');
    await ask(port, [get('Authorization: Basic YTpi\r\nAuthorization: Negotiate TlRMTVNTUAAD\r\n')]);
    expect(await ask(port, [get()])).toEqual(['401']);
  });
});

// Taken for a name, it would protect nothing, and nobody would be told.
describe('a rule in the words of another router', () => {
  it.each([
    ['ANY /vault/**', 'API Gateway, Symfony'],
    ['ALL /vault/**', 'app.all of Express, Hono, Elysia'],
    ['/vault/{*path}', 'Express 5, ASP.NET Core, hapi'],
    ['/vault/{id}', 'OpenAPI, Spring, Laravel, Symfony, Go 1.22'],
    ['/vault/<id>', 'Flask'],
    ['/vault/<int:id>', 'Flask, Django'],
    ['/vault/(.*)', 'nginx, Vercel, Next.js matchers of regular expressions'],
  ])('%s is refused (%s)', (match) => {
    expect(() => parsePolicy({ routes: [{ match, protected: true }] })).toThrow();
  });

  it.each(['* /vault/**', '^/vault', 'get /vault/**', '/vault/:id(\\d+)', '/vault/:id?', '/vault/**/x'])(
    '%s is refused',
    (match) => {
      expect(() => parsePolicy({ routes: [{ match, protected: true }] })).toThrow();
    },
  );
});
