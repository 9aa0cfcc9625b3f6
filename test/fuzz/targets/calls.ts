import { rawRequest } from '../../../packages/gate/test/support/decide-fixtures.ts';
import { decideWithBody } from '../../../packages/gate/test/support/decide-with-body.ts';
import { readsByGraphqlJs } from '../../../packages/gate/test/support/reads-by-graphql-js.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { jsonOf, jsonTokens, memberOf, multipartType, part, partsOf, route, site } from './body-route.ts';

const xml = (name: string) =>
  `<?xml version="1.0"?><methodCall><methodName>${name}</methodName><params/></methodCall>`;

export const callTargets: readonly FuzzTarget[] = [
  route({
    name: 'JSON-RPC',
    target: '/rpc',
    contentType: 'application/json',
    seeds: [
      '{"jsonrpc":"2.0","method":"ping","id":1}',
      '[{"method":"ping","id":"a"},{"method":"ping"}]',
      '{"method":"call","params":{"method":"read","args":[]}}',
      '{"method":"orders.delete"}',
    ],
    tokens: ['"method"', '"ping"', '"orders.delete"', '"Method"', ...jsonTokens],
    mayPass: (_, bytes) => callsRead(bytes),
  }),
  route({
    name: 'XML-RPC',
    target: '/xmlrpc',
    contentType: 'text/xml',
    seeds: [xml('ping'), xml('orders.delete'), xml('system.multicall')],
    tokens: [
      '<methodName>',
      '</methodName>',
      'ping',
      'orders.delete',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '<',
      '/>',
      '<params>',
    ],
    mayPass: (text) =>
      /<methodName\s*>ping<\/methodName\s*>/.test(text) &&
      !/orders|<!|methodName.*methodName.*methodName/s.test(text),
  }),
  route({
    name: 'GraphQL',
    target: '/graphql',
    contentType: 'application/json',
    seeds: [
      '{"query":"query A { a(b: \\"c\\") { d ...F } } fragment F on T { e }","operationName":"A"}',
      '{"query":"mutation { a }"}',
      '[{"query":"{ a }"},{"query":"{ b @skip(if: true) }"}]',
      '{"query":"query A { a } mutation B { b }","operationName":"A","variables":{"x":1}}',
    ],
    tokens: [
      'mutation',
      'subscription',
      'query',
      '{',
      '}',
      '...',
      '#',
      '\\n',
      '\\"\\"\\"',
      '"operationName"',
      ',',
      '"B"',
      ...jsonTokens,
    ],
    mayPass: (_, bytes) => {
      const document = jsonOf(bytes);
      const calls: unknown[] = Array.isArray(document) ? document : [document];
      return calls.length > 0 && calls.every(isQuery);
    },
  }),
  route({
    name: 'form call',
    target: '/ajax',
    contentType: 'application/x-www-form-urlencoded',
    seeds: ['action=list&page=2', 'action=delete&id=3', 'x=1&action=list'],
    tokens: ['action', 'list', 'delete', '&', '=', ';', '%', '[]', '%00', '+', '.'],
    mayPass: (text) => new URLSearchParams(text).getAll('action').join() === 'list',
  }),
  route({
    name: 'server action',
    target: '/action',
    contentType: multipartType,
    seeds: [
      `${part('$ACTION_ID_7f01', '')}--b--\r\n`,
      `${part('1_$ACTION_ID_7f02', '')}${part('x', '1')}--b--\r\n`,
    ],
    tokens: ['$ACTION_ID_', '7f01', '7f02', '--b', '\r\n', '"', '$ACTION_REF_1', '1_', '\0'],
    mayPass: (text) => {
      const named = partsOf(text).filter(({ head }) => /\$ACTION/i.test(head));
      return named.length > 0 && named.every(({ head }) => /"(?:\d+_)?\$ACTION_ID_7f01"/.test(head));
    },
  }),
  {
    name: 'tRPC and gRPC-Web paths',
    seeds: [
      '/trpc/post.list?batch=1&input=%7B%7D',
      '/trpc/post.list,post.list?batch=1',
      '/grpc/List',
      '/trpc/post.delete',
    ],
    tokens: [',', '?', 'batch=1', '&', '%2c', 'post.list', 'post.delete', '/', '%', 'trpc='],
    try(text, { stopwatch, accepted }) {
      const headers = ['Content-Type', 'application/grpc-web', 'Content-Length', '9'];
      const verdict = stopwatch.measure(() =>
        decideWithBody(site, rawRequest(`POST ${text}`, { headers }), new Uint8Array(9)),
      );
      if (verdict.kind !== 'allow') return null;
      accepted();
      return /^\/(?:trpc\/(?:post\.list,?)+|grpc\/List)(?:\?|$)/.test(text)
        ? null
        : 'an unlisted procedure is let in';
    },
  },
];

/** Every call names a listed method, by JSON.parse. */
function callsRead(bytes: Uint8Array): boolean {
  const document = jsonOf(bytes);
  const calls: unknown[] = Array.isArray(document) ? document : [document];
  return calls.length > 0 && calls.every((call) => /^(?:"ping"|"call")$/.test(memberOf(call, 'method')));
}

function isQuery(call: unknown): boolean {
  const text: unknown = JSON.parse(memberOf(call, 'query') || 'null');
  const name: unknown = JSON.parse(memberOf(call, 'operationName') || 'null');
  return typeof text === 'string' && readsByGraphqlJs(text, typeof name === 'string' ? name : null);
}
