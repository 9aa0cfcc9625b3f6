import type { CallInput } from '../body/calls/call-reading.ts';
import { extendsAscii } from '../body/content-type.ts';
import { parseStrictJson } from '../body/strict-json.ts';
import { isAsciiBytes } from '../body/unreadable.ts';
import { type AskedCall, isUnreadable, type Unreadable } from './asked-call.ts';
import { readCallObject } from './read-members.ts';

export interface BodyCalls {
  readonly calls: readonly AskedCall[];
  readonly batch: boolean;
}

/** The call or the batch of calls in a POST's body. */
export function readBodyCalls(
  { body, contentType }: Pick<CallInput, 'body' | 'contentType'>,
  maxBatch: number,
): BodyCalls | Unreadable {
  const kind = kindOf(contentType, body);
  if (typeof kind === 'object') return kind;
  if (kind === 'document') {
    const document = decode(body);
    if (document === null) return { unreadable: 'text that is not UTF-8' };
    return { calls: [{ document, operationName: null, ids: [], digest: null }], batch: false };
  }
  const parsed = parseStrictJson(body);
  if ('problem' in parsed) return { unreadable: parsed.problem };
  const { value } = parsed;
  if (!Array.isArray(value)) {
    const call = readCallObject(value);
    return isUnreadable(call) ? call : { calls: [call], batch: false };
  }
  if (value.length === 0) return { unreadable: 'an empty batch' };
  if (value.length > maxBatch) return { unreadable: 'a batch longer than the policy allows' };
  const calls: AskedCall[] = [];
  for (const entry of value) {
    const call = readCallObject(entry);
    if (isUnreadable(call)) return call;
    calls.push(call);
  }
  return { calls, batch: true };
}

/**
 * Only types that no page of another site can send without asking first: `text/plain`, forms and uploads go out
 * without a preflight, and the map of an upload may replace the document itself.
 */
function kindOf(contentType: string | null, body: Uint8Array): 'json' | 'document' | Unreadable {
  if (contentType === null) return { unreadable: 'a body without a content type' };
  const match =
    /^[ \t]*([^\s;,]+)[ \t]*(?:;[ \t]*(?:(?:charset=("?)([\w-]{1,20})\2|utf-8)[ \t]*;?[ \t]*)?)?$/i.exec(
      contentType,
    );
  const charset = match?.[3] ?? 'utf-8';
  const isReadable = /^utf-?8$/i.test(charset) || (extendsAscii(charset) && isAsciiBytes(body));
  if (!isReadable) return { unreadable: 'a body in a charset that servers may read differently' };
  switch (match?.[1]?.toLowerCase()) {
    case 'application/json':
    case 'application/graphql+json':
      return 'json';
    case 'application/graphql':
      return 'document';
    default:
      return { unreadable: 'a body of a type that is not read as GraphQL' };
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
