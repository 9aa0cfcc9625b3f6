import { remembered } from './remembered.ts';

/** What a message says once its plurals are chosen: words, and places for values. */
export type MessagePart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string };

export interface MessageOptions {
  /** Numbers that choose plural forms. */
  readonly counts: Readonly<Record<string, number>>;
  /** Whose plural rules and digits. */
  readonly locale: string;
}

/**
 * The part of ICU MessageFormat that our texts need: `{name}` and
 * `{count, plural, one {# minute} other {# minutes}}`, nested as deep as one likes. Braces have no escape,
 * because no text needs one. Null for a text that is not well-formed.
 */
export function formatMessage(message: string, options: MessageOptions): readonly MessagePart[] | null {
  const nodes = compile(message);
  return nodes === null ? null : render(nodes, options, null);
}

/** The names a message uses, sorted; null when it is not well-formed. */
export function namesInMessage(message: string): readonly string[] | null {
  const nodes = compile(message);
  if (nodes === null) return null;
  const names = new Set<string>();
  const collect = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.kind === 'value' || node.kind === 'plural') names.add(node.name);
      if (node.kind === 'plural') for (const branch of node.branches.values()) collect(branch);
    }
  };
  collect(nodes);
  return [...names].sort();
}

/** The plural categories of every plural in a message; `[]` for a message without one. */
export function pluralFormsInMessage(message: string): readonly (readonly string[])[] {
  const forms: (readonly string[])[] = [];
  const collect = (list: readonly Node[]): void => {
    for (const node of list) {
      if (node.kind !== 'plural') continue;
      forms.push([...node.branches.keys()]);
      for (const branch of node.branches.values()) collect(branch);
    }
  };
  collect(compile(message) ?? []);
  return forms;
}

type Node =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'count' }
  | {
      readonly kind: 'plural';
      readonly name: string;
      readonly branches: ReadonlyMap<string, readonly Node[]>;
    };

/** Messages are few: those of the catalogues and of the policies. */
const compiledMessage = remembered((message: string): { readonly nodes: readonly Node[] | null } => {
  const cursor = { text: message, at: 0 };
  const nodes = readNodes(cursor, false);
  return { nodes: cursor.at < message.length ? null : nodes };
}, 5_000);

function compile(message: string): readonly Node[] | null {
  return compiledMessage(message).nodes;
}

interface Cursor {
  readonly text: string;
  at: number;
}

/** Reads up to the end or to the `}` that ends a branch; null when something does not fit. */
function readNodes(cursor: Cursor, isBranch: boolean): readonly Node[] | null {
  const nodes: Node[] = [];
  let words = '';
  const flush = (): void => {
    if (words !== '') nodes.push({ kind: 'words', text: words });
    words = '';
  };
  while (cursor.at < cursor.text.length) {
    const sign = cursor.text[cursor.at];
    if (sign === '}') break;
    if (sign === '{') {
      flush();
      const node = readArgument(cursor);
      if (node === null) return null;
      nodes.push(node);
      continue;
    }
    if (sign === '#' && isBranch) {
      flush();
      nodes.push({ kind: 'count' });
    } else {
      words += sign;
    }
    cursor.at += 1;
  }
  flush();
  return nodes;
}

function readArgument(cursor: Cursor): Node | null {
  const name = take(cursor, /\{\s*([a-zA-Z]+)\s*/y);
  if (name === null) return null;
  if (take(cursor, /(\})/y) !== null) return { kind: 'value', name };
  if (take(cursor, /(,\s*plural\s*,\s*)/y) === null) return null;
  const branches = new Map<string, readonly Node[]>();
  for (;;) {
    const category = take(cursor, /(zero|one|two|few|many|other)\s*\{/y);
    if (category === null) break;
    const branch = readNodes(cursor, true);
    if (branch === null || take(cursor, /(\})\s*/y) === null || branches.has(category)) return null;
    branches.set(category, branch);
  }
  if (take(cursor, /(\})/y) === null || !branches.has('other')) return null;
  return { kind: 'plural', name, branches };
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return null;
  cursor.at += match[0].length;
  return match[1] ?? null;
}

const pluralRules = remembered((locale: string) => new Intl.PluralRules(locale));
const numberFormat = remembered((locale: string) => new Intl.NumberFormat(locale));

function render(nodes: readonly Node[], options: MessageOptions, count: number | null): MessagePart[] {
  return nodes.flatMap((node) => renderNode(node, options, count));
}

function renderNode(node: Node, options: MessageOptions, count: number | null): MessagePart[] {
  switch (node.kind) {
    case 'words':
    case 'value':
      return [node];
    case 'count':
      return [{ kind: 'words', text: numberFormat(options.locale).format(count ?? 0) }];
    case 'plural': {
      const chosen = options.counts[node.name] ?? 0;
      const category = pluralRules(options.locale).select(chosen);
      return render(node.branches.get(category) ?? node.branches.get('other') ?? [], options, chosen);
    }
  }
}
