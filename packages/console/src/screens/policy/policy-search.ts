import { type Search, textIn } from '../../environment/search-values.ts';

export interface PolicySearch {
  /** Part of the name or the value of what is listed. */
  readonly search?: string | undefined;
}

export function policySearch(search: Search): PolicySearch {
  return { search: textIn(search, 'search') };
}
