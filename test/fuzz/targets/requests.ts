import { CanonicalRequest, type RawRequest } from '@portcullis/gate';
import { judgeFraming } from '../../../packages/gate/test/properties/framing-model.ts';
import { serverModels } from '../../../packages/gate/test/properties/server-models.ts';
import {
  decideFor,
  rawRequest,
  siteOf,
  somebody,
} from '../../../packages/gate/test/support/decide-fixtures.ts';
import { decideWithBody } from '../../../packages/gate/test/support/decide-with-body.ts';
import type { FuzzTarget, Trial } from '../fuzz.ts';

const site = siteOf({
  policy: {
    routes: [
      { match: '/admin/**', protected: true },
      { match: 'POST /hooks/:provider', exception: true, why: 'payments go on' },
    ],
    signIn: { page: '/login', routes: ['POST /login'] },
    trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }], proxies: ['10.0.0.0/8'] },
    // Drupal is one of the servers.
    routeParameters: ['q'],
  },
});
const forwardedSite = siteOf({
  policy: {
    trusted: {
      addressHeader: 'forwarded',
      networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
      proxies: ['10.0.0.0/8'],
    },
  },
});
const nobody = new Uint8Array();
const pathTokens = [
  '%2f',
  '%5c',
  '%00',
  '..',
  '//',
  ';',
  '%25',
  '%c0%af',
  '%EF%BC%8F',
  '#',
  '?',
  'http://',
  '%2e',
  '\\',
];

/** A write that no rule lets in: whatever else the request says, it is refused. */
function writeStaysOut(raw: RawRequest, { stopwatch, accepted }: Trial): string | null {
  const verdict = stopwatch.measure(() => decideWithBody(site, raw, nobody));
  const request = new CanonicalRequest(site.compiled, raw);
  if (request.framing === null && request.malformed === null) accepted();
  return verdict.kind === 'refuse' ? null : `a write is answered with ${verdict.kind}`;
}

