import { exceptionName } from '../exception-name.ts';
import { escapeMarkup, type Masking, type Told } from '../masking.ts';
import { hasTrace } from '../trace-signatures.ts';
import { openingOf } from './xml-opening.ts';
import { maskXmlRpcFault, textOf } from './xml-rpc-fault.ts';

/** SOAP 1.1 and 1.2. */
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const soap12 = 'http://www.w3.org/2003/05/soap-envelope';

/** Masks a whole body of XML whose status says that it is an error. The same bytes where all of it may be read. */
export function maskXmlBody(
  bytes: Uint8Array,
  masking: Masking,
  { hasFailed }: { readonly hasFailed: boolean },
): Uint8Array {
  if (openingOf(bytes) === 'fault') return maskXmlRpcFault(bytes, masking, false);
  const source = new TextDecoder().decode(bytes);
  const text = textOf(source);
  // SOAP answers with 500 also to what its client did wrong; the code of the fault tells.
  const code =
    /<(?:[\w.-]{1,60}:)?(?:faultcode|Value)\b[^<>]{0,200}>\s*(?:[\w.-]{1,60}:)?([\w.-]{1,100})\s*</.exec(
      source,
    )?.[1];
  const isReadable =
    code !== undefined && (/^(?:Client|Sender)\b/.test(code) || masking.errors.business.includes(code));
  if (!hasTrace(text) && (isReadable || !hasFailed)) return bytes;
  const told = masking.tell({ channel: 'text', name: exceptionName(text), original: bytes, isCut: false });
  return new TextEncoder().encode(xmlError(told, source));
}

/** What stands in for a document: a fault where the client expects one. */
export function xmlError({ id, text }: Told, source: string): string {
  const said = escapeMarkup(text);
  const start = '<?xml version="1.0"?>\n';
  if (source.includes(soap12)) {
    return `${start}<e:Envelope xmlns:e="${soap12}"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang="en">${said}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>\n`;
  }
  if (source.includes(soap11)) {
    return `${start}<e:Envelope xmlns:e="${soap11}"><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>${said}</faultstring></e:Fault></e:Body></e:Envelope>\n`;
  }
  return `${start}<error><message>${said}</message><incident>${escapeMarkup(id)}</incident></error>\n`;
}
