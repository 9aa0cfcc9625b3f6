const aParameter = 'Write :id for a segment, ** for everything below';

/**
 * Which words of other routers a segment holds, and ours for them; null when there are none. Taken for names they would
 * protect nothing, and nobody would be told.
 */
export function otherRoutersWords(segment: string): string | null {
  if (/[{}]/.test(segment)) {
    return `Braces are parameters to other routers. ${aParameter}, * for a brace itself.`;
  }
  if (/[<>]/.test(segment)) {
    return `Angle brackets are parameters to other routers. ${aParameter}, * for a bracket itself.`;
  }
  if (isExpression(segment)) {
    return `Regular expressions are not read. ${aParameter}, * for any part of a segment.`;
  }
  // `[id]`, `[...slug].json`, `a[/]`, `a[/:id]`, `a[.:format]`; `list[0]` is a path.
  if (/\[+(?:\.{3})?[A-Za-z_][\w-]*(?:=\w+)?\]|\[[.:]|\[$|^\]/.test(segment)) {
    return `Brackets around a name, or around what may be missing, are words of other routers. ${aParameter}, * for a bracket itself.`;
  }
  // `(:num)`, `a(.:format)`, `a(/edit)`, `($lang)`, and folders that are in no address: `(app)`, `(.)photo`.
  if (/\(\.?:|\($|\(\$|^\(\.{1,3}\)|^\([A-Za-z][\w-]*\)$/.test(segment)) {
    return `Parentheses around a name, or around what may be missing, are words of other routers: leave away what no address holds, and endings (/a is /a.json, too). ${aParameter}, * for a parenthesis itself.`;
  }
  if (segment.includes('|')) {
    return 'A choice is no path: write a rule for each, * for the sign itself.';
  }
  return null;
}

/** Groups with a choice or repetition, `[^/]+` taken apart, anchors; `C_(language)`, `(1)`, `$value` and `.*` are paths. */
function isExpression(segment: string): boolean {
  return (
    /\((?:[.:]?[*+]|\.[*+{]|\[|[^()]*\|)/.test(segment) ||
    /[@!+*?]\(/.test(segment) ||
    /^\^|\$$|\[\^|\][*+]$|^\.\+$|\.[*+]\)/.test(segment)
  );
}

/** Express and Rails write a parameter for everything below so; here it is an ending, which may be meant. */
export function looksLikeNamedRest(glob: string): boolean {
  return /\/\*[A-Za-z_]\w*$/.test(glob);
}

/** Remix and TanStack Router write a parameter so; OData and FHIR have real names that begin with the sign. */
export function looksLikeNamedSegment(glob: string): boolean {
  return glob
    .split('/')
    .some((name) => /^\$[A-Za-z_]\w*$/.test(name) && !realNames.has(name.slice(1).toLowerCase()));
}

const realNames: ReadonlySet<string> = new Set(
  [
    'value metadata batch count ref links query all crossjoin entity apply filter each root it search',
    'everything validate expand lookup translate export import match convert meta document summary subsumes closure',
  ].flatMap((names) => names.split(' ')),
);
