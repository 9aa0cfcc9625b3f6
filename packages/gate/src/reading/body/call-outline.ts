import type { CallOutline, CallProtocol, CallRule } from '../../model/calls.ts';
import { isJsonRpcType, isJsonType, parseContentType } from './content-type.ts';
import { forgetJson, isJsonObject, type JsonValue, parseStrictJson } from './strict-json.ts';
import { isPlainCoding } from './unreadable.ts';

/** What of a request the outline is drawn from. */
export interface OutlinedRequest {
  readonly contentEncoding: string | null;
  readonly contentType: string | null;
  readonly facts: { readonly calls: readonly CallRule[] };
}

/** Longer ones come from no client; whatever is repeated costs as many bytes again. */
const longestId = 128;

/** As many calls as are answered one by one; the rest of a longer batch is not looked at. */
const mostOutlined = 100;

/** What the answer to refused calls needs of them. Never throws: what cannot be read is one call without an id. */
export function readCallOutline(request: OutlinedRequest, body: Uint8Array | null): CallOutline {
  const protocol = protocolOf(request.facts.calls);
  const value = body === null ? undefined : readJson(request, body);
  if (!Array.isArray(value)) return { protocol, isBatch: false, ids: [idOf(value)] };
  return { protocol, isBatch: true, ids: value.slice(0, mostOutlined).map(idOf) };
}

/** Several rules may hit a target through its several readings. */
function protocolOf([first, ...others]: readonly CallRule[]): CallProtocol | null {
  if (first === undefined) return null;
  return others.every(({ protocol }) => protocol === first.protocol) ? first.protocol : null;
}

function readJson(
  { contentType, contentEncoding }: OutlinedRequest,
  body: Uint8Array,
): JsonValue | undefined {
  if (!isPlainCoding(contentEncoding)) return undefined;
  const type = contentType === null ? null : parseContentType(contentType);
  if (type === null || !(isJsonType(type) || isJsonRpcType(type))) return undefined;
  const document = parseStrictJson(body);
  forgetJson();
  return 'problem' in document ? undefined : document.value;
}

/** A number that JSON would not write back as it came belongs to another call. */
function idOf(call: JsonValue | undefined): string | number | null {
  const id = isJsonObject(call) ? call.id : undefined;
  if (typeof id === 'string') return id.length <= longestId ? id : null;
  return typeof id === 'number' && Math.abs(id) <= Number.MAX_SAFE_INTEGER ? id : null;
}
