import { exceptionName } from '../exception-name.ts';
import { hasTrace } from '../trace-signatures.ts';
import { isHarmlessText } from './harmless-values.ts';
import {
  type JsonDocument,
  type JsonMember,
  type JsonNode,
  type JsonObjectNode,
  memberOf,
} from './json-document.ts';

/**
 * Where frameworks put what is for developers: Odoo, Laravel, Symfony, Spring, ASP.NET (Web API and OData), Express,
 * tRPC, Apollo, Rails, Django, sequelize. In lower case, letters and digits only.
 */
const traceNames: ReadonlySet<string> = new Set([
  ...['backtrace', 'callstack', 'debug', 'debuginfo', 'debugmessage', 'exception', 'exceptionmessage'],
  ...[
    'exceptiontype',
    'innererror',
    'innerexception',
    'sql',
    'sqlmessage',
    'stack',
    'stacktrace',
    'stacktraces',
  ],
  ...['stacktracestring', 'trace', 'traceback', 'tracebacks', 'traces'],
]);

/** What a program's own data may be, which nobody looks into. */
const opaqueNames: ReadonlySet<string> = new Set(['arguments', 'args']);

export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** What is found of a program's inside in a document. */
export interface Insides {
  /** Values of fields that hold traces, none of them empty. */
  readonly fields: readonly JsonNode[];
  /** Everything that is said outside them shows no trace. */
  readonly isClean: boolean;
}

export interface InsidesOptions {
  /** Nothing but its name says that it is an error: it may hold the words of a page, with one for its button `debug`. */
  readonly isInSuccess?: boolean;
}

export function findInsides(
  document: JsonDocument,
  root: JsonNode,
  { isInSuccess = false }: InsidesOptions = {},
): Insides {
  const fields: JsonNode[] = [];
  const texts: string[] = [];
  visit(root, false);
  return { fields, isClean: !hasTrace(texts.join('\n')) };

  function visit(node: JsonNode, isOpaque: boolean): void {
    if (node.kind === 'array') for (const item of node.items) visit(item, isOpaque);
    else if (node.kind === 'string') texts.push(document.text(node) ?? '');
    else if (node.kind === 'object') {
      const isPlace = !isOpaque && isPlaceInSource(document, node);
      for (const member of node.members) {
        const isTrace = isTraceField(document, member) && (!isInSuccess || isOfError(document, node, member));
        if (!isOpaque && (isTrace || (isPlace && isPlaceMember(member)))) fields.push(member.value);
        else visit(member.value, isOpaque || opaqueNames.has(member.name));
      }
    }
  }
}

/** All that a value says, each string on a line of its own. */
export function textsIn(document: JsonDocument, root: JsonNode | undefined): string {
  if (root === undefined) return '';
  if (root.kind === 'string') return document.text(root) ?? '';
  if (root.kind === 'array') return root.items.map((item) => textsIn(document, item)).join('\n');
  return root.kind === 'object' ? root.members.map(({ value }) => textsIn(document, value)).join('\n') : '';
}

function isTraceField(document: JsonDocument, { name, value }: JsonMember): boolean {
  const plain = plainName(name);
  if (plain === 'innererror') return saysMore(document, value);
  return traceNames.has(plain) && isTraceLike(document, value);
}

/** Microsoft's guidelines put more exact codes there, and Graph when and where it was; others a message and a trace. */
function saysMore(document: JsonDocument, node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some((item) => saysMore(document, item));
  if (node.kind === 'object') return node.members.some(({ value }) => saysMore(document, value));
  const text = document.text(node);
  return text !== null && !isHarmlessText('', text) && isTraceLike(document, node);
}

const ofErrors = ['code', 'message', 'name', 'type', 'class', 'status', 'exceptionType', 'ExceptionType'];

/** By what stands beside a trace or in it, or by what it says. */
function isOfError(document: JsonDocument, owner: JsonObjectNode, { name, value }: JsonMember): boolean {
  const items = value.kind === 'array' ? value.items : [value];
  return (
    [owner, ...items].some((node) =>
      ofErrors.some((one) => one !== name && memberOf(node, one) !== undefined),
    ) ||
    textsIn(document, value)
      .split('\n')
      .some((line) => exceptionName(line) !== null) ||
    hasTrace(textsIn(document, value))
  );
}

/**
 * Not the `trace` that is an identifier, the `stack` that is a product, nor what a form says of its field named `debug`:
 * a trace has blanks, paths or qualified names, or it is a list of frames.
 */
function isTraceLike(document: JsonDocument, node: JsonNode): boolean {
  if (node.kind === 'object') return node.members.length > 0;
  if (node.kind === 'array')
    return node.items.some(({ kind }) => kind === 'object') || hasTrace(textsIn(document, node));
  const text = document.text(node);
  return text !== null && /[\s/\\(:.]/.test(text);
}

/** Laravel and others: `"file": "/var/www/…", "line": 12`. PostgreSQL, as `pg` has it: `"file": "nbtinsert.c", "routine": …`. */
function isPlaceInSource(document: JsonDocument, node: JsonNode): boolean {
  const file = document.text(memberOf(node, 'file'));
  if (file !== null && document.text(memberOf(node, 'routine')) !== null) return true;
  return memberOf(node, 'line')?.kind === 'number' && file !== null && /[/\\]/.test(file);
}

function isPlaceMember({ name }: JsonMember): boolean {
  return name === 'file' || name === 'line';
}

/** The same kind of value with nothing in it: clients that know types must still read it. */
export function blankOf(document: JsonDocument, node: JsonNode): string {
  if (node.kind === 'string') return '""';
  if (node.kind === 'number') return '0';
  if (node.kind === 'array') return '[]';
  return node.kind === 'object' ? '{}' : document.raw(node);
}
