import { exceptionName } from '../exception-name.ts';
import type { Masking } from '../masking.ts';
import { escapeMarkup } from '../masking.ts';
import { resolveReferences } from '../readable-text.ts';
import { hasTrace } from '../trace-signatures.ts';

interface Fault {
  readonly code: FaultCode;
  readonly text: string;
}

interface FaultCode {
  /** Odoo's first protocol says with a string what all others say with a number. */
  readonly isNumber: boolean;
  readonly value: string;
}

/** Odoo, service/wsgi_server.py and addons/base/controllers/rpc.py: warning, access denied, access error. 1 is a traceback. */
const odooBusinessCodes: ReadonlySet<string> = new Set(['2', '3', '4']);
const odooBusinessText = /^(?:warning -- |AccessDenied$)/;

/** Masks an XML-RPC response that is a fault. The same bytes where it may be read; whatever is no clear fault may not. */
export function maskXmlRpcFault(bytes: Uint8Array, masking: Masking, isCut: boolean): Uint8Array {
  const source = new TextDecoder().decode(bytes);
  const fault = isCut ? null : readFault(source);
  if (fault !== null && isBusiness(fault, masking) && !hasTrace(textOf(source))) return bytes;
  const { text } = masking.tell({
    channel: 'xml-rpc',
    name: exceptionName(textOf(source)),
    original: bytes,
    isCut,
  });
  const said = `<string>${escapeMarkup(text)}</string>`;
  // With a string as its code the code is what clients show.
  const code = fault?.code.isNumber === false ? said : `<int>${fault?.code.value ?? 1}</int>`;
  return new TextEncoder().encode(
    `<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n${member('faultCode', code)}${member('faultString', said)}</struct></value>\n</fault>\n</methodResponse>\n`,
  );
}

function member(name: string, value: string): string {
  return `<member>\n<name>${name}</name>\n<value>${value}</value>\n</member>\n`;
}

function isBusiness({ code, text }: Fault, { errors }: Masking): boolean {
  if (errors.business.includes(code.value)) return true;
  if (errors.jsonRpc !== 'odoo') return false;
  return code.isNumber
    ? odooBusinessCodes.has(code.value)
    : odooBusinessText.test(code.value) && !hasTrace(text);
}

const value =
  /^\s*<value>\s*(?:<(int|i4|i8)>\s*([+-]?\d{1,19})\s*<\/\1>|<string>([^<]*)<\/string>|<string\s*\/>()|([^<]*))\s*<\/value>\s*<\/member>/;

/** Null for anything but one code and one text: what is read twice may be read differently. */
function readFault(source: string): Fault | null {
  const code = readMember(source, 'faultCode');
  const text = readMember(source, 'faultString');
  return code === null || text === null ? null : { code, text: text.value };
}

function readMember(source: string, name: string): FaultCode | null {
  const parts = source.split(`<name>${name}</name>`);
  const match = value.exec(parts[1] ?? '');
  if (parts.length !== 2 || match === null) return null;
  const [, type, number, ...texts] = match;
  if (type !== undefined) return { isNumber: true, value: (number ?? '').replace('+', '') };
  return { isNumber: false, value: resolveReferences(texts.find((text) => text !== undefined) ?? '') };
}

/** All that a document says, without its tags. */
export function textOf(source: string): string {
  return resolveReferences(
    source.replace(/<!\[CDATA\[|\]\]>/g, '').replace(/<\/?[a-z][^<>]{0,2000}>/gi, '\n'),
  );
}
