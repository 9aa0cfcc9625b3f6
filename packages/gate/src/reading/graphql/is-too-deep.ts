import type { GraphqlDocument } from './graphql-parser.ts';

/**
 * Levels of selections, lists and objects; clients send a dozen. The parser recurses, and how far it gets depends
 * on what is compiled already: 2,400 nested lists were a RangeError for a fresh process and a document for a warm
 * one. Two gates must not decide differently, so the line is drawn far below.
 */
const deepest = 200;

const levels: ReadonlySet<unknown> = new Set(['SelectionSet', 'ListValue', 'ObjectValue', 'ListType']);

export function isTooDeep(text: string, document: GraphqlDocument): boolean {
  return opensMoreThan(text, deepest) && isDeeperThan(document, deepest);
}

/** Cheap, and enough for nearly every document: what never opens 200 brackets, wherever they are, is not 200 deep. */
function opensMoreThan(text: string, limit: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) count += 1;
    if (count > limit) return true;
  }
  return false;
}

function isDeeperThan(document: GraphqlDocument, limit: number): boolean {
  const waiting: { readonly node: object; readonly depth: number }[] = [{ node: document, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node } = next;
    const depth = next.depth + ('kind' in node && levels.has(node.kind) ? 1 : 0);
    if (depth > limit) return true;
    for (const child of Object.values(node)) {
      if (typeof child === 'object' && child !== null) waiting.push({ node: child, depth });
    }
  }
  return false;
}
