import { createServer, connect as dial, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';

// What a third attacker tried on the wire: bodies that were read for a decision, and changed answers in one write.

const rpc = (method: string, id: number) =>
  JSON.stringify({
    jsonrpc: '2.0',
    method: 'call',
    id,
    params: { model: 'res.partner', method, args: [[1]], kwargs: {} },
  });

describe('Odoo 18 in production mode', () => {
  let site: GuardedOdoo;
  let cookie: string;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major: 18, website: true } });
    const employee = site.visit();
    await employee.signIn(odooUsers.restricted);
    cookie = `session_id=${employee.cookies.get('session_id')}`;
    await site.production(true);
  });
  afterAll(() => site.close());

  const head = (line: string, ...more: string[]) =>
    `${[`${line} HTTP/1.1`, `Host: 127.0.0.1:${site.server.port}`, `Cookie: ${cookie}`, ...more].join('\r\n')}\r\n\r\n`;
  const post = (body: string, ...more: string[]) =>
    head(
      'POST /web/dataset/call_kw',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      ...more,
    ) + body;

  /** All that comes until nothing has come for a while. */
  function exchange(send: (socket: Socket) => void, quietMs = 400): Promise<string> {
    return new Promise((resolve) => {
      const socket = dial(site.server.port, '127.0.0.1');
      let text = '';
      const done = () => {
        socket.destroy();
        resolve(text);
      };
      let timer = setTimeout(done, 3_000);
      socket.on('connect', () => send(socket)).on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        resolve(text);
      });
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        clearTimeout(timer);
        timer = setTimeout(done, quietMs);
      });
    });
  }
  const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  const ids = (text: string) => [...text.matchAll(/"id": ?(\d+), ?"(?:result|error)"/g)].map(([, id]) => id);

  test('calls that are pipelined are answered in order, each with its own', async () => {
    const text = await exchange((socket) =>
      socket.write(
        post(rpc('read', 1)) +
          post(rpc('nosuch', 2)) +
          head('GET /web/login') +
          post(rpc('read', 3)) +
          head('HEAD /web/login') +
          post(rpc('nosuch', 4)),
      ),
    );
    expect(statuses(text)).toEqual(['200', '200', '200', '200', '200', '200']);
    expect(ids(text)).toEqual(['1', '2', '3', '4']);
    expect(text).not.toContain('Traceback');
  });

  test('a body in single bytes, then a further request on the connection', async () => {
    const text = await exchange((socket) => {
      socket.setNoDelay(true);
      const bytes = post(rpc('nosuch', 1)) + post(rpc('read', 2));
      let at = 0;
      const next = () => {
        if (at >= bytes.length) return;
        socket.write(bytes.slice(at, at + 7));
        at += 7;
        setImmediate(next);
      };
      next();
    });
    expect([statuses(text), ids(text)]).toEqual([
      ['200', '200'],
      ['1', '2'],
    ]);
  });

  test('chunks with an extension and trailers, and what follows them', async () => {
    const body = rpc('read', 1);
    const half = body.length >> 1;
    const chunk = (part: string) => `${part.length.toString(16)};x=y\r\n${part}\r\n`;
    const text = await exchange((socket) => {
      socket.write(
        head(
          'POST /web/dataset/call_kw',
          'Content-Type: application/json',
          'Transfer-Encoding: chunked',
          'Trailer: X-A',
        ) + chunk(body.slice(0, half)),
      );
      setTimeout(
        () => socket.write(`${chunk(body.slice(half))}0\r\nX-A: 1\r\n\r\n${post(rpc('read', 2))}`),
        50,
      );
    });
    expect([statuses(text), ids(text)]).toEqual([
      ['200', '200'],
      ['1', '2'],
    ]);
  });

  test('a client that waits to be told to go on is told so once', async () => {
    const body = rpc('nosuch', 1);
    const text = await exchange((socket) => {
      socket.write(post(body, 'Expect: 100-continue').slice(0, -body.length));
      socket.once('data', () => socket.write(body + post(rpc('read', 2))));
    });
    expect([statuses(text), ids(text)]).toEqual([
      ['100', '200', '200'],
      ['1', '2'],
    ]);
  });

  test('empty bodies', async () => {
    const empty = head('POST /web/dataset/call_kw', 'Content-Type: application/json', 'Content-Length: 0');
    const chunked = `${head('POST /web/dataset/call_kw', 'Content-Type: application/json', 'Transfer-Encoding: chunked')}0\r\n\r\n`;
    const text = await exchange((socket) => socket.write(empty + chunked + post(rpc('read', 3))));
    expect(statuses(text)).toHaveLength(3);
    expect(ids(text).at(-1)).toBe('3');
  });

  test('a client of HTTP/1.0 has the whole of it', async () => {
    const text = await exchange((socket) =>
      socket.write(post(rpc('nosuch', 1)).replace('HTTP/1.1', 'HTTP/1.0')),
    );
    expect(text).toContain('"id"');
    expect(text.trimEnd().endsWith('}')).toBe(true);
    expect(text).not.toContain('Traceback');
  });

  test('clients that leave at any moment of a call do no harm', async () => {
    const bytes = post(rpc('nosuch', 1));
    const left = Array.from({ length: 60 }, (_, index) => {
      return new Promise<void>((resolve) => {
        const socket = dial(site.server.port, '127.0.0.1', () => {
          socket.write(bytes.slice(0, Math.ceil((bytes.length * (index + 1)) / 50)));
          setTimeout(() => (index % 2 === 0 ? socket.destroy() : socket.resetAndDestroy()), index % 13);
        });
        socket.on('close', () => resolve()).on('error', () => {});
      });
    });
    await Promise.all(left);
    const text = await exchange((socket) => socket.write(post(rpc('read', 2))));
    expect([statuses(text), ids(text)]).toEqual([['200'], ['2']]);
  });
});

