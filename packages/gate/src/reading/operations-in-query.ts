import { decodeLeniently } from './lenient-escapes.ts';
import { possibleNames } from './parameter-name.ts';

/** Of SvelteKit: the form of a remote function as it is posted without script, to whatever page shows it. */
const remoteForm = '/remote';

/** Parameters by which a write names an operation of the whole application, beside headers that do. */
export function withOperationsInQuery(
  operations: readonly string[],
  query: string | null,
): readonly string[] {
  if (query === null || !mayName.test(query)) return operations;
  return query.split('&').some(isRemoteForm) ? [...operations, `?${remoteForm}`] : operations;
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
