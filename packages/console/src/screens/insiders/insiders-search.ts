import { countIn, oneOf, type Search, textIn } from '../../environment/search-values.ts';

export interface InsidersSearch {
  /** @default access */
  readonly view?: 'passes' | undefined;
  readonly search?: string | undefined;
  readonly state?: 'good' | 'ended' | undefined;
  /** Rows before the first that is shown. */
  readonly skip?: number | undefined;
  /** The pass whose activity is shown. */
  readonly pass?: string | undefined;
}

export function insidersSearch(search: Search): InsidersSearch {
  return {
    view: oneOf(search, 'view', ['passes']),
    search: textIn(search, 'search'),
    state: oneOf(search, 'state', ['good', 'ended']),
    skip: countIn(search, 'skip'),
    pass: textIn(search, 'pass', 128),
  };
}
