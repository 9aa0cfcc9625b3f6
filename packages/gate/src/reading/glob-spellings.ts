import { foldCharacters, trimSegments, withoutTrailingSlash } from './foldings.ts';

/** A glob in the folded form that folded readings are compared with. */
export function foldGlob(glob: string): string {
  const segments = glob.split('/').map((segment) => {
    if (segment === '*' || segment === '**') return segment;
    if (segment.startsWith(':')) return '*';
    return foldCharacters(segment);
  });
  return withoutTrailingSlash(trimSegments(segments.join('/')));
}

/**
 * A glob for exact readings: as written, which is decoded, and as clients escape it in a request line. An
 * exception for `/café` holds for the raw `/caf%C3%A9` and for its decoded reading, so both must be there.
 */
export function exactGlobs(glob: string): readonly string[] {
  const escaped = glob.replace(escapedByClients, encodeURIComponent);
  return escaped === glob ? [glob] : [glob, escaped];
}

/** The path percent-encode set of the URL standard, and every character that is not ASCII. */
const escapedByClients = /[\u0000-\u0020"#<>?^`{}\u007f]|[^\u0000-\u007f]+/g;
