import { readCallOutline } from '../../../packages/gate/src/reading/body/call-outline.ts';
import { CanonicalRequest } from '../../../packages/gate/src/reading/canonical-request.ts';
import { rawRequest, siteOf } from '../../../packages/gate/test/support/decide-fixtures.ts';
import { decideWithBody } from '../../../packages/gate/test/support/decide-with-body.ts';
import type { FuzzTarget } from '../fuzz.ts';

export const site = siteOf({
  policy: {
    routes: [
      { match: 'POST /search', access: 'read' },
      { match: '/graphql', calls: { protocol: 'graphql' } },
      {
        match: 'POST /rpc',
        calls: { protocol: 'json-rpc', read: ['ping', { '/method': 'call', '/params/method': 'read' }] },
      },
      { match: 'POST /xmlrpc', calls: { protocol: 'xml-rpc', read: ['ping'] } },
      { match: '/trpc/*', calls: { protocol: 'trpc', read: ['post.list'] } },
      { match: 'POST /grpc/*', calls: { protocol: 'grpc-web', read: ['grpc/List'] } },
      { match: '/ajax', calls: { protocol: 'form', field: 'action', read: ['list'] } },
      { match: 'POST /action', calls: { protocol: 'next-action', read: ['7f01'] } },
    ],
  },
});

interface Route {
  readonly name: string;
  readonly target: string;
  readonly contentType: string;
  readonly seeds: readonly string[];
  readonly tokens: readonly string[];
  /** Whether no server can take these bytes for anything but what may be let in. */
  readonly mayPass: (text: string, bytes: Uint8Array) => boolean;
}

/** What is not surely a read by an independent look at it must not be let in. */
export function route({ name, target, contentType, seeds, tokens, mayPass }: Route): FuzzTarget {
  return {
    name,
    seeds,
    tokens,
    try(text, { stopwatch, accepted }) {
      const bytes = Buffer.from(text, 'latin1');
      const headers = ['Content-Type', contentType, 'Content-Length', '9'];
      const raw = rawRequest(`POST ${target}`, { headers });
      const verdict = stopwatch.measure(() => decideWithBody(site, raw, bytes));
      const outline = readCallOutline(new CanonicalRequest(site.compiled, raw), bytes);
      if (outline.ids.length > 100) return 'an outline of more than 100 calls';
      if (verdict.kind !== 'allow') return null;
      accepted();
      return mayPass(text, bytes) ? null : 'what cannot be read is let in';
    },
  };
}

export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

export function memberOf(value: unknown, name: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return JSON.stringify(found) ?? '';
}

export const jsonTokens = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\u0000',
  '\\',
  'null',
  '1e9',
  '\xef\xbb\xbf',
  '"__proto__"',
  '\0',
];
export const multipartType = 'multipart/form-data; boundary=b';
export const part = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** Parts as a server that minds no line ends takes a form apart. */
export function partsOf(text: string): { readonly head: string; readonly body: string }[] {
  return `\n${text}`
    .split(/\r?\n--b/)
    .slice(1)
    .map((part) => {
      const [head = '', ...body] = part.split(/\r?\n\r?\n/);
      return { head, body: body.join('\n\n') };
    });
}
