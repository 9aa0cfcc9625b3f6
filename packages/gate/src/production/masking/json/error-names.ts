import type { Errors } from '../../../model/production.ts';
import { exceptionName } from '../exception-name.ts';
import { type JsonDocument, type JsonNode, memberOf } from './json-document.ts';
import { textsIn } from './trace-fields.ts';

/** Where an error says what it is. */
const naming = ['name', 'code', 'type', 'exception'];
/** Where errors lie in an answer. */
const nesting = ['error', 'errors', 'data', 'extensions'];
const deepest = 4;

/** Whether an error is for people, by its names and codes: those of an answer itself, else of all errors in it. */
export function isBusiness(document: JsonDocument, node: JsonNode, { business }: Errors): boolean {
  return business.length > 0 && judge(node, 0) === true;

  /** Null where nothing says. */
  function judge(one: JsonNode, depth: number): boolean | null {
    if (depth > deepest) return null;
    if (one.kind === 'array') {
      const judged = one.items.map((item) => judge(item, depth + 1));
      return judged.length === 0 ? null : judged.every((judgement) => judgement === true);
    }
    if (one.kind !== 'object') return null;
    if (namesOf(document, one).some((name) => business.includes(name))) return true;
    const judged = nesting
      .map((name) => memberOf(one, name))
      .flatMap((inner) => (inner === undefined ? [] : [judge(inner, depth + 1)]))
      .filter((judgement) => judgement !== null);
    return judged.length === 0 ? null : judged.every((judgement) => judgement);
  }
}

function namesOf(document: JsonDocument, node: JsonNode): string[] {
  return naming.flatMap((name) => {
    const value = memberOf(node, name);
    if (value?.kind === 'number') return [document.raw(value)];
    return document.text(value) ?? [];
  });
}

/** What the exception is called, wherever it says so; else by its trace. */
export function nameOfError(document: JsonDocument, node: JsonNode, depth = 0): string | null {
  if (node.kind === 'string') return exceptionName(document.text(node) ?? '');
  if (node.kind === 'array') {
    const [first] = node.items;
    return first === undefined ? null : nameOfError(document, first, depth + 1);
  }
  for (const name of ['exception', 'name', 'exceptionType', 'ExceptionType']) {
    const text = document.text(memberOf(node, name));
    if (text !== null && /^[\w.$\\:]{1,200}$/.test(text)) return text;
  }
  for (const name of ['data', 'error', 'errors', 'extensions']) {
    const inner = memberOf(node, name);
    const found = inner === undefined || depth > deepest ? null : nameOfError(document, inner, depth + 1);
    if (found !== null) return found;
  }
  return depth === 0 ? exceptionName(textsIn(document, node)) : null;
}
