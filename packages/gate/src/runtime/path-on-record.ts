/** Shorter ones are guessed at sooner than they are read in a record. */
const shortestSecret = 24;
const longSegments = new RegExp(`[^/]{${shortestSecret},}`, 'g');
/** Enough to tell one order from another; of a secret, not enough to use it. */
const shownOfSecret = 8;

/**
 * A path as records show it. Paths carry secrets (tokens of password resets, keys of bots, signed links): of what may be
 * one the beginning is kept. Targets that cannot be read are a path with all that follows: queries are never on record.
 */
export function pathOnRecord(path: string): string {
  return withoutQuery(path).replace(longSegments, (segment) =>
    mayBeSecret(segment) ? `${segment.slice(0, shownOfSecret)}…` : segment,
  );
}

/** Whether a segment may be a token: long, and with a digit, whatever else is in it, or unbroken letters. */
export function mayBeSecret(segment: string): boolean {
  return segment.length >= shortestSecret && (/\d/.test(segment) || /^[\w-]+$/.test(segment));
}

/** What an application may take for one is cut as well: an escaped question mark. */
export function withoutQuery(path: string): string {
  const end = path.search(/[?#]|%3f|%23/i);
  return end === -1 ? path : `${path.slice(0, end)}…`;
}
