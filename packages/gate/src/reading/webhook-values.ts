import { headerValues, singleHeader } from '../model/header.ts';
import { parseJsonPointer, resolveJsonPointer } from '../model/json-pointer.ts';
import type { ValuePlace, Webhook } from '../model/webhook.ts';
import { forgetJson, type JsonValue, parseStrictJson } from './body/strict-json.ts';
import { isPlainCoding } from './body/unreadable.ts';

/** What a webhook says of itself; null = nothing that can be read. */
export interface WebhookValues {
  readonly order: string | null;
  readonly delivery: string | null;
  readonly testRun: string | null;
  /** What a provider asks to have back, in a question whether somebody is there. */
  readonly challenge: string | null;
}

/** Longer ones come from no provider. */
const longestValue = 1_024;

/** Reads what the rule asks for; of the body only where it does. Never throws. */
export function readWebhookValues(
  webhook: Pick<Webhook, 'order' | 'delivery' | 'testRun' | 'handshake'>,
  { headers, body }: { readonly headers: readonly string[]; readonly body: Uint8Array },
): WebhookValues {
  let document: { readonly value: JsonValue | undefined } | null = null;
  const at = (place: ValuePlace | null): string | null => {
    if (place === null) return null;
    if ('header' in place) return textOf(singleHeader(headers, place.header));
    document ??= { value: readJson(headers, body) };
    return textOf(resolveJsonPointer(document.value, parseJsonPointer(place.pointer) ?? []));
  };
  const { order, delivery, testRun, handshake } = webhook;
  const asks = handshake !== null && at({ pointer: handshake.at }) === handshake.is;
  return {
    order: typeof order === 'string' ? null : at(order),
    delivery: at(delivery),
    testRun: at(testRun),
    challenge: asks ? at({ pointer: handshake.echo }) : null,
  };
}

/** Never unpacked: what it would take is a stranger's to choose. */
function readJson(headers: readonly string[], body: Uint8Array): JsonValue | undefined {
  const codings = headerValues(headers, 'content-encoding');
  if (codings.length > 1 || !isPlainCoding(codings[0] ?? null)) return undefined;
  const document = parseStrictJson(body);
  forgetJson();
  return 'problem' in document ? undefined : document.value;
}

/** A number that JSON would not write back as it came may be another one's, too. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : null;
  return typeof value === 'string' && value !== '' && value.length <= longestValue ? value : null;
}
