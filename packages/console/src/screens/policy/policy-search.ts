import { type Role, roles } from '../../api/schema.ts';
import { oneOf, type Search, textIn } from '../../environment/search-values.ts';

export interface PolicySearch {
  /** Part of the name or the value of what is listed. */
  readonly search?: string | undefined;
  /** Requests that are tested, one in each line. */
  readonly requests?: string | undefined;
  readonly as?: Role | undefined;
}

/** More is tested all the same, and is no address that anybody could send. */
export const longestRequests = 4_000;

export function policySearch(search: Search): PolicySearch {
  return {
    search: textIn(search, 'search'),
    requests: textIn(search, 'requests', longestRequests),
    as: oneOf(search, 'as', roles),
  };
}
