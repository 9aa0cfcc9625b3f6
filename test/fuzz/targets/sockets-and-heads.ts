import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createMessageMatcher } from '@portcullis/gate';
import { createRequestHead } from '../../../packages/server/src/proxy/request-head.ts';
import { endToEndHeaders } from '../../../packages/server/src/proxy/response-head.ts';
import { closeFrame } from '../../../packages/server/src/proxy/websocket-frame.ts';
import { isWebSocketHandshake } from '../../../packages/server/src/proxy/websocket-handshake.ts';
import { ClientMessages } from '../../../packages/server/src/proxy/websocket-messages.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { messagesIn } from './passed-messages.ts';

const matches = createMessageMatcher([
  { kind: 'text', text: 'ping' },
  { kind: 'json', pattern: { '/op': ['subscribe'] } },
]);

/** A client's frame, its first byte as given. */
function frame(first: number, payload: string): string {
  const key = [1, 2, 3, 250];
  const body = [...payload].map((sign, index) => sign.charCodeAt(0) ^ (key[index & 3] ?? 0));
  const size = body.length < 126 ? [body.length] : [126, body.length >> 8, body.length & 0xff];
  return String.fromCharCode(first, 0x80 | (size[0] ?? 0), ...size.slice(1), ...key, ...body);
}

const subscribe = '{"op":"subscribe","channel":1}';
const order = '{"op":"order","id":1}';

function messageWith(names: readonly string[]): IncomingMessage {
  const incoming = new IncomingMessage(new Socket());
  incoming.rawHeaders = [...names];
  incoming.httpVersion = '1.1';
  incoming.method = 'GET';
  for (let index = 0; index + 1 < names.length; index += 2) {
    incoming.headers[(names[index] ?? '').toLowerCase()] ??= names[index + 1] ?? '';
  }
  return incoming;
}

const requestHead = createRequestHead({ viaName: 'portcullis', fallbackHost: 'shop.example' });
const instruction = {
  target: '/',
  forwarding: { clientAddress: '198.51.100.9', scheme: 'https', host: 'shop.example', trusted: false },
  set: [['Portcullis-Decision', 'ours']],
  strip: new Set(['portcullis-decision', 'remote-user']),
  identity: new Set(['remote-user', 'authorization']),
} as const;

const headSeeds = [
  'Host\nshop.example\nConnection\nclose, X-Mine\nX-Mine\n1\nPortcullis-Decision\nforged',
  'Host\nshop.example\nContent-Length\n5\nRemote_User\nroot\nX-Forwarded-For\n10.0.0.1\nForwarded\nfor=10.0.0.1',
  'Host\nshop.example\nTransfer-Encoding\nchunked\nTE\ntrailers\nUpgrade\nh2c\nHTTP2-Settings\nx\nAuthorization\nx',
];
const headTokens = [
  '\n',
  'Connection',
  'Upgrade',
  'Portcullis-Decision',
  'Remote-User',
  '_',
  '.',
  'keep-alive',
  ',',
  '\r',
];