export const requestTargets: readonly FuzzTarget[] = [
  {
    name: 'target of a read',
    seeds: [
      '/admin/users',
      '/orders/7?q=1',
      '/',
      '/caf%C3%A9/x',
      'http://shop.example/admin',
      '/a/../b',
      '/%61dmin',
    ],
    tokens: ['admin', ...pathTokens],
    try(text, { stopwatch, accepted }) {
      const verdict = stopwatch.measure(() => decideFor(site, `GET ${text}`));
      const request = new CanonicalRequest(site.compiled, rawRequest(`GET ${text}`));
      const isOdd = request.framing !== null || request.malformed !== null;
      if (isOdd)
        return verdict.kind === 'refuse' ? null : `a malformed target is answered with ${verdict.kind}`;
      accepted();
      if (verdict.kind !== 'allow') return null;
      const admin = serverModels.find((server) =>
        server.resolve(text).some((path) => /^\/admin(?:\/|$)/.test(path)),
      );
      return admin === undefined ? null : `it is allowed and ${admin.name} reaches /admin`;
    },
  },
  {
    name: 'target of a write',
    seeds: ['/login', '/hooks/stripe', '/orders/7', '/login?next=%2F', 'http://shop.example/login'],
    tokens: ['login', 'hooks', 'orders', ...pathTokens],
    try(text, { stopwatch, accepted }) {
      const verdict = stopwatch.measure(() => decideFor(site, `POST ${text}`));
      if (verdict.kind !== 'allow') return null;
      accepted();
      const path = text.replace(/^https?:\/\/[^/?]*/i, '').replace(/\?.*$/s, '');
      return /^\/(?:login|hooks\/[^/]+)$/.test(path) ? null : `${path} is allowed`;
    },
  },
  {
    name: 'method',
    seeds: ['GET', 'HEAD', 'POST', 'OPTIONS', 'PROPFIND', 'DELETE'],
    tokens: ['GET', 'get', ' ', '\r\n', '\0', 'POST', 'X'],
    try(text, { stopwatch, accepted }) {
      const raw = { ...rawRequest('GET /orders'), method: text };
      const verdict = stopwatch.measure(() => decideWithBody(site, raw, nobody));
      if (verdict.kind !== 'allow') return null;
      accepted();
      return /^(?:GET|HEAD|OPTIONS)$/.test(text) ? null : 'it is allowed';
    },
  },
  {
    name: 'headers of a write',
    seeds: [
      'Host\nshop.example\nContent-Length\n5\nContent-Type\ntext/plain',
      'Host\nshop.example:8080\nTransfer-Encoding\nchunked\nAccept\ntext/html',
      'Host\n[::1]\nX-HTTP-Method-Override\nGET\nCookie\na=b; c=d\nPortcullis-Confirm\nx',
      'Host\nshop.example\nX-Forwarded-For\n203.0.113.7\nForwarded\nfor=203.0.113.7\nVia\n1.1 x',
    ],
    tokens: [
      '\n',
      'Host',
      'Content-Length',
      'Transfer-Encoding',
      '_',
      'chunked',
      'GET',
      'X-Method',
      ': ',
      '0',
      ',',
    ],
    try(text, trial) {
      const headers = text.split('\n');
      const raw = { ...rawRequest('POST /orders'), headers };
      const lines = headers.flatMap((name, index): [string, string][] =>
        index % 2 === 0 && index + 1 < headers.length ? [[name, headers[index + 1] ?? '']] : [],
      );
      // Host parsers refuse other names before the gate hears of them.
      const isParsable = lines.every(([name]) => /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name));
      const request = new CanonicalRequest(site.compiled, raw);
      if (
        isParsable &&
        request.framing === null &&
        judgeFraming({ method: 'POST', httpVersion: '1.1', lines }) === 'ambiguous'
      ) {
        return 'an ambiguous framing is not noticed';
      }
      return writeStaysOut(raw, trial);
    },
  },
  {
    name: 'Host',
    seeds: ['shop.example', 'shop.example:8080', '[::1]:80', '127.0.0.1', 'admin.shop.example.'],
    tokens: [':', '@', '/', '[', ']', '%', '..', '::', '\0', '65536'],
    try: (text, trial) =>
      judgeFraming({ method: 'POST', httpVersion: '1.1', lines: [['Host', text]] }) === 'ambiguous' &&
      new CanonicalRequest(site.compiled, rawRequest('POST /orders', { headers: ['Host', text] })).framing ===
        null
        ? 'an ambiguous Host is not noticed'
        : writeStaysOut(rawRequest('POST /orders', { headers: ['Host', text] }), trial),
  },
  ...(['X-Forwarded-For', 'Forwarded'] as const).map(
    (header): FuzzTarget => ({
      name: header,
      seeds:
        header === 'Forwarded'
          ? [
              'for=203.0.113.7',
              'for="[2001:db8::1]:4711";proto=http, for=10.0.0.3',
              'by=10.0.0.1;For="203.0.113.7"',
            ]
          : [
              '203.0.113.7',
              '203.0.113.7, 10.0.0.3',
              '[2001:db8::1]:80, 203.0.113.7:4711',
              '::ffff:203.0.113.7',
            ],
      tokens: [',', '"', '\\', 'for=', ';', '203.0.113.7', '10.0.0.1', '[', ']', ':', '::ffff:', ' ', '\t'],
      try(text, { stopwatch, accepted }) {
        const chosen = header === 'Forwarded' ? forwardedSite : site;
        // What our own proxy adds stands at the end: nothing before it makes an insider of a stranger.
        const added = header === 'Forwarded' ? 'for=198.51.100.9' : '198.51.100.9';
        const raw = rawRequest('POST /orders', { headers: [header, `${text}, ${added}`], peer: '10.0.0.2' });
        const verdict = stopwatch.measure(() =>
          decideFor(chosen, 'POST /orders', { ...raw, known: { identity: somebody('admin') } }),
        );
        if (new CanonicalRequest(chosen.compiled, raw).client.address !== null) accepted();
        return verdict.kind === 'allow' ? 'a stranger is taken for somebody in the office' : null;
      },
    }),
  ),
];
