import { isReadableAscii, isReadableText, parseContentType } from '../content-type.ts';
import { compilePattern, matchPattern, nameByPatterns } from '../json-pattern.ts';
import { decodeUtf8, isAsciiBytes, isPlainCoding } from '../unreadable.ts';
import { type CallInput, type CallReading, mostCalls, shown, writeCall } from './call-reading.ts';
import type { JsonRpcPattern } from './json-rpc.ts';
import { parseMethodCall, type XmlElement } from './method-call.ts';

export interface XmlRpcRule {
  /** Names of methods, or what must stand at each pointer into `{ methodName, params }`, as of Odoo `{"/params/4": "read"}`. */
  readonly read: readonly JsonRpcPattern[];
}

/** XML-RPC by POST. Of `system.multicall` every inner call must be listed. */
export function readXmlRpc(input: CallInput, rule: XmlRpcRule): CallReading {
  if (input.method !== 'POST') return writeCall('XML-RPC by another method than POST');
  if (!isPlainCoding(input.contentEncoding)) return writeCall('a body in a coding');
  const contentType = input.contentType === null ? null : parseContentType(input.contentType);
  if (contentType === null || !/^(?:text|application)\/xml$/.test(contentType.type)) {
    return writeCall('a Content-Type that is not XML');
  }
  const isReadable =
    isReadableText(contentType) || (isReadableAscii(contentType) && isAsciiBytes(input.body));
  const text = isReadable ? decodeUtf8(input.body) : null;
  if (text === null) return writeCall('XML that is not UTF-8 without a byte order mark');
  const call = parseMethodCall(text);
  if (call === null) return writeCall('XML that is no plain methodCall');
  if (call.name !== 'system.multicall') {
    const params = call.params.map((param) => plainString(param.children[0]));
    return judge([{ methodName: call.name, params }], rule);
  }
  const calls = innerCalls(call.params);
  if (calls === null) return writeCall('a system.multicall that cannot be read', [call.name]);
  const names = calls.map(({ methodName }) => methodName);
  const reading = judge(calls, rule);
  return names.includes(call.name) ? writeCall('a system.multicall within another', names) : reading;
}

/** A call as patterns see it: only plain strings are values. */
interface PlainCall {
  readonly methodName: string;
  readonly params: readonly (string | null)[];
}

function judge(calls: readonly PlainCall[], rule: XmlRpcRule): CallReading {
  if (calls.length === 0) return writeCall('no call');
  if (calls.length > mostCalls) return writeCall(`more than ${mostCalls} calls in one request`);
  const patterns = rule.read.map((pattern) =>
    compilePattern(typeof pattern === 'string' ? { '/methodName': pattern } : pattern),
  );
  const names: string[] = [];
  for (const { methodName, params } of calls) {
    const document = { methodName, params: [...params] };
    const name = patterns.reduce<string | null>(
      (found, pattern) => found ?? matchPattern(document, pattern),
      null,
    );
    if (name === null) {
      const asked = nameByPatterns(document, patterns) ?? methodName;
      return writeCall(`${shown(asked)} is not listed as a read`, [...names, asked]);
    }
    names.push(name);
  }
  return { access: 'read', names };
}

/** The calls in the one array of structs that a multicall takes; null when it holds anything else. */
function innerCalls(params: readonly XmlElement[]): readonly PlainCall[] | null {
  const array = params.length === 1 ? onlyChild(onlyChild(params[0]), 'array') : null;
  const calls = onlyChild(array)?.children;
  if (calls === undefined) return null;
  const found: PlainCall[] = [];
  for (const call of calls) {
    const inner = innerCall(onlyChild(call, 'struct'));
    if (inner === null) return null;
    found.push(inner);
  }
  return found;
}

/** Of exactly the two members `methodName` and `params`. */
function innerCall(struct: XmlElement | null): PlainCall | null {
  if (struct === null || struct.children.length !== 2) return null;
  let name: string | null = null;
  let params: XmlElement | null = null;
  for (const { children } of struct.children) {
    const [key, value] = children;
    if (key?.text === 'methodName') name = plainString(value);
    else if (key?.text === 'params') params = onlyChild(value, 'array');
    else return null;
  }
  if (params === null || name === null) return null;
  // `<array>` holds exactly one `<data>`.
  const values = params.children[0]?.children ?? [];
  return { methodName: name, params: values.map(plainString) };
}

/** `<value>name</value>` or `<value><string>name</string></value>`. */
function plainString(value: XmlElement | undefined): string | null {
  if (value === undefined) return null;
  const text = value.children.length === 0 ? value.text : onlyChild(value, 'string')?.text;
  return text !== undefined && /^[\w.:/-]+$/.test(text) ? text : null;
}

function onlyChild(element: XmlElement | null | undefined, name?: string): XmlElement | null {
  const [child] = element?.children ?? [];
  if (child === undefined || element?.children.length !== 1) return null;
  return name === undefined || child.name === name ? child : null;
}
