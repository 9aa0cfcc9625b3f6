import { isReadableAscii, isReadableText, parseContentType } from '../content-type.ts';
import { decodeUtf8, isAsciiBytes, isPlainCoding } from '../unreadable.ts';
import { type CallInput, type CallReading, judgeNames, writeCall } from './call-reading.ts';
import { parseMethodCall, type XmlElement } from './method-call.ts';

export interface XmlRpcRule {
  /** Names of methods. */
  readonly read: readonly string[];
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
  if (call.name !== 'system.multicall') return judgeNames([call.name], rule.read);
  const names = innerNames(call.params);
  if (names === null) return writeCall('a system.multicall that cannot be read', [call.name]);
  const reading = judgeNames(names, rule.read);
  return names.includes(call.name) ? writeCall('a system.multicall within another', names) : reading;
}

/** The names in the one array of structs that a multicall takes; null when it holds anything else. */
function innerNames(params: readonly XmlElement[]): readonly string[] | null {
  const array = params.length === 1 ? onlyChild(onlyChild(params[0]), 'array') : null;
  const calls = onlyChild(array)?.children;
  if (calls === undefined) return null;
  const names: string[] = [];
  for (const call of calls) {
    const name = innerName(onlyChild(call, 'struct'));
    if (name === null) return null;
    names.push(name);
  }
  return names;
}

/** Of exactly the two members `methodName` and `params`. */
function innerName(struct: XmlElement | null): string | null {
  if (struct === null || struct.children.length !== 2) return null;
  let name: string | null = null;
  let params: XmlElement | null = null;
  for (const { children } of struct.children) {
    const [key, value] = children;
    if (key?.text === 'methodName') name = plainString(value);
    else if (key?.text === 'params') params = onlyChild(value, 'array');
    else return null;
  }
  return params === null ? null : name;
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
