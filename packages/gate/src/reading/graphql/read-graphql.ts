import type { Reason } from '../../model/reasons.ts';
import { sha256Hex } from '../../model/sha256.ts';
import type { CallInput, CallReading } from '../body/calls/call-reading.ts';
import { isPlainCoding } from '../body/unreadable.ts';
import { type AskedCall, isUnreadable } from './asked-call.ts';
import { countTokens } from './count-tokens.ts';
import type { GraphqlDocument, GraphqlParse } from './graphql-parser.ts';
import { defaultMaxBatch, defaultMaxTokens, type GraphqlRule, mostTokens } from './graphql-rule.ts';
import { isTooDeep } from './is-too-deep.ts';
import { isReadAlike } from './read-alike.ts';
import { readBodyCalls } from './read-body-calls.ts';
import { readOperation } from './read-operation.ts';
import { readUrlCall } from './read-url-call.ts';

/** Names are for people: no log needs more of one. */
const longestName = 128;

/** Characters of documents whose digest is compared, in one request: some 2 ms. Documents have a few thousand. */
const mostDigested = 100_000;

/**
 * What a request to a declared GraphQL endpoint would do. Servers differ in where they look for the document, so
 * a request is a read only if it is one wherever they look. Never throws.
 */
export function readGraphql(input: CallInput, rule: GraphqlRule, parse: GraphqlParse): CallReading {
  try {
    const reading = readRequest(input, rule, parse);
    return { ...reading, names: reading.names.map((name) => name.slice(0, longestName)) };
  } catch {
    return write('a request that could not be read');
  }
}

function readRequest(input: CallInput, rule: GraphqlRule, parse: GraphqlParse): CallReading {
  const { method, query, contentEncoding, headers, body } = input;
  const { maxTokens = defaultMaxTokens, maxBatch = defaultMaxBatch } = rule;
  if (!isLimit(maxTokens) || !isLimit(maxBatch)) return write('a limit in the policy that is no number');
  if (!isPlainCoding(contentEncoding)) {
    return write('a body with a content encoding');
  }
  if (comesTwice(headers, 'content-type') || comesTwice(headers, 'content-encoding')) {
    return write('a header of the body that comes twice');
  }
  const tokensLeft = Math.max(maxTokens, mostTokens);
  const context: CallContext = { rule, parse, maxTokens, tokensLeft, digestible: mostDigested };
  const url = readUrlCall(query);
  if (url !== null && isUnreadable(url)) return write(url.unreadable);
  if (method === 'GET' || method === 'HEAD') {
    if (body.length > 0) return write(`a ${method} with a body`);
    if (url !== null) return readCall([url], context);
    // GraphiQL, the page to write documents on: nothing is run.
    return query === null ? { access: 'read', names: [] } : write('no document');
  }
  if (method !== 'POST') return write('a method that is not GraphQL over HTTP');
  const asked = readBodyCalls(input, maxBatch);
  if (isUnreadable(asked)) return write(asked.unreadable);
  if (!asked.batch) return readCall(url === null ? asked.calls : [url, ...asked.calls], context);
  if (url !== null) return write('a batch beside a call in the URL');
  return worst(asked.calls.map((call) => readCall([call], context)));
}

interface CallContext {
  readonly rule: GraphqlRule;
  readonly parse: GraphqlParse;
  readonly maxTokens: number;
  /** Of all documents of the request together. */
  tokensLeft: number;
  /** Characters, likewise. */
  digestible: number;
}

/**
 * One call, spoken of in one or two places. express-graphql takes the document and its operationName from the URL
 * first, each on its own; others know only the body: every pairing must be a read.
 */
function readCall(places: readonly AskedCall[], context: CallContext): CallReading {
  const ids = new Set(places.flatMap((place) => place.ids));
  const documents = new Set(places.flatMap(({ document }) => (document === null ? [] : [document])));
  for (const { digest } of places) {
    // Of an automatic persisted query the server stores the document under its own digest, and runs it.
    if (digest === null) continue;
    const fits = [...documents].some((document) => isDigestOf(digest, document, context));
    if (isDeclared(digest, context) || !fits) ids.add(digest);
  }
  if (ids.size > 1) return write('two different ids of stored documents');
  if (documents.size + ids.size === 0) return write('no document');
  const operationNames = new Set(places.map((place) => place.operationName));
  const isDigestAlone = documents.size === 0 && places.every((place) => place.ids.length === 0);
  return worst([
    ...[...ids].map((id) => readStored(id, context, isDigestAlone)),
    ...[...documents].map((document) => readDocument(document, operationNames, context)),
  ]);
}

/** Written as Apollo compares it. */
function isDigestOf(digest: string, document: string, context: CallContext): boolean {
  context.digestible -= document.length;
  return context.digestible >= 0 && sha256Hex(document) === digest;
}

function isDeclared(id: string, { rule: { persisted } }: CallContext): boolean {
  return Object.hasOwn(persisted, id);
}

function readStored(id: string, context: CallContext, isDigestAlone: boolean): CallReading {
  const access = isDeclared(id, context) ? context.rule.persisted[id] : undefined;
  if (access === 'read') return { access, names: [id] };
  if (access === 'write')
    return { access, names: [id], why: 'a stored document that writes' satisfies Reason };
  // Told, so that it can be declared; but it is the client's text, on its way to a log.
  return {
    access: 'write',
    names: [id.replace(/[^!-~]/g, '?')],
    why: 'a stored document nobody declared' satisfies Reason,
    ...(isDigestAlone && { isUnknownDigest: true }),
  };
}

function readDocument(
  text: string,
  operationNames: ReadonlySet<string | null>,
  context: CallContext,
): CallReading {
  const document = parsed(text, context);
  if (document === null) return write('a document that is no GraphQL, or longer or deeper than allowed');
  const reading = worst([...operationNames].map((name) => readOperation(document, name)));
  if (reading.access === 'write' || isReadAlike(text)) return reading;
  return {
    access: 'write',
    names: reading.names,
    why: 'a document that servers take apart differently' satisfies Reason,
  };
}

function parsed(text: string, context: CallContext): GraphqlDocument | null {
  const { parse, maxTokens } = context;
  if (context.tokensLeft > 0) context.tokensLeft -= countTokens(text);
  if (context.tokensLeft <= 0) return null;
  try {
    const document = parse(text, { noLocation: true, maxTokens });
    return isTooDeep(text, document) ? null : document;
  } catch {
    // Also a RangeError, where the stack ends before the tokens that the policy allows.
    return null;
  }
}

/** A write if any is one; the names of all. An unknown digest is told only where there is nothing worse. */
function worst(readings: readonly CallReading[]): CallReading {
  const names = [...new Set(readings.flatMap((reading) => reading.names))];
  const writes = readings.filter((reading) => reading.access === 'write');
  const worse = writes.find(({ isUnknownDigest }) => isUnknownDigest !== true) ?? writes[0];
  if (worse !== undefined) return { ...worse, names };
  return readings.length > 0 ? { access: 'read', names } : write('no document');
}

function isLimit(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function comesTwice(headers: readonly string[], name: string): boolean {
  let count = 0;
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

function write(why: Reason): CallReading {
  return { access: 'write', names: [], why };
}