describe('an upstream that misbehaves behind masking', () => {
  const error = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    error: {
      code: 200,
      message: 'Odoo Server Error',
      data: {
        name: 'builtins.KeyError',
        debug: 'Traceback (most recent call last):',
        message: 'x',
        arguments: [],
      },
    },
  });
  const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
  const answers: Readonly<Record<string, readonly string[]>> = {
    '/a/whole': [`${json}Content-Length: ${error.length}\r\n\r\n${error}`],
    '/a/cut': [`${json}Content-Length: ${error.length}\r\n\r\n`, error.slice(0, 60), 'CUT'],
    '/a/cut-at-once': [`${json}Content-Length: ${error.length}\r\n\r\n${error.slice(0, 60)}`, 'CUT'],
    '/a/chunks': [
      `${json}Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n5\r\n${error.slice(0, 5)}\r\n`,
      `${(error.length - 5).toString(16)}\r\n${error.slice(5)}\r\n0\r\nX-T: 1\r\n\r\n`,
    ],
    '/a/chunks-cut': [`${json}Transfer-Encoding: chunked\r\n\r\n5\r\n${error.slice(0, 5)}\r\n`, 'CUT'],
    '/a/none': ['HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n'],
    '/a/same': ['HTTP/1.1 304 Not Modified\r\nContent-Type: application/json\r\n\r\n'],
    '/a/empty': [`${json}Content-Length: 0\r\n\r\n`],
    '/a/events': [
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n',
      '9\r\ndata: 2\n\n\r\n0\r\n\r\n',
    ],
  };
  let site: GuardedOdoo;
  let upstream: ReturnType<typeof createServer>;
  beforeAll(async () => {
    upstream = createServer((socket) => {
      let text = '';
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        const target = /^[A-Z]+ (\S+) HTTP[\s\S]*?\r\n\r\n/.exec(text);
        if (target === null) return;
        text = '';
        const pieces = [
          ...(answers[target[1] ?? ''] ?? ['HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n']),
        ];
        const isHead = target[0].startsWith('HEAD');
        const next = () => {
          const piece = pieces.shift();
          if (piece === undefined) return;
          if (piece === 'CUT') socket.destroy();
          else socket.write(isHead ? piece.slice(0, piece.indexOf('\r\n\r\n') + 4) : piece);
          if (!isHead) setTimeout(next, 30);
        };
        next();
      });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const address = upstream.address();
    const port = typeof address === 'object' ? address?.port : 0;
    site = await startGuardedOdoo({ odoo: { major: 18 }, config: { upstream: `http://127.0.0.1:${port}` } });
    await site.production(true);
  });
  afterAll(async () => {
    await site.close();
    upstream.close();
  });

  function ask(lines: readonly string[]): Promise<{ text: string; isClosed: boolean }> {
    return new Promise((resolve) => {
      const socket = dial(site.server.port, '127.0.0.1', () =>
        socket.write(
          lines.map((line) => `${line} HTTP/1.1\r\nHost: 127.0.0.1:${site.server.port}\r\n\r\n`).join(''),
        ),
      );
      let text = '';
      const timer = setTimeout(() => {
        socket.destroy();
        resolve({ text, isClosed: false });
      }, 300);
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        timer.refresh();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        resolve({ text, isClosed: true });
      });
    });
  }

  test.each(Object.keys(answers))('%s shows no trace and its own end', async (path) => {
    const { text, isClosed } = await ask([`GET ${path}`]);
    expect(text).not.toContain('Traceback');
    // What was cut must not look whole.
    expect([isClosed, /\r\n0\r\n\r\n$/.test(text)]).toEqual(
      path.includes('cut') ? [true, false] : [false, !/none|same/.test(path)],
    );
  });

  test('one after another on one connection', async () => {
    const { text } = await ask([
      'GET /a/whole',
      'HEAD /a/whole',
      'GET /a/none',
      'GET /a/same',
      'GET /a/chunks',
      'GET /a/empty',
      'GET /a/events',
      'GET /a/whole',
    ]);
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '200',
      '204',
      '304',
      '200',
      '200',
      '200',
      '200',
    ]);
    expect(text).toContain('data: 1\n\n');
    expect(text).not.toContain('Traceback');
  });
});
