import { isPageExtension } from './foldings.ts';

/** Further forms of a glob that names pages or scripts, which web servers find by other paths. */
export interface FileNameSpellings {
  readonly surely: readonly string[];
  /** Wildcards that no longer say what kind of file they mean. */
  readonly pagesOnly: readonly string[];
  /** What lies behind the clean URL of a script. */
  readonly behind: readonly string[];
}

/**
 * Web servers find `/manage/index.php` for `/manage/`, `/members.html` for `/members` and `/index.php/admin` for
 * `/admin`; the same holds for `/manage/*.php` and everything behind a script. Apache with MultiViews runs `/admin.php`
 * for `/admin/x`.
 */
export function withoutFileNames(glob: string): FileNameSpellings {
  const surely: string[] = [];
  const pagesOnly: string[] = [];
  const behind: string[] = [];
  const segments = glob.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    const name = pageNameOf(segment);
    if (name === null) continue;
    const before = segments.slice(0, index);
    const after = segments.slice(index + 1);
    (name.includes('*') ? pagesOnly : surely).push(`/${[...before, name, ...after].join('/')}`);
    if (after.length === 0 && name !== '*' && takesPathInfo(segment)) {
      behind.push(`/${[...before, name, '**'].join('/')}`);
    }
    const isAnything = after.every((rest) => rest === '*' || rest === '**');
    const names = isAnything ? indexNames : frontControllers;
    if (names.some((file) => fits(file, name)))
      surely.push(`/${[...before, ...(isAnything ? [] : after)].join('/')}`);
  }
  return { surely, pagesOnly, behind };
}

const indexNames = ['index', 'default', 'home'];
const frontControllers = [...indexNames, 'app'];

/** Without the extension of a page or script, or one that a wildcard leaves open; null for other names. */
function pageNameOf(segment: string): string | null {
  const dot = segment.lastIndexOf('.');
  if (dot < 1) return null;
  const extension = segment.slice(dot + 1);
  const mayBePage = extension.includes('*')
    ? pageExtensions.some((known) => fits(known, extension))
    : isPageExtension(extension);
  return mayBePage ? segment.slice(0, dot) : null;
}

/** Scripts that are files, and run for what follows their name; of pages that are none no server looks at it. */
function takesPathInfo(segment: string): boolean {
  const extension = segment.slice(segment.lastIndexOf('.') + 1);
  return extension.includes('*') || runByPath.test(extension);
}

const runByPath =
  /^(?:php\d*|phtml|pht|phar|cgi|fcgi|fpl|pl|plx|pm|py|wsgi|rb|lua|tcl|shtml|asp|aspx|cshtml|vbhtml)$/;

/** One of each kind of server: nobody writes a wildcard for the rarer ones. */
const pageExtensions = [
  'php',
  'html',
  'htm',
  'phtml',
  'jsp',
  'do',
  'asp',
  'aspx',
  'cgi',
  'pl',
  'py',
  'cfm',
  'rb',
];

function fits(text: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return text === pattern;
  const suffix = pattern.slice(star + 1);
  return (
    text.length >= pattern.length - 1 && text.startsWith(pattern.slice(0, star)) && text.endsWith(suffix)
  );
}

/** What lies beside pages and is none: an ordinary picture stays readable next to protected scripts. */
export function isAsset(path: string): boolean {
  return assets.test(path);
}

const assets =
  /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|txt|pdf)$/i;
