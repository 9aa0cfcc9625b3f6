import { ByteList, noBytes } from '../byte-list.ts';
import { type Masker, mostErrorBytes } from '../masker.ts';
import { escapeMarkup, type Masking } from '../masking.ts';
import { resolveReferences, textOfSource } from '../readable-text.ts';
import { hasTrace } from '../trace-signatures.ts';
import { JsonDocument, type JsonNode, memberOf } from './json-document.ts';
import { maskJsonRpcError, odooMessages, unreadableJsonRpcError } from './json-rpc-error.ts';
import { applyEdits, asciiBytes } from './write-json.ts';

/**
 * Odoo's controllers of reports and exports answer with what JSON-RPC has in `error`, and nothing around it: escaped as a page
 * of its own (web/controllers/report.py, `report_download`), or in the paragraph of Werkzeug's page (export.py, `InternalServerError`).
 * Its web client reads it out of the page's text (core/network/download.js).
 */
const escapedForm =
  /^(\s*(?:<!doctype html>\s*<html lang=en>\s*<title>\d{3} [a-z ]{1,40}<\/title>\s*<h1>[a-z ]{1,40}<\/h1>\s*<p>)?)(\{\s*&[^<]*)(<\/p>\s*)?$/i;
const plainForm = /^\s*\{/;

/** How much of a document tells whether it may be one. */
export const openingBytes = 64;

const opening = /^\{\s*(?:"|&(?:#34|#x22|quot);)(?:code|message|data)(?:"|&(?:#34|#x22|quot);)/i;

/** By its bytes from the first brace on. */
export function mayBeBareError(bytes: Uint8Array): boolean {
  return opening.test(new TextDecoder('latin1').decode(bytes.subarray(0, openingBytes)));
}

/** Masks a document that is an error without an envelope; whatever else it turns out to be goes to `otherwise`. */
export function createBareErrorMasker(masking: Masking, otherwise: Masker): Masker {
  let place: 'held' | 'judged' | 'other' = 'held';
  const held = new ByteList();
  const isOther = () => place === 'other';

  function judge(isCut: boolean): Uint8Array {
    const bytes = held.take();
    place = 'judged';
    const masked = maskBareError(bytes, masking, isCut);
    if (masked !== null) return masked;
    place = 'other';
    return otherwise.write(bytes);
  }

  return {
    contentType: null,
    isDone: () => place === 'other' && otherwise.isDone(),
    write(chunk) {
      if (place === 'other') return otherwise.write(chunk);
      if (place === 'judged') return noBytes;
      held.add(chunk);
      return held.length > mostErrorBytes ? judge(true) : noBytes;
    },
    end() {
      const last = new ByteList();
      if (place === 'held') last.add(judge(false));
      if (isOther()) last.add(otherwise.end());
      return last.take();
    },
  };
}

/** In the form in which it came; null for what is no such error. With `isCut` there is more of it. */
export function maskBareError(bytes: Uint8Array, masking: Masking, isCut: boolean): Uint8Array | null {
  const source = new TextDecoder().decode(bytes);
  const [, before = '', escaped, behind = ''] = escapedForm.exec(source) ?? [];
  if (escaped === undefined && !plainForm.test(source)) return null;
  const json = escaped === undefined ? source : resolveReferences(escaped);
  const write = (masked: Uint8Array) =>
    escaped === undefined
      ? masked
      : asciiBytes(`${before}${escapeMarkup(new TextDecoder().decode(masked))}${behind}`);
  const document = isCut ? null : JsonDocument.parse(new TextEncoder().encode(json));
  if (document === null) {
    if (!saysThatItIsOne(json)) return null;
    const told = masking.tell({ channel: 'json-rpc', name: null, original: bytes, isCut });
    return write(asciiBytes(unreadableJsonRpcError(told, masking)));
  }
  if (!isBareError(document, document.root)) return null;
  const edits = maskJsonRpcError(document, document.root, masking);
  return edits.length === 0 ? bytes : write(applyEdits(document.bytes, edits));
}

/** `data` is what `serialize_exception` of odoo/http.py gives. */
function isBareError(document: JsonDocument, root: JsonNode): boolean {
  const data = memberOf(root, 'data');
  const debug = document.text(memberOf(data, 'debug'));
  const isNamed = document.text(memberOf(data, 'name')) !== null;
  return isNamed ? debug !== null || memberOf(data, 'arguments') !== undefined : (debug ?? '') !== '';
}

/** Of what cannot be read as JSON, or not all of it. A trace alone may be what somebody wrote into a record. */
function saysThatItIsOne(json: string): boolean {
  const message = /^\s*\{\s*"code":[^,"]{0,20},\s*"message":\s*"([^"]{0,40})"/.exec(json)?.[1];
  if (message !== undefined && odooMessages.has(message)) return true;
  return json.includes('"debug"') && hasTrace(textOfSource(json));
}
