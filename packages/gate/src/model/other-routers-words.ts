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
  if (/^\[+(?:\.{3})?[A-Za-z_][\w-]*(?:=\w+)?\]+$/.test(segment)) {
    return `Brackets around a name are parameters to other routers. ${aParameter}, * for a bracket itself.`;
  }
  return isExpression(segment)
    ? `Regular expressions are not read. ${aParameter}, * for any part of a segment.`
    : null;
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
