import { oneOf, type Search, textIn } from '../../environment/search-values.ts';

export interface ProductionSearch {
  /** @default whether it is on, and what it does */
  readonly view?: 'errors' | 'text' | undefined;
  /** The technical error that is looked up. */
  readonly incident?: string | undefined;
}

export function productionSearch(search: Search): ProductionSearch {
  return {
    view: oneOf(search, 'view', ['errors', 'text']),
    incident: textIn(search, 'incident', 64),
  };
}