export const socketAndHeadTargets: readonly FuzzTarget[] = [
  {
    name: 'socket message',
    seeds: ['ping', subscribe, order, '{"op":["subscribe"]}'],
    tokens: ['"op"', '"Op"', 'subscribe', 'order', '{', '}', ',', ':', '\\u006f', '"', '\xef\xbb\xbf', '\0'],
    try(text, { stopwatch, accepted }) {
      const bytes = Buffer.from(text, 'latin1');
      if (!stopwatch.measure(() => matches(bytes))) return null;
      accepted();
      return isDeclared(bytes) ? null : 'it is no declared message';
    },
  },
  {
    name: 'WebSocket frames',
    seeds: [
      frame(0x81, 'ping') + frame(0x81, subscribe) + frame(0x81, order),
      frame(0x01, subscribe.slice(0, 9)) +
        frame(0x89, 'x') +
        frame(0x80, subscribe.slice(9)) +
        frame(0x8a, ''),
      frame(0x81, 'ping') + frame(0x88, '\x03\xe8') + frame(0x81, order),
      frame(0x81, 'ping') + frame(0x82, 'ping') + frame(0x81, `{"op":"subscribe","x":"${'y'.repeat(200)}"}`),
      closeFrame(1000, 'bye', Uint8Array.from([1, 2, 3, 4])).toString('latin1'),
    ],
    tokens: ['\x81', '\x01', '\x80', '\x88', '\xfe', '\xff', '\0\0\0\0', '\x89', '\x82', frame(0x81, 'ping')],
    try(text, { stopwatch, random, accepted }) {
      const bytes = Buffer.from(text, 'latin1');
      const messages = new ClientMessages(matches);
      const passed: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + 1 + random(40));
        const { pass, problem } = messages.push(bytes.subarray(at, end));
        passed.push(...pass);
        if (problem !== null) break;
        at = end;
      }
      // Measured in one piece: what was pushed above cannot be pushed twice.
      stopwatch.measure(() => new ClientMessages(matches).push(bytes));
      const through = Buffer.concat(passed);
      if (!bytes.subarray(0, through.length).equals(through)) return 'other bytes go on than came';
      const said = messagesIn(through);
      if (said === null) return 'half a frame or a binary one goes on';
      if (said.length > 0) accepted();
      return said.every(isDeclared) ? null : 'a message goes on that is not declared';
    },
  },
  {
    name: 'WebSocket handshake',
    seeds: [
      'Upgrade\nwebsocket\nConnection\nkeep-alive, Upgrade\nSec-WebSocket-Version\n13\nSec-WebSocket-Key\ndGhlIHNhbXBsZSBub25jZQ==',
      'Upgrade\nh2c\nConnection\nUpgrade, HTTP2-Settings\nHTTP2-Settings\nx',
    ],
    tokens: [
      '\n',
      ',',
      ' ',
      'websocket',
      'h2c',
      'Upgrade',
      '13',
      '8',
      '=',
      'Content-Length\n5\n',
      'Transfer-Encoding\nx\n',
    ],
    try(text, { stopwatch, accepted }) {
      const incoming = messageWith(text.split('\n'));
      if (!stopwatch.measure(() => isWebSocketHandshake(incoming))) return null;
      accepted();
      const { headers } = incoming;
      const isPlain =
        headers.upgrade?.toLowerCase() === 'websocket' && headers['content-length'] === undefined;
      return isPlain && headers['transfer-encoding'] === undefined ? null : 'it is no handshake';
    },
  },
  {
    name: 'head to the upstream',
    seeds: headSeeds,
    tokens: headTokens,
    try(text, { stopwatch, accepted }) {
      const incoming = messageWith(text.split('\n'));
      let head: string[];
      try {
        head = stopwatch.measure(() => requestHead(incoming, { ...instruction, onError: () => undefined }));
      } catch (error) {
        // Two Host or Content-Length lines: refused before, and here once more.
        return error instanceof Error && error.name === 'UpstreamError' ? null : 'it throws another error';
      }
      accepted();
      const names = foldedNames(head);
      const values = head.filter((_, index) => index % 2 === 1);
      if (names.filter((name) => name === 'portcullis-decision').length !== 1 || !values.includes('ours')) {
        return 'a forged decision goes on';
      }
      if (names.includes('remote-user')) return 'an identity from outside goes on';
      const hop = names.find((name) => hopByHop.has(name));
      if (hop !== undefined) return `${hop} goes on`;
      const once = ['host', 'content-length', 'x-forwarded-for', 'forwarded'];
      const twice = once.find((name) => names.filter((one) => one === name).length > 1);
      return twice === undefined ? null : `${twice} goes on twice`;
    },
  },
  {
    name: 'head from the upstream',
    seeds: ['Content-Type\ntext/html\nConnection\nclose, X-Mine\nX-Mine\n1\nSet-Cookie\na=b', ...headSeeds],
    tokens: headTokens,
    try(text, { stopwatch, accepted }) {
      const raw = text.split('\n');
      const { connection } = messageWith(raw).headers;
      const framing = { dropLength: true, keepTrailer: false };
      const head = stopwatch.measure(() => endToEndHeaders(raw, connection, { ...framing }));
      if (head.length > 0) accepted();
      const hop = namesIn(head).find((name) => hopByHop.has(name) || name === 'content-length');
      return hop === undefined ? null : `${hop} goes on`;
    },
  },
];

const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'],
]);

function namesIn(head: readonly string[]): string[] {
  return head.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}

/** As upstreams of the CGI family see them. */
function foldedNames(head: readonly string[]): string[] {
  return namesIn(head).map((name) => name.replace(/[_.]/g, '-'));
}

function isDeclared(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8');
  if (text === 'ping') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Reflect.get(value, 'op') === 'subscribe';
  } catch {
    return false;
  }
}
