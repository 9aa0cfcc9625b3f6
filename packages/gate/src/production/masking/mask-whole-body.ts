import type { IncidentChannel } from '../../model/incident.ts';
import { encodeText } from './encode-text.ts';
import { exceptionName } from './exception-name.ts';
import { maskBareError } from './json/bare-error.ts';
import { JsonDocument } from './json/json-document.ts';
import { maskJsonBody } from './json/mask-json-body.ts';
import { plainError } from './json/rest-error.ts';
import type { Masking } from './masking.ts';
import { pageMarkers } from './pages/page-markers.ts';
import { textOfPage, textOfSource } from './readable-text.ts';
import { isUtf16, type ResponseKind, type ResponseType } from './response-kind.ts';
import { hasTrace } from './trace-signatures.ts';
import { maskXmlBody, xmlError } from './xml/mask-xml-body.ts';
import { openingOf } from './xml/xml-opening.ts';
import { maskXmlRpcFault } from './xml/xml-rpc-fault.ts';

export type ReadKind = Exclude<ResponseKind, 'unknown' | 'binary'>;

export interface WholeBody {
  readonly bytes: Uint8Array;
  /** There was more of it than was read. */
  readonly isCut: boolean;
  readonly kind: ReadKind;
  readonly type: ResponseType;
  /** The application itself failed, and did not only say that it is busy. */
  readonly hasFailed: boolean;
}

/** Masks a body whose status says that it is an error. The same bytes where all of it may be read. */
export function maskWholeBody(body: WholeBody, masking: Masking): Uint8Array {
  const { bytes, isCut, kind, type, hasFailed } = body;
  if (bytes.length === 0) return bytes;
  // What cannot be read may say anything. What comes instead is ASCII, which a byte order mark would have made something else.
  if (isCut || type.hidesAscii || isUtf16(bytes)) return replaceBody(body, masking, null);
  if (kind === 'xml') return maskXmlBody(bytes, masking, { hasFailed });
  if (kind === 'json' && (type.kind === 'json' || JsonDocument.parse(bytes) !== null)) {
    return maskJsonBody(bytes, masking, { hasFailed });
  }
  const bare = masking.errors.jsonRpc === 'odoo' ? maskBareError(bytes, masking, false) : null;
  if (bare !== null) return bare;
  const source = new TextDecoder('latin1').decode(bytes);
  const text = textOfSource(textOfPage(source));
  const isTechnical =
    hasFailed || hasTrace(text) || pageMarkers(masking.errors).some((marker) => source.includes(marker.text));
  const shown = kind === 'html' ? kind : 'text';
  return isTechnical ? replaceBody({ ...body, kind: shown }, masking, exceptionName(text)) : bytes;
}

/** Says nothing of what the body said. */
export function replaceBody(
  { bytes, isCut, kind, type }: WholeBody,
  masking: Masking,
  name: string | null,
): Uint8Array {
  if (kind === 'xml' && openingOf(bytes) === 'fault') return maskXmlRpcFault(bytes, masking, true);
  const told = masking.tell({ channel: channels[kind], name, original: bytes, isCut });
  if (kind === 'html') return new TextEncoder().encode(told.page());
  if (kind === 'json') return new TextEncoder().encode(plainError(told));
  if (kind === 'xml') return new TextEncoder().encode(xmlError(told, new TextDecoder().decode(bytes)));
  return encodeText(`${told.text}\n`, type.hidesAscii ? null : type.encoding);
}

const channels: Readonly<Record<ReadKind, IncidentChannel>> = {
  html: 'page',
  json: 'json',
  xml: 'text',
  text: 'text',
};
