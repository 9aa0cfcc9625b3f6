import type { Masking, Told } from '../masking.ts';
import { hasTrace } from '../trace-signatures.ts';
import { nameOfError } from './error-names.ts';
import {
  type JsonArrayNode,
  type JsonDocument,
  type JsonNode,
  type JsonObjectNode,
  memberOf,
} from './json-document.ts';
import { editOf } from './rest-error.ts';
import { findInsides } from './trace-fields.ts';
import { type Edit, jsonObject, jsonString } from './write-json.ts';

/** GraphQL specification, 7.1.2. */
const standardMembers: ReadonlySet<string> = new Set(['message', 'locations', 'path', 'extensions']);

/** What is wrong with a request, by its code alone: Apollo Server's, also where it adds a trace of its own to them. */
const requestCodes: ReadonlySet<string> = new Set([
  ...['BAD_REQUEST', 'BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
  ...['OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED'],
]);

/** Other interfaces list errors too: these name places of a query, or stand beside data with nothing else in them. */
export function isGraphqlErrors(
  document: JsonDocument,
  node: JsonNode,
  { isBesideData }: { readonly isBesideData: boolean },
): node is JsonArrayNode {
  if (node.kind !== 'array' || node.items.length === 0) return false;
  if (!node.items.every((item) => document.text(memberOf(item, 'message')) !== null)) return false;
  return node.items.some(
    (item) =>
      memberOf(item, 'locations')?.kind === 'array' ||
      memberOf(item, 'path')?.kind === 'array' ||
      memberOf(item, 'extensions')?.kind === 'object' ||
      (isBesideData && item.kind === 'object' && item.members.every(({ name }) => standardMembers.has(name))),
  );
}

/** Masks what `errors` of a GraphQL response lists, one by one. */
export function maskGraphqlErrors(
  document: JsonDocument,
  { items }: JsonArrayNode,
  masking: Masking,
): Edit[] {
  return items.flatMap((item) => (item.kind === 'object' ? maskError(document, item, masking) : []));
}

export function unreadableGraphqlError(told: Told): string {
  return jsonObject([
    ['message', jsonString(told.text)],
    ['extensions', maskedExtensions(told)],
  ]);
}

function maskError(document: JsonDocument, node: JsonObjectNode, masking: Masking): Edit[] {
  const extensions = memberOf(node, 'extensions');
  const code = document.text(memberOf(extensions, 'code'));
  const places = ['locations', 'path'].flatMap((name): [string, string][] => {
    const value = memberOf(node, name);
    return value?.kind === 'array' ? [[name, placesOf(document, value)]] : [];
  });
  if (!isReadable(document, node, code, masking)) {
    const told = masking.tell({
      channel: 'graphql',
      name: nameOfError(document, node),
      original: document.rawBytes(node),
      isCut: false,
    });
    const members: [string, string][] = [['message', jsonString(told.text)], ...places];
    return [editOf(node, jsonObject([...members, ['extensions', maskedExtensions(told)]]))];
  }
  const isBare = node.members.every(({ name }) => standardMembers.has(name)) && isOnlyCode(extensions);
  if (isBare) return [];
  const message = jsonString(document.text(memberOf(node, 'message')) ?? '');
  const kept: [string, string][] =
    code === null ? [] : [['extensions', jsonObject([['code', jsonString(code)]])]];
  return [editOf(node, jsonObject([['message', message], ...places, ...kept]))];
}

/** For people: what an operator listed, and whatever is wrong with a request as such, which no resolver saw. */
function isReadable(
  document: JsonDocument,
  node: JsonObjectNode,
  code: string | null,
  { errors }: Masking,
): boolean {
  if (hasTrace(document.text(memberOf(node, 'message')) ?? '')) return false;
  if (code !== null && errors.business.includes(code)) return true;
  if (memberOf(node, 'path')?.kind === 'array') return false;
  if (code !== null && requestCodes.has(code)) return true;
  // Before the first resolver runs an application can fail, too: on the way to its database, say.
  const { fields, isClean } = findInsides(document, node);
  return isClean && fields.length === 0 && !/^INTERNAL/i.test(code ?? '');
}

function isOnlyCode(extensions: JsonNode | undefined): boolean {
  if (extensions === undefined) return true;
  if (extensions.kind !== 'object') return extensions.kind === 'word';
  return extensions.members.every(({ name, value }) => name === 'code' && value.kind === 'string');
}

/** Lines and columns of the query, and names and indexes of the answer: both are the reader's own. */
function placesOf(document: JsonDocument, node: JsonArrayNode): string {
  const places = node.items.map((item) => {
    if (item.kind === 'string') return jsonString(document.text(item) ?? '');
    if (item.kind === 'number') return document.raw(item);
    return jsonObject(
      ['line', 'column'].flatMap((name): [string, string][] => {
        const value = memberOf(item, name);
        return value?.kind === 'number' ? [[name, document.raw(value)]] : [];
      }),
    );
  });
  return `[${places.join(', ')}]`;
}

function maskedExtensions({ id }: Told): string {
  return jsonObject([
    ['code', jsonString('INTERNAL_SERVER_ERROR')],
    ['incident', jsonString(id)],
  ]);
}
