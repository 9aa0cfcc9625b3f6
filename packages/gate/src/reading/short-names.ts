// File names in the form of eight and three characters that Windows keeps beside long ones: `ADMINI~1` finds the folder
// `administrator`, and the server runs what lies in it.

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
  const kept = base.replace(/[ .]/g, '').replace(/[+,;=[\]]/g, '_');
  return [...new Set([6, 5, 4, 2].map((length) => kept.slice(0, length)))].filter((text) => text !== '');
}

/** What a folded name may be the short name of begins with one of these. */
export function beginningsOf(name: string): readonly string[] {
  const match = /^([^~]{1,6})~\d{1,6}(?:\.[^.]{0,3})?$/.exec(name);
  const beginning = match?.[1];
  if (beginning === undefined) return [];
  return /^..[\da-f]{4}$/.test(beginning) ? [beginning, beginning.slice(0, 2)] : [beginning];
}
