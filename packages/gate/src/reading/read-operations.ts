import { decodeLeniently } from './lenient-escapes.ts';
import { isRunForReads } from './operation-headers.ts';
import { possibleNames } from './parameter-name.ts';
import { isReadMethod } from './read-method.ts';

/** Of SvelteKit: the form of a remote function as it is posted without script, to whatever page shows it. */
const remoteForm = '/remote';

/** What of a request is looked at; each part is read when it is asked for. */
interface RequestParts {
  readonly raw: { readonly method: string };
  readonly overrides: readonly string[];
  readonly target: { readonly query: string | null };
}

/** What names an operation of the whole application: of its headers (`named`) those that count, and parameters of writes. */
export function readOperations(request: RequestParts, named: readonly string[]): readonly string[] {
  if (!isReadMethod(request.raw.method))
    return hasRemoteForm(request.target.query) ? [...named, `?${remoteForm}`] : named;
  return named.length > 0 && request.overrides.every(isReadMethod) ? named.filter(isRunForReads) : named;
}

function hasRemoteForm(query: string | null): boolean {
  return query !== null && mayName.test(query) && query.split('&').some(isRemoteForm);
}

/** Most queries are told from it by this. */
const mayName = /remote|%/i;

/** Enough for every letter escaped. */
const longestName = 640;

/** Without a value it is an action of the page that has this name (`?/remote`). */
function isRemoteForm(parameter: string): boolean {
  const equals = parameter.indexOf('=');
  if (equals === -1 || equals === parameter.length - 1) return false;
  const name = decodeLeniently(parameter.slice(0, Math.min(equals, longestName)).replaceAll('+', ' '));
  return possibleNames(name).includes(remoteForm);
}
