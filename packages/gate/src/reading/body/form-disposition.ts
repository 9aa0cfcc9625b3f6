/** What a Content-Disposition says of a part of a form. */
export interface Disposition {
  readonly name: string;
  readonly filename: string | null;
  /** Whether `filename*` names a file as well, or alone: not every server knows it. */
  readonly hasExtendedFilename?: true;
}

/**
 * No `"` and no backslash: PHP, busboy and Rack undo them in three ways. Controls never get here. Without quotes, as
 * .NET writes it, only what ends at the same place for everybody.
 */
const parameter =
  /;[ \t]*([A-Za-z]+|filename\*(?==(?:utf-8|iso-8859-1)'))=(?:"([^"\\]*)"|([\w.-]+(?:'[\w-]{0,16}'(?:[\w!#$&+.^`|~-]|%[\da-f]{2})*)?))/iy;

/**
 * Parses `form-data; name="…"` with or without a `filename` (RFC 7578, 4.2); null for anything else. Also
 * refused are names with an escape or an encoded word, which some servers decode, and values that servers searching with a
 * regular expression would take a name from.
 */
export function parseDisposition(value: string): Disposition | null {
  const kind = 'form-data';
  if (value.slice(0, kind.length).toLowerCase() !== kind) return null;
  let name: string | null = null;
  let filename: string | null = null;
  let hasExtendedFilename = false;
  for (let index = kind.length; index < value.length; index = parameter.lastIndex) {
    parameter.lastIndex = index;
    const [all, key = '', quoted, bare = ''] = parameter.exec(value) ?? [];
    const text = quoted ?? bare;
    // A word of RFC 2047, which Commons FileUpload, and so Tomcat and Spring, decodes in any parameter.
    const isExtended = key.toLowerCase() === 'filename*';
    if (all === undefined || text.includes('=?')) return null;
    // An apostrophe without quotes is of `filename*` alone.
    if (isExtended !== bare.includes("'")) return null;
    if (key.toLowerCase() === 'name' && name === null) name = text;
    else if (key.toLowerCase() === 'filename' && filename === null) filename = text;
    else if (isExtended && !hasExtendedFilename) hasExtendedFilename = true;
    else return null;
  }
  if (name === null || name === '' || name.includes(';') || isEscaped(name)) return null;
  if (/name\*?\d*\*?\s*=/i.test(name)) return null;
  // `rename=1.txt` is found by nobody who does not stumble over `filename=`.
  if (filename !== null && /(?<!\w)name\*?\d*\*?\s*=/i.test(filename)) return null;
  return { name, filename, ...(hasExtendedFilename && { hasExtendedFilename }) };
}

/** But for what browsers escape: quotes and line ends. A sign alone (`discount_%`) is none. */
function isEscaped(name: string): boolean {
  return /%(?!22|0d|0a)(?:[\da-f]{2}|u[\da-f]{4})/i.test(name);
}
