import type { Masking } from '../masking.ts';
import { isGraphqlErrors, maskGraphqlErrors } from './graphql-errors.ts';
import { JsonDocument, type JsonNode, memberOf } from './json-document.ts';
import { maskJsonRpcError } from './json-rpc-error.ts';
import { maskRestError, plainError } from './rest-error.ts';
import { findInsides } from './trace-fields.ts';
import { applyEdits, asciiBytes, type Edit } from './write-json.ts';

/** Masks a whole body of JSON whose status says that it is an error. The same bytes where all of it may be read. */
export function maskJsonBody(
  bytes: Uint8Array,
  masking: Masking,
  { hasFailed }: { readonly hasFailed: boolean },
): Uint8Array {
  const document = JsonDocument.parse(bytes);
  if (document === null) {
    // What cannot be read may say anything.
    const told = masking.tell({ channel: 'json', name: null, original: bytes, isCut: false });
    return asciiBytes(plainError(told));
  }
  const { root } = document;
  const answers = root.kind === 'array' ? root.items : [root];
  const edits: Edit[] = [];
  const isProtocol =
    answers.length > 0 &&
    answers.every((answer) => {
      const masked = maskProtocolAnswer(document, answer, masking);
      edits.push(...(masked ?? []));
      return masked !== null;
    });
  if (isProtocol) return edits.length === 0 ? bytes : applyEdits(bytes, edits);
  const rest = maskRestError(document, root, masking, { hasFailed, channel: 'json' });
  return rest.length === 0 ? bytes : applyEdits(bytes, rest);
}

const jsonRpcMembers: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'error', 'result']);

/** Null for what is no answer of JSON-RPC or GraphQL, and for what says more beside it than they allow. */
function maskProtocolAnswer(document: JsonDocument, answer: JsonNode, masking: Masking): Edit[] | null {
  if (answer.kind !== 'object') return null;
  if (memberOf(answer, 'jsonrpc') !== undefined) {
    if (answer.members.some(({ name }) => !jsonRpcMembers.has(name))) return null;
    return answer.members.flatMap(({ name, value }) =>
      name === 'error' && value.kind !== 'word' ? maskJsonRpcError(document, value, masking) : [],
    );
  }
  const errors = answer.members.filter(({ name }) => name === 'errors').map(({ value }) => value);
  const isBesideData = memberOf(answer, 'data') !== undefined;
  if (!errors.every((value) => isGraphqlErrors(document, value, { isBesideData }))) return null;
  if (errors.length === 0 || hasInsidesBeside(document, answer.members)) return null;
  return errors.flatMap((value) =>
    isGraphqlErrors(document, value, { isBesideData }) ? maskGraphqlErrors(document, value, masking) : [],
  );
}

function hasInsidesBeside(
  document: JsonDocument,
  members: readonly { name: string; value: JsonNode }[],
): boolean {
  return members.some(({ name, value }) => {
    if (name === 'data' || name === 'errors') return false;
    const { fields, isClean } = findInsides(document, value);
    return !isClean || fields.length > 0;
  });
}
