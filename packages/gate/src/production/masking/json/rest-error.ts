import type { IncidentChannel } from '../../../model/incident.ts';
import type { Masking, Told } from '../masking.ts';
import { isBusiness, nameOfError } from './error-names.ts';
import {
  holdsErrors,
  holdsText,
  isHarmlessName,
  isHarmlessNumber,
  isHarmlessText,
} from './harmless-values.ts';
import type { JsonDocument, JsonNode, JsonObjectNode } from './json-document.ts';
import { blankOf, findInsides, plainName } from './trace-fields.ts';
import { asciiBytes, type Edit, jsonObject, jsonString } from './write-json.ts';

/** The name that technical errors have instead of their own. */
export const maskedName = 'portcullis.ServerError';

export interface RestOptions {
  /** The response's status says that the application failed. */
  readonly hasFailed: boolean;
  readonly channel: IncidentChannel;
  /** The status says that all is well. @default false */
  readonly isInSuccess?: boolean;
}

/**
 * Judges what an interface answers by whatever conventions: nothing to edit for an answer that shows no inside, such as what
 * is wrong with a form; for a business error its traces; else all of it.
 */
export function maskRestError(
  document: JsonDocument,
  node: JsonNode,
  masking: Masking,
  { hasFailed, channel, isInSuccess = false }: RestOptions,
): Edit[] {
  const { fields, isClean } = findInsides(document, node, { isInSuccess });
  if (isClean && isBusiness(document, node, masking.errors)) {
    return fields.map((field) => editOf(field, blankOf(document, field)));
  }
  const isTechnical = hasFailed ? saysAnything(document, node) : !isClean || fields.length > 0;
  if (!isTechnical) return [];
  const told = masking.tell({
    channel,
    name: nameOfError(document, node),
    original: document.rawBytes(node),
    isCut: false,
  });
  return [editOf(node, rewrite(document, node, told))];
}

export function editOf({ start, end }: JsonNode, json: string): Edit {
  return { start, end, bytes: asciiBytes(json) };
}

/** What stands in for an answer of which nothing can be kept. */
export function plainError({ id, text }: Told): string {
  return jsonObject([
    ['message', jsonString(text)],
    ['incident', jsonString(id)],
  ]);
}

/** Not `{}`, `{"ok": false}` or a number: of these there is nothing to mask. */
function saysAnything(document: JsonDocument, node: JsonNode): boolean {
  if (node.kind === 'string') return document.text(node) !== '';
  if (node.kind === 'array') return node.items.some((item) => saysAnything(document, item));
  if (node.kind !== 'object') return false;
  return node.members.some(({ name, value }) => !isHarmlessName(name) || saysAnything(document, value));
}

const deepest = 8;

/** The same shape, with nothing in it but what is known to be harmless. */
function rewrite(document: JsonDocument, root: JsonNode, told: Told): string {
  const text = jsonString(told.text);
  let isSaid = false;
  if (root.kind !== 'object') return rewriteValue(root, 'errors', 0);
  const members = rewriteMembers(root, 0).filter(([name]) => name !== 'incident');
  if (!isSaid) members.push(['message', text]);
  return jsonObject([...members, ['incident', jsonString(told.id)]]);

  function rewriteMembers(node: JsonObjectNode, depth: number): [string, string][] {
    return node.members
      .filter(({ name }) => isHarmlessName(name))
      .map(({ name, value }) => [name, rewriteValue(value, plainName(name), depth + 1)]);
  }

  function rewriteValue(node: JsonNode, name: string, depth: number): string {
    switch (node.kind) {
      case 'word':
        return document.raw(node);
      case 'number':
        return isHarmlessNumber(name) ? document.raw(node) : '0';
      case 'string':
        return rewriteText(document.text(node) ?? '', name);
      case 'array': {
        if (!holdsErrors(name) || depth > deepest) return '[]';
        const isText = node.items.some(({ kind }) => kind === 'string');
        if (isText) return holdsText(name) || depth === 0 ? `[${say()}]` : '[]';
        return `[${node.items.map((item) => rewriteValue(item, name, depth + 1)).join(', ')}]`;
      }
      case 'object':
        return !holdsErrors(name) || depth > deepest ? '{}' : jsonObject(rewriteMembers(node, depth));
    }
  }

  function rewriteText(value: string, name: string): string {
    if (isHarmlessText(name, value)) return jsonString(value);
    if (name === 'name') return jsonString(maskedName);
    // Where an answer is nothing but a text, or a list of texts, it has no name.
    return holdsText(name) || name === 'errors' ? say() : '""';
  }

  function say(): string {
    isSaid = true;
    return text;
  }
}
