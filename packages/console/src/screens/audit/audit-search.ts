import { countIn, type Search, textIn } from '../../environment/search-values.ts';

/** What is looked for; the whole of it is the address of a view. */
export interface AuditSearch {
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly search?: string | undefined;
  /** Milliseconds since 1970. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export function auditSearch(search: Search): AuditSearch {
  return {
    kind: textIn(search, 'kind', 64),
    actor: textIn(search, 'actor'),
    search: textIn(search, 'search'),
    from: countIn(search, 'from'),
    to: countIn(search, 'to'),
  };
}
