import { expect, test } from 'vitest';
import { callWith, multipartOf } from '../../../../test/support/body-fixtures.ts';
import type { CallInput, CallReading } from './call-reading.ts';
import { readFormCall } from './form-call.ts';
import { readGrpcWeb } from './grpc-web.ts';
import { readJsonRpc } from './json-rpc.ts';
import { readNextAction } from './next-action.ts';
import { readTrpc } from './trpc.ts';
import { readXmlRpc } from './xml-rpc.ts';

// An operator whose rule does not hold sees only this.

type Input = Parameters<typeof callWith>[0];

const read = ['list'];
const readers = {
  'JSON-RPC': (input: CallInput) => readJsonRpc(input, { read }),
  'XML-RPC': (input: CallInput) => readXmlRpc(input, { read }),
  'gRPC-Web': (input: CallInput) => readGrpcWeb(input, { read }),
  tRPC: (input: CallInput) => readTrpc(input, { read }),
  form: (input: CallInput) => readFormCall(input, { field: 'action', read }),
  'Next action': (input: CallInput) => readNextAction(input, { read }),
} satisfies Record<string, (input: CallInput) => CallReading>;

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const grpc = 'application/grpc-web';
const xml = 'text/xml';
const header = ['Next-Action', 'list'];

test.each<readonly [protocol: keyof typeof readers, input: Input, why: string]>([
  ['JSON-RPC', { method: 'GET' }, 'JSON-RPC by another method than POST'],
  ['JSON-RPC', { contentType: json, contentEncoding: 'gzip' }, 'a body in a coding'],
  ['JSON-RPC', { contentType: form }, 'a Content-Type that is not JSON in UTF-8'],
  ['JSON-RPC', { contentType: json, body: '[' }, 'malformed JSON'],
  ['JSON-RPC', { contentType: json, body: '[]' }, 'an empty batch'],
  [
    'JSON-RPC',
    { contentType: json, body: `[${Array(101).fill('1')}]` },
    'more than 100 calls in one request',
  ],
  ['JSON-RPC', { contentType: json, body: '{}' }, 'a call without the name of a method'],
  ['XML-RPC', { method: 'GET' }, 'XML-RPC by another method than POST'],
  ['XML-RPC', { contentType: xml, contentEncoding: 'gzip' }, 'a body in a coding'],
  ['XML-RPC', { contentType: json }, 'a Content-Type that is not XML'],
  ['XML-RPC', { contentType: 'x-text/xml' }, 'a Content-Type that is not XML'],
  ['XML-RPC', { contentType: 'text/xml-x' }, 'a Content-Type that is not XML'],
  ['XML-RPC', { contentType: xml, body: '\ufeff' }, 'XML that is not UTF-8 without a byte order mark'],
  ['XML-RPC', { contentType: xml, body: '<a/>' }, 'XML that is no plain methodCall'],
  [
    'XML-RPC',
    { contentType: xml, body: '<methodCall><methodName>system.multicall</methodName></methodCall>' },
    'a system.multicall that cannot be read',
  ],
  ['gRPC-Web', { method: 'GET' }, 'gRPC-Web by another method than POST'],
  ['gRPC-Web', { contentType: json }, 'a Content-Type that is not gRPC-Web'],
  ['gRPC-Web', { contentType: grpc, contentEncoding: 'gzip' }, 'a body in a coding'],
  ['gRPC-Web', { contentType: grpc, query: '' }, 'gRPC-Web with a query'],
  ['gRPC-Web', { contentType: grpc, path: 'list' }, 'a path without its leading slash'],
  ['tRPC', { method: 'PUT' }, 'tRPC by another method than GET or POST'],
  ['tRPC', { query: 'batch=2' }, 'a tRPC query that cannot be read'],
  ['form', { contentType: form, contentEncoding: 'gzip', body: 'a' }, 'a body in a coding'],
  ['form', { contentType: `${form};charset=utf-16`, body: 'a' }, 'a body that is no form in UTF-8'],
  ['form', { contentType: json, body: 'a' }, 'a body that is no form in UTF-8'],
  [
    'form',
    { contentType: 'multipart/form-data', body: multipartOf('null', []) },
    'a body that is no form in UTF-8',
  ],
  [
    'form',
    { contentType: `multipart/x; boundary=b`, body: multipartOf('b', []) },
    'a body that is no form in UTF-8',
  ],
  ['form', { contentType: form, body: 'a;action=list' }, 'a form with a bare semicolon'],
  [
    'Next action',
    { headers: [...header, ...header] },
    'more than one Next-Action header, or one in odd spelling',
  ],
  ['Next action', { method: 'PUT', headers: header }, 'a server action by another method than POST'],
  [
    'Next action',
    { method: 'GET', headers: header, body: 'a' },
    'a server action by another method than POST',
  ],
  ['Next action', { contentEncoding: 'gzip' }, 'a body in a coding'],
  ['Next action', { contentType: '' }, 'a malformed Content-Type'],
  [
    'Next action',
    { contentType: form, body: '%24ACTION_1=x' },
    'a field "$ACTION_1" that may name an action',
  ],
])('%s with %j: %s', (protocol, input, why) => {
  expect(readers[protocol](callWith(input))).toMatchObject({ access: 'write', why });
});
