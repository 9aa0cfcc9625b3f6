/**
 * Finds every glob that a path hits, in time linear in the path: a trie over segments, walked with the set
 * of nodes still alive. Literal segments are one Map look-up each, so 20,000 rules cost what 200 cost.
 */
export interface PathMatcher<Value> {
  /** Values of all globs the path hits, in no promised order. The shared empty array when there are none. */
  match(path: string): readonly Value[];
}

interface Node<Value> {
  readonly literal: Map<string, Node<Value>>;
  readonly patterns: { readonly prefix: string; readonly suffix: string; readonly node: Node<Value> }[];
  any: Node<Value> | null;
  /** Globs that end here. */
  readonly ends: Value[];
  /** Globs that end here with `**`: everything at or below. */
  readonly rests: Value[];
}

export interface GlobEntry<Value> {
  /** `/a/:id/*`, `/a/**`, `/report-*.csv`; checked by `parsePolicy`. */
  readonly glob: string;
  readonly value: Value;
}

export interface PathMatcherOptions {
  /** Compare globs in lower case: the paths given to `match` must be lower-case already. */
  readonly fold: boolean;
  /** Whether `*` and `:name` hit an empty segment. Protections say yes, exceptions no. */
  readonly emptySegments: boolean;
}

export function createPathMatcher<Value>(
  entries: readonly GlobEntry<Value>[],
  options: PathMatcherOptions,
): PathMatcher<Value> {
  const root = emptyNode<Value>();
  for (const { glob, value } of entries) insert(root, options.fold ? foldGlob(glob) : glob, value);
  const none: readonly Value[] = Object.freeze([]);
  if (entries.length === 0) return { match: () => none };

  return {
    match(path) {
      let alive: Node<Value>[] = [root];
      let found: Value[] | null = null;
      let start = 1;
      for (;;) {
        for (const node of alive) if (node.rests.length > 0) found = appended(found, node.rests);
        if (start > path.length) break;
        const slash = path.indexOf('/', start);
        const end = slash === -1 ? path.length : slash;
        const segment = path.slice(start, end);
        alive = step(alive, segment, options.emptySegments);
        if (alive.length === 0) break;
        if (slash === -1) {
          for (const node of alive) {
            if (node.ends.length > 0) found = appended(found, node.ends);
            if (node.rests.length > 0) found = appended(found, node.rests);
          }
          break;
        }
        start = end + 1;
      }
      return found ?? none;
    },
  };
}

function step<Value>(alive: readonly Node<Value>[], segment: string, emptySegments: boolean): Node<Value>[] {
  const next: Node<Value>[] = [];
  for (const node of alive) {
    const literal = node.literal.get(segment);
    if (literal) next.push(literal);
    if (segment === '' && !emptySegments) continue;
    if (node.any) next.push(node.any);
    for (const { prefix, suffix, node: target } of node.patterns) {
      if (
        segment.length >= prefix.length + suffix.length &&
        segment.startsWith(prefix) &&
        segment.endsWith(suffix)
      ) {
        next.push(target);
      }
    }
  }
  return next;
}

function insert<Value>(root: Node<Value>, glob: string, value: Value): void {
  let node = root;
  for (const segment of glob.slice(1).split('/')) {
    if (segment === '**') {
      node.rests.push(value);
      return;
    }
    node = child(node, segment);
  }
  node.ends.push(value);
}

function child<Value>(node: Node<Value>, segment: string): Node<Value> {
  if (segment === '*' || segment.startsWith(':')) {
    node.any ??= emptyNode();
    return node.any;
  }
  const star = segment.indexOf('*');
  if (star !== -1) {
    const prefix = segment.slice(0, star);
    const suffix = segment.slice(star + 1);
    const known = node.patterns.find((pattern) => pattern.prefix === prefix && pattern.suffix === suffix);
    if (known) return known.node;
    const created = { prefix, suffix, node: emptyNode<Value>() };
    node.patterns.push(created);
    return created.node;
  }
  const known = node.literal.get(segment);
  if (known) return known;
  const created = emptyNode<Value>();
  node.literal.set(segment, created);
  return created;
}

/** Lower case, and without the trailing slash that folded readings lose too. */
function foldGlob(glob: string): string {
  const lower = glob.toLowerCase();
  return lower.length > 1 && lower.endsWith('/') ? lower.slice(0, -1) : lower;
}

function emptyNode<Value>(): Node<Value> {
  return { literal: new Map(), patterns: [], any: null, ends: [], rests: [] };
}

function appended<Value>(found: Value[] | null, more: readonly Value[]): Value[] {
  if (found === null) return [...more];
  for (const value of more) if (!found.includes(value)) found.push(value);
  return found;
}
