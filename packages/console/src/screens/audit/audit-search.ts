import { countIn, type Search, textIn } from '../../environment/search-values.ts';

/** In the place of a kind: really everything. */
export const everyKind = 'all';

/** Counts of refusals come all the time while a window is open: nobody would find a step among them. */
const leftOut = 'requests.refused';

/** What is looked for; the whole of it is the address of a view. */
export interface AuditSearch {
  /** Undefined = everything but counts of refusals. */
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly search?: string | undefined;
  /** Milliseconds since 1970. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** As the server is asked for it. */
export function auditQuery({ kind, ...others }: AuditSearch) {
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  if (kind === everyKind) return given;
  return kind === undefined ? { ...given, without: leftOut } : { ...given, kind };
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
