import {
  isMounted,
  withoutFormatsWithin,
  withoutGroups,
  withoutLanguage,
  withoutMounts,
  withoutNameSuffixes,
} from './path-wrappings.ts';
import { withTitles } from './title-names.ts';
import { asViews, withoutNamespaces } from './zope-names.ts';

/**
 * What only a lenient server makes of a path whose characters are folded: without trailing dots and spaces,
 * file extensions and front controllers, sessions, mounts and what follows a name. A protection that hits the path
 * itself hits one of these too, because each step only loosens.
 */
export function addFoldings(folding: string, folded: string[]): void {
  addNamed(folding, folded);
  if (folding.includes('.')) {
    for (const path of withoutFormatsWithin(folding)) addNamed(path, folded);
  }
  if (!folding.includes('/@@') && !folding.includes('/++')) return;
  addNamed(withoutNamespaces(folding), folded);
  addNamed(asViews(folding), folded);
}

function addNamed(folding: string, folded: string[]): void {
  addMounted(folding, folded);
  if (!/[(!:]/.test(folding)) return;
  addMounted(withoutNameSuffixes(folding), folded);
  addMounted(withTitles(folding), folded);
  if (!folding.includes('(')) return;
  for (const isJoined of [true, false]) {
    addMounted(withoutNameSuffixes(withoutGroups(folding, { isJoined, isCookieless: false })), folded);
  }
}

function addMounted(path: string, folded: string[]): void {
  if (folded.includes(path)) return;
  addUnwrapped(path, folded);
  if (!isMounted(path)) return;
  addUnwrapped(withoutMounts(path), folded);
  const inAnyLanguage = withoutLanguage(path);
  if (inAnyLanguage !== null) addUnwrapped(withoutMounts(inAnyLanguage), folded);
}

function addUnwrapped(folding: string, folded: string[]): void {
  // As it is first: what is cut off below may be all there is of a segment that a `*` hits.
  add(folding, folded);
  // Trimmed segments may become empty, so slashes are merged last.
  const unmerged = trimSegments(folding);
  const merged = mergeSlashes(unmerged);
  addVariants(withoutTrailingSlash(merged), folded);
  if (merged !== unmerged) addVariants(withoutTrailingSlash(unmerged), folded);
}

/** Full-width and other compatibility forms as their plain letters, invisible characters gone, case kept. */
export function withoutCompatibilityForms(text: string): string {
  return text.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
}

/** Case gone: by small letters, capitals and small ones again, so that `ß`, `ẞ`, every i and every sigma are no way round it. */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const lower = text.toLowerCase().toUpperCase().toLowerCase();
  if (!/[\u0307\u03c2]/.test(lower)) return lower;
  return lower.replaceAll('i\u0307', 'i').replaceAll('\u03c2', '\u03c3');
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

function addVariants(path: string, folded: string[]): void {
  add(path, folded);
  if (!path.includes('.')) return;
  addWithoutExtensions(path, folded);
  const directory = directoryOfIndex(path);
  if (directory !== null) {
    add(directory, folded);
    // The data of Gatsby's front page: `/page-data/index/page-data.json`.
    if (directory.endsWith('/index') && path.endsWith('/page-data.json')) {
      add(withoutTrailingSlash(directory.slice(0, -'index'.length)), folded);
    }
  }
  for (const script of findScripts(path)) {
    // What follows a script is its PATH_INFO: the script runs, or it is a front controller for what follows.
    const program = path.slice(0, script.end);
    const info = path.slice(script.end);
    for (const variant of [program, info, path.slice(0, script.start) + info]) {
      add(variant, folded);
      addWithoutExtensions(variant, folded);
    }
  }
}

/** Rails takes `/admin.json` for `/admin`, web servers take `/admin.php` for it. */
function addWithoutExtensions(path: string, folded: string[]): void {
  addWithoutFormat(path, folded);
  const name = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', name + 1);
  if (dot !== -1) {
    add(path.slice(0, dot), folded);
    // Rails takes a format behind any route, one with a dot in its name too: `/export.csv.json`.
    add(path.slice(0, path.lastIndexOf('.')), folded);
  }
  const first = path.indexOf('.');
  if (first === -1 || first >= name) return;
  add(withoutTrailingSlash(path.replace(/([^/])\.[^/]*/g, '$1')), folded);
}

/** A format in a name of its own: `/reports/.json`, as chi and Django REST framework take it for `/reports/`. */
function addWithoutFormat(path: string, folded: string[]): void {
  const name = path.lastIndexOf('/') + 1;
  if (path.charCodeAt(name) !== fullStop || path.indexOf('.', name + 1) !== -1) return;
  add(withoutTrailingSlash(path.slice(0, name)), folded);
}

/**
 * Web servers answer `/orders/` with `/orders/index.php`, frameworks keep the data of a page in a file of their own
 * below it. Null when the last segment is no such file.
 */
function directoryOfIndex(path: string): string | null {
  const name = path.lastIndexOf('/') + 1;
  if (!indexFile.test(path.slice(name))) return null;
  return withoutTrailingSlash(path.slice(0, name));
}

const indexFile =
  /^(?:(?:index|default|home|__data|__route|_payload|page-data|q-data)\.[a-z\d]+|_(?:root)?\.data|__next\..*\.txt)$/;

/** Whether clean URLs hide it: `/members` for `/members.html`. */
export function isPageExtension(extension: string): boolean {
  return `.${extension}/`.search(scripts) === 0;
}

/**
 * What some server or common configuration runs, with what follows it as its PATH_INFO. A list, because names with other
 * endings are ordinary: `/domains/shop.example/settings`.
 */
const scripts = new RegExp(
  `\\.(?:${[
    'php\\d*|phtml|phtm|pht|phps|phpt|phar|hh|inc',
    'cgi|fcgi|fpl|pl|plx|pm|py|pyc|wsgi|rb|rbx|rhtml|lua|lp|tcl|rvt',
    'cfm|cfml|cfc|lucee',
    'jsp|jspx|jspa|jspf|jsw|jsf|jhtml|faces|xhtml|seam|do|action|struts|nsf|ns\\d',
    'asp|aspx|ascx|ashx|asmx|asax|axd|svc|rem|soap|cshtml|vbhtml|mvc|dll|exe|idc|htr|stm',
    'shtml|shtm|html|htm',
  ].join('|')})(?=/)`,
  'g',
);

/** A segment that names a script, not the last one; `start` is the slash before it. */
interface Script {
  readonly start: number;
  readonly end: number;
}

/**
 * The first segment that names a script, which Apache runs when there is such a file, and the last, which nginx takes
 * by the usual `fastcgi_split_path_info ^(.+\.php)(/.+)$`.
 */
function findScripts(path: string): readonly Script[] {
  // Asked for every path with a dot: an iterator is made for those alone that need one.
  if (path.search(scripts) === -1) return [];
  let first: Script | null = null;
  let last: Script | null = null;
  for (const { 0: extension, index } of path.matchAll(scripts)) {
    const script = { start: path.lastIndexOf('/', index), end: index + extension.length };
    first ??= script;
    last = script;
  }
  if (first === null || last === null) return [];
  return first === last ? [first] : [first, last];
}

/** Whether no segment starts or ends with what `trimSegment` cuts. */
function isTrim(path: string): boolean {
  let previous = slash;
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code === slash ? isCutOff(previous) : previous === slash && isBlank(code)) return false;
    previous = code;
  }
  return !isCutOff(previous);
}

/** A loop: `/[. ]+$/` would try every start, in quadratic time. */
function trimSegment(segment: string): string {
  let start = 0;
  let end = segment.length;
  while (start < end && isBlank(segment.charCodeAt(start))) start += 1;
  while (end > start && isCutOff(segment.charCodeAt(end - 1))) end -= 1;
  return segment.slice(start, end);
}

const slash = 0x2f;
const fullStop = 0x2e;

function isCutOff(code: number): boolean {
  return code === 0x2e || isBlank(code);
}

function isBlank(code: number): boolean {
  return code <= 0x20 || (code >= 0xa0 && /\s/.test(String.fromCharCode(code)));
}

function add(path: string, folded: string[]): void {
  if (!folded.includes(path)) folded.push(path);
}
