import { type Mode, modes, type Role, roles } from '../../api/schema.ts';
import { countIn, oneOf, type Search, textIn } from '../../environment/search-values.ts';

export interface TrafficSearch {
  /** @default live */
  readonly view?: 'try' | 'ledger' | 'unnamed' | undefined;
  readonly kind?: 'allow' | 'refuse' | 'confirm' | 'bypass' | undefined;
  readonly search?: string | undefined;
  /** The reference that is explained. */
  readonly reference?: string | undefined;
  readonly window?: string | undefined;
  readonly skip?: number | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly as?: Role | undefined;
  readonly subject?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly address?: string | undefined;
}

export function trafficSearch(search: Search): TrafficSearch {
  return {
    view: oneOf(search, 'view', ['try', 'ledger', 'unnamed']),
    kind: oneOf(search, 'kind', ['allow', 'refuse', 'confirm', 'bypass']),
    search: textIn(search, 'search'),
    reference: textIn(search, 'reference', 64),
    window: textIn(search, 'window', 128),
    skip: countIn(search, 'skip'),
    method: textIn(search, 'method', 64),
    url: textIn(search, 'url', 2_048),
    as: oneOf(search, 'as', roles),
    subject: textIn(search, 'subject'),
    mode: oneOf(search, 'mode', modes),
    address: textIn(search, 'address', 64),
  };
}
