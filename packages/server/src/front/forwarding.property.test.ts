import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { CanonicalRequest, compilePolicy, parsePolicy } from '@portcullis/gate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrivedWith, readers } from '../../test/proxy/forwarding-readers.ts';
import { createRequestHead } from '../proxy/request-head.ts';
import { forwardingOf } from './forward-instruction.ts';

const proxy = '10.0.0.5';
const gate = '127.0.0.1';
const visitor = '203.0.113.9';
const headOf = createRequestHead({ viaName: 'portcullis', fallbackHost: 'app' });
const strip: ReadonlySet<string> = new Set();

type AddressHeader = 'x-forwarded-for' | 'forwarded' | 'x-real-ip';
const policies = new Map(
  (['x-forwarded-for', 'forwarded', 'x-real-ip'] as const).map((addressHeader) => {
    const trusted = { addressHeader, proxies: ['10.0.0.0/8'] };
    return [addressHeader, compilePolicy(parsePolicy({ trusted }))];
  }),
);

interface Way {
  readonly addressHeader: AddressHeader;
  readonly peer: string;
  readonly isTls: boolean;
}

function sentOn(headers: string[], { addressHeader, peer, isTls }: Way): string[] {
  const compiled = policies.get(addressHeader) ?? compilePolicy(parsePolicy({}));
  const raw = {
    method: 'GET',
    target: '/',
    headers,
    peer,
    httpVersion: '1.1',
    secure: isTls,
    upgrade: false,
  };
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const incoming = new IncomingMessage(socket);
  incoming.rawHeaders = headers;
  incoming.httpVersion = '1.1';
  const forwarding = forwardingOf(new CanonicalRequest(compiled, raw));
  return headOf(incoming, { target: '/', forwarding, strip, set: [], onError: () => {} });
}

const lines = (name: string, ...values: readonly string[]) =>
  fc.constantFrom<string[]>([], ...values.map((value) => [name, value]));

const said = fc
  .tuple(
    lines('X-Forwarded-For', visitor, `1.1.1.1, ${visitor}`, `${visitor}, 10.0.0.9`, 'unknown'),
    lines(
      'Forwarded',
      ...[
        `for=${visitor}`,
        `for=${visitor};proto=https`,
        `By=10.0.0.5;For=${visitor};host=shop.example;proto=http`,
      ],
      ...[
        'host=shop.example;proto=https',
        'for=_hidden;proto=https',
        'for=unknown',
        'proto=https',
        '',
        'for="1',
      ],
      ...[
        `for=1.1.1.1;proto=http, for=${visitor};host="shop.example:8443";proto="https"`,
        'for=x;secret="a, b"',
      ],
    ),
    lines('X-Real-IP', visitor),
    lines('X-Forwarded-Proto', 'https', 'http', 'https, https', 'https, http', 'wss', ''),
    lines('X-Forwarded-Proto', 'https'),
    lines('X-Forwarded-Host', 'shop.example', 'a.example, b.example:81', ''),
    lines('X-Forwarded-Port', '8443'),
    lines('X-Forwarded-Ssl', 'on', 'off'),
    fc.boolean(),
  )
  .map(([chain, forwarded, realIp, proto, more, host, port, ssl, isLate]) => {
    const first = [...chain, ...forwarded, ...realIp];
    const then = [...proto, ...more, ...host, ...port, ...ssl];
    return ['Host', 'inner.example:9400', ...(isLate ? [...then, ...first] : [...first, ...then])];
  });
const way = fc.record({
  addressHeader: fc.constantFrom<AddressHeader>('x-forwarded-for', 'forwarded', 'x-real-ip'),
  peer: fc.constant(proxy),
  isTls: fc.constant(false),
});

test('behind a named proxy an application sees the client, host and scheme that it would see without the gate', () => {
  fc.assert(
    fc.property(said, way, (headers, drawn) => {
      const through = sentOn(headers, drawn);
      for (const [name, read] of Object.entries(readers)) {
        const without = read(arrivedWith(headers, proxy, false));
        const seen = read(arrivedWith(through, gate, false));
        // Who looks into no header that names him saw the proxy: now he may see whom that proxy speaks for.
        const isNamed = without.client === proxy && seen.client === visitor;
        const expected =
          isNamed && drawn.addressHeader !== 'x-forwarded-for' ? { ...without, client: visitor } : without;
        // Named by a header that the owner did not name, he is known by that one only.
        const isMisnamed = name === 'gin' || name === 'symfony';
        const { client, ...rest } = seen;
        expect(rest, name).toEqual({ host: expected.host, scheme: expected.scheme });
        if (!isMisnamed || isNamedBy(headers, drawn.addressHeader))
          expect(client, name).toBe(expected.client);
      }
    }),
    { numRuns: 5_000 },
  );
});

/** Whether the policy names what the proxy sets. */
function isNamedBy(headers: readonly string[], addressHeader: AddressHeader): boolean {
  const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const addresses = names.filter((name) => /^(?:x-forwarded-for|forwarded|x-real-ip)$/.test(name));
  return addresses.length === 1 && addresses[0] === addressHeader && headers.includes(visitor);
}

test('a named proxy that comes over TLS and does not say otherwise is passed on as one', () => {
  fc.assert(
    fc.property(said, way, (headers, drawn) => {
      const through = arrivedWith(sentOn(headers, { ...drawn, isTls: true }), gate, false);
      for (const [name, read] of Object.entries(readers)) {
        const before = read(arrivedWith(headers, proxy, true));
        const isDoubted =
          /(?:^|[\s,])http(?:,|$)|off|proto=http\b/m.test(headers.join('\n')) || before.scheme !== 'https';
        if (isDoubted || headers.some((text) => text === '' || text.includes('"'))) continue;
        // A list beside our one word is a contradiction to Symfony, and without it Spring would see no TLS.
        if (name === 'symfony' && through.headers.get('x-forwarded-proto')?.includes(',')) continue;
        expect(read(through).scheme, name).toBe('https');
      }
    }),
    { numRuns: 5_000 },
  );
});

test('of what a peer says that nobody named, nothing arrives', () => {
  fc.assert(
    fc.property(said, way, fc.boolean(), (headers, drawn, isTls) => {
      const stranger = { ...drawn, peer: '198.51.100.9', isTls };
      const bare = sentOn(headers.slice(0, 2), stranger);
      expect(sentOn(headers, stranger)).toEqual(bare);
    }),
    { numRuns: 2_000 },
  );
});
