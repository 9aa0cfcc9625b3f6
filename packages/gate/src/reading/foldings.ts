/**
 * What only a lenient server makes of a path, folded to lower case: compatibility forms, invisible
 * characters, trailing dots and spaces, file extensions, front controllers. A protection that hits the path
 * itself hits one of its foldings too, because each step only loosens.
 */
export function addFoldings(path: string, folded: string[]): void {
  const characters = foldCharacters(path);
  addBases(characters, folded);
  // Composing may swallow the end of a prefix: `a` and an accent become one letter.
  if (!isAscii(path)) addBases(path.toLowerCase(), folded);
  // A backslash that a compatibility form became; ASCII ones were read as slashes before.
  if (characters.includes('\\')) addBases(characters.replaceAll('\\', '/'), folded);
}

/** Compatibility forms (full-width letters), invisible characters and case, dotless i included. */
export function foldCharacters(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return withoutCompatibilityForms(text)
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('i\u0307', 'i');
}

/** Full-width and other compatibility forms as their plain letters, invisible characters gone, case kept. */
export function withoutCompatibilityForms(text: string): string {
  return text.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
}

/** Segments without the spaces around them and the dots after them, as Windows and Java servers cut them. */
export function trimSegments(path: string): string {
  return isTrim(path) ? path : path.split('/').map(trimSegment).join('/');
}

export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

export function mergeSlashes(path: string): string {
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function addBases(path: string, folded: string[]): void {
  // As it is first: what is cut off below may be all there is of a segment that a `*` hits.
  add(path, folded);
  // Trimmed segments may become empty, so slashes are merged last.
  const unmerged = trimSegments(path);
  const merged = mergeSlashes(unmerged);
  addVariants(withoutTrailingSlash(merged), folded);
  if (merged !== unmerged) addVariants(withoutTrailingSlash(unmerged), folded);
}

function addVariants(path: string, folded: string[]): void {
  add(path, folded);
  if (!path.includes('.')) return;
  addWithoutExtensions(path, folded);
  const script = findScript(path);
  if (script === null || script.end === path.length) return;
  // What follows a script is its PATH_INFO: the script runs, or it is a front controller for what follows.
  const program = path.slice(0, script.end);
  const info = path.slice(script.end);
  for (const variant of [program, info, path.slice(0, script.start) + info]) {
    add(variant, folded);
    addWithoutExtensions(variant, folded);
  }
}

/** Rails takes `/admin.json` for `/admin`, web servers take `/admin.php` for it. */
function addWithoutExtensions(path: string, folded: string[]): void {
  const name = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', name + 1);
  if (dot !== -1) add(withoutTrailingSlash(path.slice(0, dot)), folded);
  const first = path.indexOf('.');
  if (first === -1 || first >= name) return;
  add(withoutTrailingSlash(path.replace(/([^/])\.[^/]*/g, '$1')), folded);
}

const scripts = /\.(?:php\d?|phtml|cgi|fcgi|pl|py|rb|asp|aspx|ashx|jsp|do|dll)(?=\/|$)/;

/** The first segment that names a script; null when none does. `start` is the slash before it. */
function findScript(path: string): { readonly start: number; readonly end: number } | null {
  const match = scripts.exec(path);
  if (match === null) return null;
  return { start: path.lastIndexOf('/', match.index), end: match.index + match[0].length };
}

/** Whether no segment starts or ends with what `trimSegment` cuts. May say no where it need not. */
function isTrim(path: string): boolean {
  let previous = slash;
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code > 0x7f) return false;
    if (code === slash ? previous === dot || previous <= space : code <= space && previous === slash)
      return false;
    previous = code;
  }
  return previous !== dot && previous > space;
}

const space = 0x20;
const dot = 0x2e;
const slash = 0x2f;

/** A loop: `/[. ]+$/` would try every start, in quadratic time. */
function trimSegment(segment: string): string {
  const text = segment.trim();
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1]?.trim() === '')) end -= 1;
  return text.slice(0, end);
}

function add(path: string, folded: string[]): void {
  if (!folded.includes(path)) folded.push(path);
}
