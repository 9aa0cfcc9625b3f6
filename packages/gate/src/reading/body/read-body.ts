import type { CallRule } from '../../model/calls.ts';
import type { CallReading } from '../../model/decision.ts';
import type { CanonicalRequest } from '../canonical-request.ts';
import { overridesInBody } from './body-overrides.ts';
import { type CallInput, writeCall } from './calls/call-reading.ts';
import { readFormCall } from './calls/form-call.ts';
import { readGrpcWeb } from './calls/grpc-web.ts';
import { readJsonRpc } from './calls/json-rpc.ts';
import { readNextAction } from './calls/next-action.ts';
import { readTrpc } from './calls/trpc.ts';
import { readXmlRpc } from './calls/xml-rpc.ts';
import { isReadAsContent } from './compressed-stream.ts';
import { copyOfText } from './copy-of-text.ts';
import { forgetJson } from './strict-json.ts';

/** Reads GraphQL; handed in, because its parser is a package of its own (`@portcullis/gate/graphql`). */
export type ReadGraphqlCall = (
  input: CallInput,
  rule: Extract<CallRule, { protocol: 'graphql' }>,
) => CallReading;

/** What a body says about the request. */
export interface BodyReading {
  /** Other methods that its fields ask the app for, in upper case; null = it cannot be read. */
  readonly overrides: readonly string[] | null;
  /** What its calls would do; null where not exactly one rule of the policy speaks of them. */
  readonly calls: CallReading | null;
  /** Whether every call in it is one that production mode lets through; absent where it lets all through. */
  readonly isLetThrough?: boolean;
}

export interface ReadBodyOptions {
  readonly readGraphql: ReadGraphqlCall | null;
  /** What the stream in its coding holds (`compressedStreamIn`); null when that is not known. @default null */
  readonly decompressed?: Uint8Array | null;
}

/** Reads a whole body. Pure; never throws; what cannot be read is null or a write. */
export function readBody(
  request: CanonicalRequest,
  body: Uint8Array,
  { readGraphql, decompressed = null }: ReadBodyOptions,
): BodyReading {
  const { raw, target, contentType, contentEncoding, facts, compiled } = request;
  const [rule, ...others] = facts.calls;
  const isJsonRpc = rule?.protocol === 'json-rpc' && others.length === 0;
  const names = compiled.bodyOverrideNames;
  const content = decompressed === null || !isReadAsContent(contentType, body) ? null : decompressed;
  const found = overridesInBody({ contentType, contentEncoding, content, names, isJsonRpc }, body);
  const input: CallInput = {
    method: raw.method,
    path: target.path,
    query: target.query,
    contentType,
    contentEncoding: content === null ? contentEncoding : null,
    headers: raw.headers,
    body: content ?? body,
  };
  const calls = rule === undefined || others.length > 0 ? null : readCalls(rule, input, readGraphql);
  const rules = facts.callsInProduction;
  const isLetThrough = rules.every((one) => readCalls(one, input, null).access === 'read');
  forgetJson();
  return {
    overrides: 'problem' in found ? null : found.methods.map(copyOfText),
    calls: calls === null ? null : { ...calls, names: calls.names.map(copyOfText) },
    ...(rules.length > 0 && { isLetThrough }),
  };
}

function readCalls(rule: CallRule, input: CallInput, readGraphql: ReadGraphqlCall | null): CallReading {
  switch (rule.protocol) {
    case 'graphql':
      return readGraphql === null ? writeCall('nothing here reads GraphQL') : readGraphql(input, rule);
    case 'json-rpc':
      return readJsonRpc(input, rule);
    case 'xml-rpc':
      return readXmlRpc(input, rule);
    case 'trpc':
      return readTrpc(input, rule);
    case 'grpc-web':
      return readGrpcWeb(input, rule);
    case 'form':
      return readFormCall(input, rule);
    case 'next-action':
      return readNextAction(input, rule);
  }
}
