import { createServer, request, type Server } from 'node:http';
import express5 from 'express';
import express4 from 'express4';
import { describe, expect, it, onTestFinished } from 'vitest';
import { maintenance as forExpress } from '../../packages/gate/src/adapters/express.ts';
import { parsePolicy } from '../../packages/gate/src/model/parse-policy.ts';
import { readBody } from '../../packages/gate/src/reading/body/read-body.ts';
import { CanonicalRequest } from '../../packages/gate/src/reading/canonical-request.ts';
import { compilePolicy } from '../../packages/gate/src/reading/compile-policy.ts';
import { listen } from '../../packages/gate/test/adapters/hosts/listen.ts';
import { startSite, type TestSite } from '../../packages/gate/test/adapters/start-site.ts';
import { createTestLogger } from '../../packages/gate/test/support/gate-fixtures.ts';
import { ClientMessages } from '../../packages/server/src/proxy/websocket-messages.ts';
import type { AttackCase } from '../attacks/attack-case.ts';
import { startAttackGate } from '../attacks/attack-gate.ts';
import { dialFrom } from '../corpora/exchange.ts';

// What cannot be told in the JSON of an attacker: real parsers behind the gate, and what a body costs.

const logger = createTestLogger();

interface Sent {
  readonly type: string;
  readonly pieces: readonly string[];
}

/** In pieces, each a chunk of its own. */
function post(port: number, { type, pieces }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path: '/find',
      method: 'POST',
      headers: { 'content-type': type },
    });
    outgoing.on('error', reject).on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      incoming.on('end', () => resolve(`${incoming.statusCode} ${text}`));
    });
    outgoing.setNoDelay(true);
    const [first = '', ...rest] = pieces;
    outgoing.write(first);
    const next = () => {
      const piece = rest.shift();
      if (piece === undefined) outgoing.end();
      else outgoing.write(piece, () => setImmediate(next));
    };
    setImmediate(next);
  });
}

type Start = (site: TestSite) => Promise<Server>;

const withExpress =
  (express: typeof express5): Start =>
  async ({ gate }) => {
    const app = express();
    app.use(forExpress(gate, { logger }));
    app.use(express.json(), express.urlencoded({ extended: true }), express.text());
    app.post('/find', (incoming, response) => void response.json(incoming.body));
    return createServer(app);
  };

const hosts: Readonly<Record<string, Start>> = {
  'Express 5': withExpress(express5),
  // One and the same for what is used of it.
  'Express 4': withExpress(express4 as unknown as typeof express5),
};

const words = { q: 'grün', list: ['a', 'b'], long: 'x'.repeat(20_000) };
const inPieces = (text: string, size: number): string[] =>
  text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

describe.each(Object.entries(hosts))('%s: what parsers find behind the gate', (_, start) => {
  it.each<[string, Sent, unknown]>([
    ['JSON', { type: 'application/json', pieces: [JSON.stringify(words)] }, words],
    ['JSON in pieces', { type: 'application/json', pieces: inPieces(JSON.stringify(words), 4_000) }, words],
    [
      'JSON by single characters',
      { type: 'application/json', pieces: inPieces('{"q":"grün"}', 1) },
      { q: 'grün' },
    ],
    [
      'a form in pieces',
      { type: 'application/x-www-form-urlencoded', pieces: ['q=gr', '%C3%BC', 'n&p=1'] },
      { q: 'grün', p: '1' },
    ],
    ['text', { type: 'text/plain', pieces: ['grü', 'n'] }, 'grün'],
  ])('%s', async (_name, sent, found) => {
    const site = await startSite();
    const host = await listen(await start(site));
    onTestFinished(async () => {
      await host.close();
      await site.close();
    });
    for (const mode of ['open', 'read-only'] as const) {
      await site.switchTo(mode);
      expect(await post(host.port, sent)).toBe(`200 ${JSON.stringify(found)}`);
    }
  });
});

const compiled = compilePolicy(
  parsePolicy({
    routes: [
      { match: 'POST /search', access: 'read' },
      { match: 'POST /page', calls: { protocol: 'next-action', read: ['4f00aa'] } },
    ],
  }),
);

