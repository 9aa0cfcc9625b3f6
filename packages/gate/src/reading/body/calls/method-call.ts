import { isAscii } from '../../foldings.ts';
import { extendsAscii } from '../content-type.ts';

/** An element of an XML-RPC document: with children and blanks between them, or with text. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** As written, references unresolved; empty when there are children. */
  readonly text: string;
}

export interface MethodCall {
  readonly name: string;
  /** The `param` elements. */
  readonly params: readonly XmlElement[];
}

const scalars = ['base64', 'boolean', 'dateTime.iso8601', 'double', 'i4', 'i8', 'int', 'nil', 'string'];
const valueTypes: ReadonlySet<string> = new Set([...scalars, 'array', 'struct']);

/** What each element may hold; those that are not here hold text only. */
const contents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['', new Set(['methodCall'])],
  ['methodCall', new Set(['methodName', 'params'])],
  ['params', new Set(['param'])],
  ['param', new Set(['value'])],
  ['value', valueTypes],
  ['array', new Set(['data'])],
  ['data', new Set(['value'])],
  ['struct', new Set(['member'])],
  ['member', new Set(['name', 'value'])],
]);

/** The children that these must have, in this order. */
const exactly: ReadonlyMap<string, readonly string[]> = new Map([
  ['param', ['value']],
  ['array', ['data']],
  ['member', ['name', 'value']],
]);

const deepest = 64;
/** Twice as many as a call for 5,000 records by their ids needs; 90,000 took 60 ms. */
const mostElements = 20_000;
/** Python writes single quotes, PHP an encoding from before UTF-8. */
const declaration =
  /^<\?xml version=(["'])1\.0\1(?: encoding=(["'])([\w-]{1,20})\2)?(?: standalone=(["'])(?:yes|no)\4)? ?\?>/i;
const tag = /<(\/?)([A-Za-z0-9.]{1,20})[ \t\r\n]{0,8}(\/?)>/y;
const cdataStart = '<![CDATA[';
const cdataEnd = ']]>';
/** What XML forbids, and whatever a server that searches instead of parsing may take for a piece of the call itself. */
const badCdata =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|<[!?]|<[\s/]*(?:[\w.-]+:)?(?:method|params?\b|value\b|array\b|data\b|struct\b|member\b|name\b|string\b)/i;
/** What XML forbids, and `&` that starts no reference. */
const badText =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;

/**
 * Parses an XML-RPC call, and nothing else that XML can be: no document type, comment, instruction, attribute or
 * namespace, no element at another place than the specification gives it, CDATA only as all of a string. So the name that is
 * found is the only one there is, also for servers that take the last `methodName` anywhere (WordPress) or
 * search with a regular expression. Null for anything else.
 */
export function parseMethodCall(text: string): MethodCall | null {
  const [declared = '', , , encoding = 'utf-8'] = declaration.exec(text) ?? [];
  if (encoding.toLowerCase() !== 'utf-8' && !(extendsAscii(encoding) && isAscii(text))) return null;
  const root = parseElements(text.slice(declared.length));
  const [call] = root ?? [];
  if (call === undefined || root?.length !== 1) return null;
  const [name, params] = call.children;
  if (name?.name !== 'methodName' || call.children.length > 2) return null;
  // Blanks around it, references and the like are no plain name.
  if (!/^[\w.:/-]{1,256}$/.test(name.text)) return null;
  if (params !== undefined && params.name !== 'params') return null;
  return { name: name.text, params: params?.children ?? [] };
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** Null when the document is not well-formed, or an element is not at its place. */
function parseElements(text: string): readonly XmlElement[] | null {
  const root: OpenElement = { name: '', children: [], text: '' };
  const open: OpenElement[] = [root];
  let count = 0;
  for (let index = 0; ; index = tag.lastIndex) {
    const current = open.at(-1);
    if (current === undefined) return null;
    const next = text.indexOf('<', index);
    const between = text.slice(index, next === -1 ? text.length : next);
    if (!addText(current, between)) return null;
    if (next === -1) return open.length === 1 ? root.children : null;
    if (text.startsWith(cdataStart, next)) {
      const end = text.indexOf(cdataEnd, next) + cdataEnd.length;
      if (!addCdata(current, text.slice(next, end)) || !text.startsWith('</', end)) return null;
      tag.lastIndex = end;
      continue;
    }
    tag.lastIndex = next;
    const match = tag.exec(text);
    if (match === null) return null;
    const [, closing, name = '', selfClosing] = match;
    if (closing === '/') {
      if (selfClosing === '/' || current === root || current.name !== name || !isComplete(current))
        return null;
      open.pop();
      continue;
    }
    if (!contents.get(current.name)?.has(name) || !/^[ \t\r\n]*$/.test(current.text)) return null;
    if (++count > mostElements) return null;
    const element: OpenElement = { name, children: [], text: '' };
    current.text = '';
    current.children.push(element);
    if (selfClosing === '/') {
      if (!isComplete(element)) return null;
    } else if (open.push(element) > deepest) return null;
  }
}

/** Text stands alone in what holds text, blanks may stand between children. */
function addText(element: OpenElement, text: string): boolean {
  if (/^[ \t\r\n]*$/.test(text)) {
    if (element.children.length === 0) element.text += text;
    return true;
  }
  const holdsText = element.name === 'value' || !contents.has(element.name);
  if (!holdsText || element.children.length > 0 || badText.test(text)) return false;
  element.text += text;
  return true;
}

/** Every string with `<` or `&` in it, as npm's `xmlrpc` writes it. Kept as written: so it is no plain name. */
function addCdata(element: OpenElement, cdata: string): boolean {
  if (element.name !== 'string' || element.text !== '') return false;
  if (!cdata.endsWith(cdataEnd) || badCdata.test(cdata.slice(cdataStart.length))) return false;
  element.text = cdata;
  return true;
}

function isComplete({ name, children }: OpenElement): boolean {
  if (name === 'value') return children.length <= 1;
  const needed = exactly.get(name);
  if (needed === undefined) return true;
  return children.length === needed.length && needed.every((child, index) => children[index]?.name === child);
}
