import { headerValues, singleHeader } from '../model/header.ts';
import { parseJsonPointer, resolveJsonPointer } from '../model/json-pointer.ts';
import type { ValuePlace, Webhook } from '../model/webhook.ts';
import { type FormField, fieldsInBody } from './body/calls/form-fields.ts';
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
  let fields: readonly FormField[] | null = null;
  const at = (place: ValuePlace | null): string | null => {
    if (place === null) return null;
    if ('header' in place) return textOf(singleHeader(headers, place.header));
    if ('form' in place) {
      fields ??= readForm(headers, body);
      return textOf(fieldOf(fields, place.form));
    }
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

function readForm(headers: readonly string[], body: Uint8Array): readonly FormField[] {
  if (
    headerValues(headers, 'content-type').length !== 1 ||
    headerValues(headers, 'content-encoding').length > 1
  ) {
    return [];
  }
  const form = fieldsInBody({
    body,
    contentType: singleHeader(headers, 'content-type'),
    contentEncoding: singleHeader(headers, 'content-encoding'),
  });
  return 'problem' in form ? [] : form.fields;
}

/** Of several of one name servers take the first, or the last, or all. */
function fieldOf(fields: readonly FormField[], name: string): string | null {
  const [found, another] = fields.filter((field) => field.name === name);
  return found === undefined || another !== undefined ? null : found.value;
}

/** A number that JSON would not write back as it came may be another one's, too. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : null;
  return typeof value === 'string' && value !== '' && value.length <= longestValue ? value : null;
}
