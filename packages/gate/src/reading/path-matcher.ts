import type { IsLanguage } from './language-prefix.ts';
import { lengthTogether, punctuatedName, runTogether, withUnderscores } from './punctuation.ts';
import { beginningsOf, mayShorten, shortNamesOf } from './short-names.ts';

/**
 * Finds every glob that a path hits, in time linear in the path: a trie over segments. Literal segments are
 * one Map look-up each, so 20,000 rules cost what 200 cost.
 */
export interface PathMatcher<Value> {
  /** Values of all globs the path hits, in no promised order. The shared empty array when there are none. */
  match(path: string): readonly Value[];
}

export interface GlobEntry<Value> {
  /** `/a/:id/*`, `/a/**`, `/report-*.csv`; checked by `parsePolicy`. */
  readonly glob: string;
  readonly value: Value;
  /** Whether its names have no further forms, as those that are no files and nobody wrote. @default false */
  readonly isLiteral?: boolean;
}

export interface PathMatcherOptions {
  /** Whether `*` and `:name` hit an empty segment. Protections say yes, exceptions no. */
  readonly emptySegments: boolean;
  /** Whether `ADMINI~1` hits `administrator`, as Windows finds files. Protections say yes. @default false */
  readonly shortNames?: boolean;
  /** Whether `clear-cache` and `clearCache` hit `clear_cache`, as frameworks find methods. Protections say yes. @default false */
  readonly punctuation?: boolean;
  /** Passed over where it is the first segment and more or nothing follows. @default none */
  readonly isLanguage?: IsLanguage | null;
  /**
   * Behind a language, whether only globs hit that begin with a name, and a name with which globs begin is no language.
   * Exceptions say yes. @default false
   */
  readonly namedBehindLanguage?: boolean;
}

interface Node<Value> {
  /** Null while empty, like the others: most nodes are ends, and there are several for each rule. */
  literals: Map<string, Node<Value>> | null;
  affixes: AffixShape<Value>[] | null;
  /** Nodes of `literals` that are long enough to have a short name, by what it begins with. */
  shortNames: Map<string, Node<Value>[]> | null;
  /** Patterns of `affixes`, whose names have short ones, too. */
  shortPatterns: ShortPattern<Value>[] | null;
  /** Those of `literals` whose names hold punctuation, by the name without it; by length first. */
  punctuated: Map<number, Map<string, Punctuated<Value>[]>> | null;
  any: Node<Value> | null;
  /** Globs that end here. */
  readonly ends: Value[];
  /** Globs that end here with `**`: everything at or below. */
  readonly rests: Value[];
}

interface Punctuated<Value> {
  /** The name with underscores. */
  readonly name: string;
  readonly node: Node<Value>;
}

/** Segments such as `report-*.csv`, grouped by the lengths of what is fixed: one look-up for each group. */
interface AffixShape<Value> {
  readonly prefixLength: number;
  readonly suffixLength: number;
  /** By prefix, `/` (which no segment holds) and suffix. */
  readonly nodes: Map<string, Node<Value>>;
}

interface ShortPattern<Value> {
  readonly prefix: string;
  readonly suffix: string;
  readonly node: Node<Value>;
}

export function createPathMatcher<Value>(
  entries: readonly GlobEntry<Value>[],
  {
    emptySegments,
    shortNames = false,
    punctuation = false,
    isLanguage = null,
    namedBehindLanguage = false,
  }: PathMatcherOptions,
): PathMatcher<Value> {
  const root = emptyNode<Value>();
  for (const entry of entries) {
    const { isLiteral = false } = entry;
    insert(root, entry, { shortNames: shortNames && !isLiteral, punctuation: punctuation && !isLiteral });
  }
  const none: readonly Value[] = Object.freeze([]);
  if (entries.length === 0) return { match: () => none };

  /** Never deeper than the longest glob, and never at one node twice. */
  function visit(node: Node<Value>, path: string, start: number, found: Value[]): void {
    for (const value of node.rests) found.push(value);
    const slash = path.indexOf('/', start);
    const segment = slash === -1 ? path.slice(start) : path.slice(start, slash);
    const literal = node.literals?.get(segment);
    const known = found.length;
    if (literal !== undefined) enter(literal, path, slash, found);
    if (node.punctuated !== null) {
      // Where a rule speaks of this very name, only its punctuation may be another one: `/logout` is no `/log-out` then.
      const isNamed = found.length > known;
      for (const { name, node: target } of punctuatedAs(node, segment)) {
        if (target === literal || (isNamed && name !== withUnderscores(segment))) continue;
        enter(target, path, slash, found);
      }
    }
    if (node.shortNames !== null && segment.includes('~')) {
      for (const beginning of beginningsOf(segment)) {
        for (const target of node.shortNames.get(beginning) ?? []) enter(target, path, slash, found);
      }
    }
    if (node.shortPatterns !== null && segment.includes('~')) {
      for (const { prefix, suffix, node: target } of node.shortPatterns) {
        if (mayShorten(segment, prefix, suffix)) enter(target, path, slash, found);
      }
    }
    if (segment === '' && !emptySegments) return;
    if (node.any !== null) enter(node.any, path, slash, found);
    if (node.affixes === null) return;
    for (const { prefixLength, suffixLength, nodes } of node.affixes) {
      if (segment.length < prefixLength + suffixLength) continue;
      const key = `${segment.slice(0, prefixLength)}/${segment.slice(segment.length - suffixLength)}`;
      const target = nodes.get(key);
      if (target !== undefined) enter(target, path, slash, found);
    }
  }

  function enter(node: Node<Value>, path: string, slash: number, found: Value[]): void {
    if (slash !== -1) {
      visit(node, path, slash + 1, found);
      return;
    }
    for (const value of node.ends) found.push(value);
    for (const value of node.rests) found.push(value);
  }

  function visitBehindLanguage(mayBe: IsLanguage, path: string, found: Value[]): void {
    const end = path.indexOf('/', 1);
    const first = end === -1 ? path.slice(1) : path.slice(1, end);
    if (!mayBe(first)) return;
    const [rest, start] = end === -1 ? ['/', 1] : [path, end + 1];
    if (!namedBehindLanguage) {
      visit(root, rest, start, found);
      return;
    }
    if (root.literals?.has(first)) return;
    const slash = rest.indexOf('/', start);
    const name = root.literals?.get(slash === -1 ? rest.slice(start) : rest.slice(start, slash));
    if (name !== undefined) enter(name, rest, slash, found);
  }

  return {
    match(path) {
      const found: Value[] = [];
      // `*` of OPTIONS is no path: only `/**` speaks for it.
      if (!path.startsWith('/')) found.push(...root.rests);
      else {
        visit(root, path, 1, found);
        if (isLanguage !== null) visitBehindLanguage(isLanguage, path, found);
      }
      return found.length === 0 ? none : found;
    },
  };
}

