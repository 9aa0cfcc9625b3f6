import type { Received } from '../send-request.ts';
import type { OdooVisitor } from './odoo-visitor.ts';
import { isJsonArray, isJsonObject, type Json } from './python-json.ts';

/** An XML-RPC call as a program makes it. */
export function xmlCall(
  visitor: OdooVisitor,
  target: string,
  method: string,
  params: readonly Json[],
  contentType = 'text/xml',
): Promise<Received> {
  const written = params.map((param) => `<param>${xmlValue(param)}</param>`).join('');
  return visitor.send(target, {
    method: 'POST',
    headers: { 'Content-Type': contentType },
    body: `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${written}</params></methodCall>`,
  });
}

function xmlValue(value: Json | undefined): string {
  if (value === null || value === undefined) return '<value><nil/></value>';
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (typeof value === 'number') return `<value><int>${value}</int></value>`;
  if (typeof value === 'string') return `<value><string>${escapedXml(value)}</string></value>`;
  if (isJsonArray(value)) return `<value><array><data>${value.map(xmlValue).join('')}</data></array></value>`;
  if (!isJsonObject(value)) return '';
  const members = Object.entries(value).map(
    ([name, member]) => `<member><name>${escapedXml(name)}</name>${xmlValue(member)}</member>`,
  );
  return `<value><struct>${members.join('')}</struct></value>`;
}

export function escapedXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
