/** What a Content-Disposition says of a part of a form. */
export interface Disposition {
  readonly name: string;
  readonly filename: string | null;
}

/**
 * No `"` and no backslash: PHP, busboy and Rack undo them in three ways. Controls never get here. Without quotes, as
 * .NET writes it, only what ends at the same place for everybody.
 */
const parameter = /;[ \t]*([A-Za-z]+)=(?:"([^"\\]*)"|([\w.-]+))/y;

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
  for (let index = kind.length; index < value.length; index = parameter.lastIndex) {
    parameter.lastIndex = index;
    const [all, key = '', quoted, bare = ''] = parameter.exec(value) ?? [];
    const text = quoted ?? bare;
    // A word of RFC 2047, which Commons FileUpload, and so Tomcat and Spring, decodes in any parameter.
    if (all === undefined || text.includes('=?')) return null;
    if (key.toLowerCase() === 'name' && name === null) name = text;
    else if (key.toLowerCase() === 'filename' && filename === null) filename = text;
    else return null;
  }
  if (name === null || name === '' || /[;%]/.test(name) || holdsName(name)) return null;
  return filename !== null && holdsName(filename) ? null : { name, filename };
}

function holdsName(text: string): boolean {
  return /name\*?\d*\*?\s*=/i.test(text);
}