function insert<Value>(
  root: Node<Value>,
  { glob, value }: GlobEntry<Value>,
  { shortNames, punctuation }: { readonly shortNames: boolean; readonly punctuation: boolean },
): void {
  let node = root;
  for (const segment of glob.slice(1).split('/')) {
    if (segment === '**') {
      node.rests.push(value);
      return;
    }
    const parent = node;
    const isKnown = parent.literals?.has(segment) === true;
    node = childFor(parent, segment);
    if (isKnown || node === parent.any) continue;
    if (punctuation) addPunctuated(parent, segment, node);
    if (!shortNames) continue;
    if (segment.includes('*')) addShortPattern(parent, segment, node);
    else addShortNames(parent, segment, node);
  }
  node.ends.push(value);
}

function childFor<Value>(node: Node<Value>, segment: string): Node<Value> {
  if (segment === '*' || segment.startsWith(':')) {
    node.any ??= emptyNode();
    return node.any;
  }
  const star = segment.indexOf('*');
  if (star === -1) {
    node.literals ??= new Map();
    return nodeAt(node.literals, segment);
  }
  const prefixLength = star;
  const suffixLength = segment.length - star - 1;
  node.affixes ??= [];
  let shape = node.affixes.find(
    (known) => known.prefixLength === prefixLength && known.suffixLength === suffixLength,
  );
  if (shape === undefined) {
    shape = { prefixLength, suffixLength, nodes: new Map() };
    node.affixes.push(shape);
  }
  return nodeAt(shape.nodes, `${segment.slice(0, star)}/${segment.slice(star + 1)}`);
}

/** A folder with more of them has no short names that anybody could guess, and looking at all would take time. */
const mostOfOneBeginning = 200;

function addShortNames<Value>(parent: Node<Value>, segment: string, child: Node<Value>): void {
  if (parent.literals?.get(segment) !== child) return;
  for (const beginning of shortNamesOf(segment)) {
    parent.shortNames ??= new Map();
    const known = parent.shortNames.get(beginning);
    if (known === undefined) parent.shortNames.set(beginning, [child]);
    else if (known.length < mostOfOneBeginning) known.push(child);
  }
}

function addPunctuated<Value>(parent: Node<Value>, segment: string, child: Node<Value>): void {
  const letters = punctuatedName(segment);
  if (letters === null) return;
  parent.punctuated ??= new Map();
  let names = parent.punctuated.get(letters.length);
  if (names === undefined) {
    names = new Map();
    parent.punctuated.set(letters.length, names);
  }
  const entry = { name: withUnderscores(segment), node: child };
  const known = names.get(letters);
  if (known === undefined) names.set(letters, [entry]);
  else known.push(entry);
}

function punctuatedAs<Value>({ punctuated }: Node<Value>, segment: string): readonly Punctuated<Value>[] {
  const names = punctuated?.get(lengthTogether(segment));
  return names?.get(runTogether(segment)) ?? [];
}

function addShortPattern<Value>(parent: Node<Value>, segment: string, node: Node<Value>): void {
  parent.shortPatterns ??= [];
  if (
    parent.shortPatterns.length >= mostOfOneBeginning ||
    parent.shortPatterns.some((known) => known.node === node)
  ) {
    return;
  }
  const star = segment.indexOf('*');
  parent.shortPatterns.push({ prefix: segment.slice(0, star), suffix: segment.slice(star + 1), node });
}

function nodeAt<Value>(nodes: Map<string, Node<Value>>, key: string): Node<Value> {
  const known = nodes.get(key);
  if (known !== undefined) return known;
  const created = emptyNode<Value>();
  nodes.set(key, created);
  return created;
}

function emptyNode<Value>(): Node<Value> {
  return {
    literals: null,
    affixes: null,
    shortNames: null,
    shortPatterns: null,
    punctuated: null,
    any: null,
    ends: [],
    rests: [],
  };
}
