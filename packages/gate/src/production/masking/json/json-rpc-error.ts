import type { Masking, Told } from '../masking.ts';
import { isBusiness, nameOfError } from './error-names.ts';
import { type JsonDocument, type JsonNode, memberOf } from './json-document.ts';
import { editOf, maskedName } from './rest-error.ts';
import { blankOf, findInsides } from './trace-fields.ts';
import { type Edit, jsonObject, jsonString } from './write-json.ts';

/** JSON-RPC 2.0, 5.1: what each of them is to be called. */
const protocolMessages: Readonly<Record<string, string>> = {
  '-32700': 'Parse error',
  '-32600': 'Invalid Request',
  '-32601': 'Method not found',
  '-32602': 'Invalid params',
  '-32603': 'Internal error',
};

/** What Odoo itself writes around its errors (odoo/http.py, `JsonRPCDispatcher.handle_error`). */
export const odooMessages: ReadonlySet<string> = new Set([
  'Odoo Server Error',
  'Odoo Session Expired',
  '404: Not Found',
]);
const sessionExpired = 'odoo.http.SessionExpiredException';

/** Masks the value of `error` in a JSON-RPC response; nothing to edit where it may be read as it is. */
export function maskJsonRpcError(document: JsonDocument, node: JsonNode, masking: Masking): Edit[] {
  if (masking.errors.jsonRpc === 'odoo') return maskOdooError(document, node, masking);
  const insides = findInsides(document, node);
  if (insides.isClean && isBusiness(document, node, masking.errors)) {
    return insides.fields.map((field) => editOf(field, blankOf(document, field)));
  }
  if (isProtocolCode(codeOf(document, node))) return maskProtocolError(document, node, masking);
  return [editOf(node, rewritten(document, node, tell(document, node, masking)))];
}

/** What to send for a value that could not be read. */
export function unreadableJsonRpcError(told: Told, { errors }: Masking): string {
  return errors.jsonRpc === 'odoo' ? odooError('200', told) : plainError('-32000', told);
}

function maskOdooError(document: JsonDocument, node: JsonNode, masking: Masking): Edit[] {
  const { errors } = masking;
  const data = memberOf(node, 'data');
  const name = document.text(memberOf(data, 'name'));
  const code = codeOf(document, node);
  const isExpired = code === 100 || name === sessionExpired;
  const traces = debugOf(data);
  const { fields, isClean } = findInsides(document, node);
  const isForPeople =
    isExpired || (name !== null ? errors.business.includes(name) : isBusiness(document, node, errors));
  // Only the trace goes: what a button of a RedirectWarning does stands in its arguments.
  if (isForPeople && isClean && fields.every((field) => traces.includes(field))) {
    return traces.filter((trace) => document.text(trace) !== '').map((trace) => editOf(trace, '""'));
  }
  if (name === null && isProtocolCode(code)) return maskProtocolError(document, node, masking);
  const told = tell(document, node, masking);
  if (node.kind !== 'object') return [editOf(node, rewritten(document, node, told))];
  const message = document.text(memberOf(node, 'message')) ?? '';
  const shown = odooMessages.has(message) ? message : 'Odoo Server Error';
  return [editOf(node, odooError(String(code ?? 200), told, isExpired ? sessionExpired : maskedName, shown))];
}

function debugOf(data: JsonNode | undefined): JsonNode[] {
  if (data?.kind !== 'object') return [];
  return data.members.filter(({ name }) => name === 'debug').map(({ value }) => value);
}

/** By this recipe the web client (measured on 16, 18 and 19) shows a plain warning, without "See technical details". */
function odooError(code: string, { text }: Told, name = maskedName, message = 'Odoo Server Error'): string {
  const data = jsonObject([
    ['name', jsonString(name)],
    ['debug', '""'],
    ['message', jsonString(text)],
    ['arguments', `[${jsonString(text)}]`],
    ['context', jsonObject([['exception_class', jsonString('odoo.exceptions.UserError')]])],
  ]);
  return jsonObject([
    ['code', code],
    ['message', jsonString(message)],
    ['data', data],
  ]);
}

function isProtocolCode(code: number | null): boolean {
  return code !== null && -32700 <= code && code <= -32600;
}

/** What is wrong with a call is its code; -32603 alone is the application's own failure. */
function maskProtocolError(document: JsonDocument, node: JsonNode, masking: Masking): Edit[] {
  const code = codeOf(document, node);
  const message = protocolMessages[String(code)] ?? 'Server error';
  const isStandard =
    document.text(memberOf(node, 'message')) === message && memberOf(node, 'data') === undefined;
  if (isStandard) return [];
  const members: [string, string][] = [
    ['code', String(code)],
    ['message', jsonString(message)],
  ];
  const { fields, isClean } = findInsides(document, node);
  if (code === -32603 || fields.length > 0 || !isClean) {
    members.push(['data', incident(tell(document, node, masking))]);
  }
  return [editOf(node, jsonObject(members))];
}

function rewritten(document: JsonDocument, node: JsonNode, told: Told): string {
  // Before version 2 an error could be anything, and most often was its message.
  if (node.kind !== 'object') return jsonString(told.text);
  return plainError(String(codeOf(document, node) ?? -32000), told);
}

function plainError(code: string, told: Told): string {
  return jsonObject([
    ['code', code],
    ['message', jsonString(told.text)],
    ['data', incident(told)],
  ]);
}

function incident({ id }: Told): string {
  return jsonObject([['incident', jsonString(id)]]);
}

function tell(document: JsonDocument, node: JsonNode, masking: Masking): Told {
  return masking.tell({
    channel: 'json-rpc',
    name: nameOfError(document, node),
    original: document.rawBytes(node),
    isCut: false,
  });
}

/** Null for what is no whole number, and then it may say anything. */
function codeOf(document: JsonDocument, node: JsonNode): number | null {
  const code = memberOf(node, 'code');
  if (code?.kind !== 'number') return null;
  const number = Number(document.raw(code));
  return Number.isSafeInteger(number) ? number : null;
}
