import { ByteList, noBytes } from '../byte-list.ts';
import { mostErrorBytes } from '../masker.ts';
import type { Masking, Told } from '../masking.ts';
import { isGraphqlErrors, maskGraphqlErrors, unreadableGraphqlError } from './graphql-errors.ts';
import { JsonDocument, type JsonNode, memberOf } from './json-document.ts';
import { maskJsonRpcError, unreadableJsonRpcError } from './json-rpc-error.ts';
import type { AnswerJudge, ValueFate } from './json-scanner.ts';
import { maskRestError, plainError } from './rest-error.ts';
import { applyEdits, asciiBytes, type Edit } from './write-json.ts';

/** What an error needs to be of JSON-RPC by its shape alone (specification, 5.1). */
const jsonRpcErrorMembers: ReadonlySet<string> = new Set(['code', 'message', 'data']);

const names: ReadonlySet<string> = new Set(['data', 'error', 'errors', 'jsonrpc', 'result']);

/** An error that JSON-RPC and any other interface could have written: what stands behind it tells. */
interface Undecided {
  readonly value: Uint8Array;
  readonly document: JsonDocument;
  /** What came after it. */
  readonly behind: ByteList;
}

/** Masks the errors in answers whose status says that all is well. What may go on is put into `output`. */
export function createAnswerJudge(masking: Masking, output: ByteList): AnswerJudge {
  let isInList = false;
  let saysVersion = false;
  let hasNullResult = false;
  let isBesideData = false;
  let takenName = '';
  let undecided: Undecided | null = null;

  function decide(isOfJsonRpc: boolean): void {
    if (undecided === null) return;
    const { value, document, behind } = undecided;
    undecided = null;
    const judge = () => (isOfJsonRpc ? maskJsonRpcError(document, document.root, masking) : rest(document));
    output.add(denying(value, () => applyEdits(value, judge())));
    output.add(behind.take());
  }

  function pass(bytes: Uint8Array): void {
    // No envelope is that long, and what nobody has told yet is masked.
    if (undecided !== null && undecided.behind.length + bytes.length > mostErrorBytes) decide(true);
    (undecided?.behind ?? output).add(bytes);
  }

  function rest(document: JsonDocument): Edit[] {
    return maskRestError(document, document.root, masking, {
      hasFailed: saysThatItFailed(document, document.root),
      channel: 'json',
      isInSuccess: true,
    });
  }

  function fateOf(name: string, first: number): ValueFate {
    switch (name) {
      case 'jsonrpc':
        saysVersion = true;
        decide(true);
        return 'pass';
      case 'result':
        // Before version 2 every answer has both, one of them null. A result beside an error is nobody's: the error counts.
        decide(true);
        if (first === 0x6e) {
          hasNullResult = true;
          return 'pass';
        }
        // In version 2 the one rules out the other, so nothing is left to look for. Of a list others follow.
        return saysVersion && !isInList ? 'stop' : 'pass';
      case 'error':
        decide(false);
        takenName = name;
        return 'take';
      case 'errors':
        takenName = name;
        return first === 0x5b || first === 0x7b || first === 0x22 ? 'take' : 'pass';
      case 'data':
        isBesideData = true;
        return 'pass';
      default:
        return 'pass';
    }
  }

  function judgeError(value: Uint8Array, isCut: boolean): Uint8Array {
    const document = isCut ? null : JsonDocument.parse(value);
    if (document === null) return unreadable(value, isCut);
    const { root } = document;
    if (root.kind === 'word' || root.kind === 'number') return value;
    // A text beside no result may be anybody's.
    const isJsonRpc = saysVersion || (hasNullResult && root.kind === 'object');
    if (isJsonRpc || (masking.errors.jsonRpc === 'odoo' && isOdooError(document, root))) {
      return applyEdits(value, maskJsonRpcError(document, root, masking));
    }
    if (isShapedAsJsonRpc(document, root)) {
      undecided = { value, document, behind: new ByteList() };
      return noBytes;
    }
    return applyEdits(value, rest(document));
  }

  function judgeErrors(value: Uint8Array, isCut: boolean): Uint8Array {
    const document = isCut ? null : JsonDocument.parse(value);
    if (document === null) return unreadable(value, isCut);
    const { root } = document;
    return applyEdits(
      value,
      isGraphqlErrors(document, root, { isBesideData })
        ? maskGraphqlErrors(document, root, masking)
        : rest(document),
    );
  }

  /** Whatever goes wrong must not show what it went wrong with. */
  function denying(value: Uint8Array, judge: () => Uint8Array): Uint8Array {
    try {
      return judge();
    } catch {
      undecided = null;
      return unreadable(value, false);
    }
  }

  /** The kind of value that a client expects there. */
  function unreadable(value: Uint8Array, isCut: boolean): Uint8Array {
    const told = tell(value, isCut);
    if (takenName === 'error') return asciiBytes(unreadableJsonRpcError(told, masking));
    return asciiBytes(value[0] === 0x5b ? `[${unreadableGraphqlError(told)}]` : plainError(told));
  }

  function tell(original: Uint8Array, isCut: boolean): Told {
    return masking.tell({ channel: 'json', name: null, original, isCut });
  }

  return {
    names,
    isWaiting: () => undecided !== null,
    open(isOfList) {
      isInList = isOfList;
      saysVersion = false;
      hasNullResult = false;
      isBesideData = false;
    },
    member: fateOf,
    taken(value, isCut) {
      const judged = denying(value, () =>
        takenName === 'error' ? judgeError(value, isCut) : judgeErrors(value, isCut),
      );
      pass(judged);
    },
    pass,
    close: () => decide(false),
    finish: () => decide(true),
  };
}

function isOdooError(document: JsonDocument, node: JsonNode): boolean {
  return (
    document.text(memberOf(memberOf(node, 'data'), 'name')) !== null && memberOf(node, 'code') !== undefined
  );
}

function isShapedAsJsonRpc(document: JsonDocument, node: JsonNode): boolean {
  if (node.kind !== 'object' || !node.members.every(({ name }) => jsonRpcErrorMembers.has(name)))
    return false;
  return memberOf(node, 'code')?.kind === 'number' && document.text(memberOf(node, 'message')) !== null;
}

/** tRPC answers a batch with 207, each error with a status of its own; others put a 500 into a 200. */
function saysThatItFailed(document: JsonDocument, node: JsonNode): boolean {
  const data = memberOf(node, 'data') ?? memberOf(memberOf(node, 'json'), 'data');
  const status = memberOf(data, 'httpStatus');
  return status?.kind === 'number' && Number(document.raw(status)) >= 500;
}
