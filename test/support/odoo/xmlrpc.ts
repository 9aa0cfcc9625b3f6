import { OdooError, traceback } from './odoo-error.ts';
import type { OdooVersion } from './odoo-version.ts';
import { isJsonArray, isJsonObject, type Json } from './python-json.ts';

export interface XmlRpcCall {
  readonly method: string;
  readonly params: readonly Json[];
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Reads a call as `xmlrpc.client.loads` does, whatever its content type was. Throws what Python would. */
export function parseXmlRpc(body: string): XmlRpcCall {
  const method = /<methodName>\s*([^<]*?)\s*<\/methodName>/.exec(body)?.[1];
  if (method === undefined || !/<\/methodCall>\s*$/.test(body)) {
    throw new OdooError('xml.parsers.expat.ExpatError', 'not well-formed (invalid token): line 1, column 0');
  }
  const params: Json[] = [];
  const reader = { text: body, at: 0 };
  while (skipTo(reader, 'param')) params.push(readValue(reader));
  return { method: unescapeXml(method), params };
}

function skipTo(reader: Reader, tag: string): boolean {
  const found = reader.text.indexOf(`<${tag}>`, reader.at);
  if (found < 0) return false;
  reader.at = found + tag.length + 2;
  return true;
}

function readValue(reader: Reader): Json {
  const opened = takeTag(reader);
  if (opened === 'value/') return '';
  if (opened !== 'value') throw malformed(opened);
  const untyped = takeText(reader);
  const type = takeTag(reader);
  if (type === '/value') return untyped;
  const value = readTyped(reader, type);
  takeTag(reader);
  return value;
}

function readTyped(reader: Reader, type: string): Json {
  if (type === 'nil/') return null;
  if (type.endsWith('/')) return '';
  if (type === 'array') return readArray(reader);
  if (type === 'struct') return readStruct(reader);
  const text = takeText(reader);
  takeTag(reader);
  if (type === 'int' || type === 'i4' || type === 'i8' || type === 'double') return Number(text);
  if (type === 'boolean') return text.trim() === '1';
  return type === 'nil' ? null : text;
}

function readArray(reader: Reader): Json {
  const items: Json[] = [];
  if (takeTag(reader) === 'data') while (peekTag(reader) !== '/data') items.push(readValue(reader));
  takeTag(reader);
  if (peekTag(reader) === '/array') takeTag(reader);
  return items;
}

function readStruct(reader: Reader): Json {
  const members: Record<string, Json> = {};
  while (takeTag(reader) === 'member') {
    takeTag(reader);
    const name = takeText(reader);
    takeTag(reader);
    members[name] = readValue(reader);
    takeTag(reader);
  }
  return members;
}

function takeText(reader: Reader): string {
  const end = reader.text.indexOf('<', reader.at);
  if (end < 0) throw malformed('end');
  const text = reader.text.slice(reader.at, end);
  reader.at = end;
  return unescapeXml(text);
}

function takeTag(reader: Reader): string {
  const start = reader.text.indexOf('<', reader.at);
  const end = reader.text.indexOf('>', start);
  if (start < 0 || end < 0) throw malformed('end');
  reader.at = end + 1;
  return reader.text
    .slice(start + 1, end)
    .replace(/\s+\/$/, '/')
    .trim();
}

function peekTag(reader: Reader): string {
  const at = reader.at;
  const tag = takeTag(reader);
  reader.at = at;
  return tag;
}

function malformed(found: string): OdooError {
  return new OdooError('xml.parsers.expat.ExpatError', `mismatched tag: ${found}`);
}

/** `xmlrpc.client.dumps(..., methodresponse=True, allow_none=…)`, line breaks included. */
export function xmlRpcResult(result: Json): string {
  return `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n${dump(result)}</param>\n</params>\n</methodResponse>\n`;
}

/** Version 2 codes a fault with an integer, version 1 with a string; technical ones carry the traceback. */
export function xmlRpcFault(error: OdooError, protocol: 1 | 2, version: OdooVersion): string {
  const [faultCode, faultString] = protocol === 2 ? intFault(error, version) : stringFault(error, version);
  return `<?xml version='1.0'?>\n<methodResponse>\n<fault>\n${dump({ faultCode, faultString })}</fault>\n</methodResponse>\n`;
}

const userErrors = new Set([
  'UserError',
  'ValidationError',
  'MissingError',
  'LockError',
  'MissingActionError',
]);

function shortName({ pythonName }: OdooError): string {
  return pythonName.slice(pythonName.lastIndexOf('.') + 1);
}

function intFault(error: OdooError, version: OdooVersion): readonly [number, string] {
  const name = shortName(error);
  if (name === 'AccessError') return [4, error.message];
  if (name === 'AccessDenied') return [3, error.message];
  if (name === 'RedirectWarning' || userErrors.has(name)) return [2, error.message];
  return [1, traceback(error, version)];
}

function stringFault(error: OdooError, version: OdooVersion): readonly [string, string] {
  const name = shortName(error);
  if (name === 'RedirectWarning') return [`warning -- Warning\n\n${error.message}`, ''];
  if (name === 'MissingError' || name === 'AccessError')
    return [`warning -- ${name}\n\n${error.message}`, ''];
  if (name === 'AccessDenied') return ['AccessDenied', error.message];
  if (userErrors.has(name)) return [`warning -- UserError\n\n${error.message}`, ''];
  return [error.message, traceback(error, version)];
}

function dump(value: Json | undefined): string {
  if (value === null || value === undefined) return '<value><nil/></value>\n';
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`;
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? `<value><int>${value}</int></value>\n`
      : `<value><double>${value}</double></value>\n`;
  }
  if (typeof value === 'string') return `<value><string>${escapeXml(value)}</string></value>\n`;
  if (isJsonArray(value)) return `<value><array><data>\n${value.map(dump).join('')}</data></array></value>\n`;
  if (!isJsonObject(value)) return '';
  const members = Object.entries(value).map(
    ([name, member]) => `<member>\n<name>${escapeXml(name)}</name>\n${dump(member)}</member>\n`,
  );
  return `<value><struct>\n${members.join('')}</struct></value>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return entities[name ?? ''] ?? whole;
    },
  );
}