/** Of one request, warm, the least of some. */
function leastMs(target: string, headers: readonly string[], text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  expect(bytes.length).toBeLessThan(1_048_577);
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const raw = {
      method: 'POST',
      target,
      headers: ['Host', 'app.example', 'Content-Length', String(bytes.length), ...headers],
    };
    const canonical = new CanonicalRequest(compiled, {
      ...raw,
      peer: null,
      httpVersion: '1.1',
      secure: false,
      upgrade: false,
    });
    const body = new Uint8Array(bytes);
    const before = process.cpuUsage();
    readBody(canonical, body, { readGraphql: null });
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

describe('a body of a megabyte costs less than 50 ms', () => {
  const named = (sign: string) => `method${`&${sign.repeat(23)}=`.repeat(41_900)}`;
  // µ and ÿ leave latin1 in capitals: each costs a tenth of a microsecond.
  it.each([
    ['text of names of µ', 'text/plain', named('\xb5')],
    ['a picture of names of ÿ', 'image/png', named('\xff')],
  ])('%s', (_, type, text) => {
    expect(leastMs('/search', ['Content-Type', type], text)).toBeLessThan(50);
  });

  it('arguments of a server action in four fields, each below the limit of one', () => {
    const field = (name: number) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n["$1",${'[[[[]]]],'.repeat(28_600)}0]\r\n`;
    const text = `${[0, 1, 2, 3].map(field).join('')}--b--\r\n`;
    const headers = ['Content-Type', 'multipart/form-data; boundary=b', 'Next-Action', '4f00aa'];
    expect(leastMs('/page', headers, text)).toBeLessThan(50);
  });
});

describe('the memory for bodies that are read for a decision', () => {
  const one: AttackCase = {
    id: 'memory',
    class: 'memory',
    name: 'answers that nobody reads',
    wayIn: 'proxy',
    app: { raw: '' },
    mode: 'read-only',
    expect: {},
    result: 'hit',
  };
  const read = { match: 'POST /search', access: 'read' } as const;

  // The bodies were forwarded long ago; what they took is given back only when their answers are over.
  it('is there again once they are forwarded, though a stranger reads none of his answers', async () => {
    const gate = await startAttackGate(one, { routes: [read], signIn: { routes: ['POST /saml'] } });
    const wires: Awaited<ReturnType<typeof dialFrom>>[] = [];
    onTestFinished(async () => {
      for (const wire of wires) wire.destroy();
      await gate.close();
    });
    await gate.switchTo('read-only');
    const answerOf = async (target: string, size: number) => {
      const wire = await dialFrom(gate.port, {});
      wires.push(wire);
      wire.send(
        `POST ${target} HTTP/1.1\r\nHost: app.example\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`,
      );
      const { start } = await wire.message({ toHead: true });
      wire.socket.pause();
      return start;
    };
    const { upstream } = gate;
    if (upstream === null || !('answerWith' in upstream)) throw new Error('Expected the raw recorder');
    const long = `HTTP/1.1 200 OK\r\nContent-Length: 6000000\r\n\r\n${'y'.repeat(6_000_000)}`;
    const short = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const answerWith = upstream.answerWith as (answer: (hit: { target: string }) => string) => void;
    answerWith(({ target }) => (target === '/search' ? long : short));
    expect(await answerOf('/saml', 30_000)).toContain(' 200 ');
    for (let count = 0; count < 64; count += 1) await answerOf('/search', 1_048_570);
    for (let count = 0; count < 30; count += 1) await answerOf('/search', 60_000);
    expect(await answerOf('/saml', 30_000)).toContain(' 200 ');
  });
});

// Not by a common server: they stop there. But what stands behind a close frame is judged by nobody.
it('nothing behind a close frame goes on, though the window opened within a message', () => {
  const frame = (first: number, text: string) =>
    Buffer.concat([Buffer.from([first, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
  const messages = new ClientMessages(null);
  messages.push(frame(0x01, 'half'));
  messages.setFilter(() => false);
  const { pass } = messages.push(Buffer.concat([frame(0x88, ''), frame(0x81, 'delete-all')]));
  expect(Buffer.concat(pass).toString('latin1')).not.toContain('delete-all');
});
