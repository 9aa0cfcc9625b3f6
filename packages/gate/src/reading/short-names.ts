// File names in the form of eight and three characters that Windows keeps beside long ones: `ADMINI~1` finds the folder
// `administrator`, and the server runs what lies in it.

/** In place of the four digits that follow two characters: `un~1` is no short name of `unsubscribe`. */
const checksum = '\0';

/**
 * What the short names of a folded file name begin with; none where the name is its own short name. Six characters
 * before the `~`, five when the number has two digits; two with a checksum of four once there are many.
 */
export function shortNamesOf(name: string): readonly string[] {
  const dot = name.lastIndexOf('.');
  const base = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot + 1) : '';
  const isShort = base.length <= 8 && extension.length <= 3 && /^[^ .+,;=[\]]*$/.test(base);
  if (isShort) return [];
  const kept = keptOf(base);
  const beginnings = [6, 5, 4].map((length) => kept.slice(0, length));
  return [...new Set([...beginnings, kept.slice(0, 2) + checksum])].filter((text) => text !== '');
}

/** What a folded name may be the short name of begins with one of these. */
export function beginningsOf(name: string): readonly string[] {
  const match = /^([^~]{1,6})~\d{1,6}(?:\.[^.]{0,3})?$/.exec(name);
  const beginning = match?.[1];
  if (beginning === undefined) return [];
  return /^..[\da-f]{4}$/.test(beginning) ? [beginning, beginning.slice(0, 2) + checksum] : [beginning];
}

/** Whether a name may be the short one of a name with this beginning and end: `databa~1.sql` of `database-*.sql`. */
export function mayShorten(name: string, prefix: string, suffix: string): boolean {
  const kept = keptOf(prefix);
  const isOne = beginningsOf(name).some((beginning) => {
    const text = beginning.endsWith(checksum) ? beginning.slice(0, 2) : beginning;
    return text.startsWith(kept) || kept.startsWith(text);
  });
  if (!isOne) return false;
  const dot = suffix.lastIndexOf('.');
  if (dot === -1) return true;
  const extension = suffix.slice(dot + 1, dot + 4);
  return extension === name.slice(name.indexOf('~')).split('.', 2)[1];
}

function keptOf(base: string): string {
  return base.replace(/[ .]/g, '').replace(/[+,;=[\]]/g, '_');
}
