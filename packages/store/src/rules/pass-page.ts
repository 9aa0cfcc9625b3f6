import type { Pass, PassPage, PassQuery } from '@portcullis/gate';
import { compareText } from './compare-text.ts';
import { foldName } from './fold-name.ts';
import { isAlive } from './pass-rules.ts';

/** The order of creation. */
export function comparePasses(a: Pass, b: Pass): number {
  return a.createdAt - b.createdAt || compareText(a.id, b.id);
}

/** One page of the passes that fit, for stores that have all of them at hand. */
export function pageOfPasses(
  passes: readonly Pass[],
  { id, state, search = '', skip = 0, limit }: PassQuery,
  now: number,
): PassPage {
  const wanted = foldName(search);
  const fitting = passes
    .filter(
      (pass) =>
        (id === undefined || pass.id === id) &&
        (state === undefined || isAlive(pass, now) === (state === 'good')) &&
        (wanted === '' || foldName(pass.subject).includes(wanted)),
    )
    .sort((a, b) => comparePasses(b, a));
  return { passes: fitting.slice(skip, skip + limit), total: fitting.length, now };
}
