import { keptText, mayBeSecret, withoutQuery } from '@portcullis/gate';

/** A route's text is a key of counts that strangers choose: bounded. */
const mostSegments = 12;
const longestSegment = 64;
const longestRoute = 256;

/**
 * The route a path is one of: `/orders/4711/lines` → `/orders/:id/lines`. Numbers, UUIDs, hexadecimal digests and long
 * tokens are identifiers; a path is its own route otherwise. `malformed` = a target that cannot be read.
 */
export function routeTemplate({
  path,
  malformed,
}: {
  readonly path: string;
  readonly malformed: string | null;
}): string {
  if (malformed !== null) return '(malformed)';
  const segments = withoutQuery(path).split('/', mostSegments + 1);
  const shown = segments
    .slice(0, mostSegments)
    .map((segment) => (isIdentifier(segment) ? ':id' : shortened(segment, longestSegment)));
  const rest = segments.length > mostSegments ? '/…' : '';
  return keptText(`${shown.join('/')}${rest}`, longestRoute);
}

function isIdentifier(segment: string): boolean {
  return (
    /^\d+$/.test(segment) ||
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(segment) ||
    // Words such as `defaced` have no digit.
    (/^[0-9a-f]{8,}$/i.test(segment) && /\d/.test(segment)) ||
    mayBeSecret(segment)
  );
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
