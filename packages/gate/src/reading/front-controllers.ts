import type { Reason } from '../model/reasons.ts';
import { addFoldings, foldCase, mergeSlashes } from './foldings.ts';
import { decodeLeniently } from './lenient-escapes.ts';
import { type ReadingBudget, tooManySpellings } from './reading-budget.ts';

// Libraries of PHP find their own script in a path by text alone. HttpFoundation of Symfony, which Laravel and Drupal
// share, and Laminas cut it off where it stands, whatever is around it; and where only its name stands anywhere, as many
// signs as the script's whole path has. What is left is the route, with a slash before it.

/** Whether such a library may take a part of a path for its own script. */
export function holdsFrontController(path: string): boolean {
  return isScripted.test(path) && controllers.test(path);
}

/** Whether a rule speaks of a path with a front controller in it: by its name, of everything, or of the one in its folder. */
export function speaksOfFrontController(glob: string, path: string): boolean {
  if (glob === '/**' || controllers.test(glob)) return true;
  const names = glob.slice(1).split('/');
  if (names.some((name) => name.includes('*') && wildcardScript.test(name))) return true;
  const wildcard = names.findIndex((name) => name.includes('*') || name.startsWith(':'));
  const folder = wildcard === -1 ? glob : ['', ...names.slice(0, wildcard)].join('/');
  return path.startsWith(`${folder}/`) && wholeController.test(path.slice(folder.length + 1));
}

/** Adds to `folded` what is left of a path behind each script that is found in it by text. Returns what is wrong, or null. */
export function addBehindScripts(level: string, folded: string[], budget: ReadingBudget): Reason | null {
  if (!isScripted.test(level)) return null;
  const scripts = [...level.matchAll(scriptsByText)];
  for (const [at, { 0: extension, index }] of scripts.entries()) {
    // What lies between scripts ends in a script: only its beginning can matter.
    const isPage = at === 0 || at === scripts.length - 1;
    const folder = level.slice(0, level.lastIndexOf('/', index));
    const rest = level.slice(index + extension.length);
    if (rest === '') break;
    const route = rest.startsWith('/') ? rest : `/${rest}`;
    for (const path of folder === '' ? [route] : [route, folder + route]) {
      if (!addPaid(path, { folded, budget, isPage })) return tooManySpellings;
    }
  }
  return holdsFrontController(level) ? addCut(level, folded, budget) : null;
}

/** Every rest of a path that a script of usual length leaves. */
function addCut(level: string, folded: string[], budget: ReadingBudget): Reason | null {
  for (let cut = shortestScript; cut <= longestScript && cut < level.length; cut += 1) {
    const rest = level.slice(cut);
    const route = rest.startsWith('/') ? rest : `/${rest}`;
    const into = { folded, budget, isPage: rest.length <= longestPage };
    if (!addPaid(route, into)) return tooManySpellings;
    // Cut within an escape, it reads otherwise: `%C3%ad` as `%C3` and `ad`.
    if (rest.includes('%') && !addPaid(decodeLeniently(route), into)) return tooManySpellings;
  }
  return null;
}

interface Into {
  readonly folded: string[];
  readonly budget: ReadingBudget;
  /** Whether it may have other names: without its format, its index file, what follows a name. */
  readonly isPage: boolean;
}

function addPaid(path: string, { folded, budget, isPage }: Into): boolean {
  if (!budget.spend(1, path.length)) return false;
  const known = folded.length;
  const folding = mergeSlashes(foldCase(path));
  if (isPage) addFoldings(folding, folded);
  else if (!folded.includes(folding)) folded.push(folding);
  return budget.spend(folded.length - known, path.length);
}

/** A longer one is no page that has other names: only its beginning can matter. */
const longestPage = 500;
/** `/w/app.php`: one in the root is never cut off so. */
const shortestScript = 10;
/** `/projects/shop/public/index.php`, and some more. */
const longestScript = 40;

const php = 'php\\d*|phtml';
/** Within a name only `index`, which no other name ends in: `whatsapp.php` is a webhook's. */
const controllerNames = [
  `(?:index|(?<=^|/)(?:app|front|frontend|backend|dispatch|shopware))(?:[_-][a-z\\d]+)?\\.(?:${php})`,
  '(?:index|(?<=^|/)dispatch)\\.f?cgi',
].join('|');
const controllers = new RegExp(controllerNames, 'i');
const wholeController = new RegExp(`^(?:${controllerNames})$`, 'i');
const wildcardScript = new RegExp(`\\.(?:${php}|f?cgi|\\*)$`, 'i');
/** Whether any of them may be found, asked for every path. */
const isScripted = /\.(?:ph|f?cgi)/i;
/** By text alone, whatever follows. */
const scriptsByText = /\.(?:php|phtml|f?cgi)/gi;
