import type { ScreenCatalogue } from '../screen-catalogue.ts';
import { count } from './count.ts';

export const partsTexts: ScreenCatalogue['parts'] = {
  views: 'Teile dieser Ansicht',
  pages: 'Seiten',
  rowsOf: (first, last, all) => `${first} bis ${last} von ${all}`,
  previous: 'Zurück',
  next: 'Weiter',
  nothingFound: 'Nichts passt zum Filter',
  nothingFoundHelp: 'Suchen Sie nach weniger, oder nehmen Sie den Filter weg.',
  copyText: (what) => `Kopieren: ${what}`,
  actions: 'Aktionen',
  roles: { admin: 'Admin', support: 'Support', allowed: 'Zugelassen', visitor: 'Besucher' },
  rolesInSentence: {
    admin: 'Admins',
    support: 'dem Support',
    allowed: 'Zugelassenen',
    visitor: 'Besuchern',
  },
  judgedAs: 'Als',
  kinds: {
    allow: 'Durchgelassen',
    refuse: 'Abgewiesen',
    confirm: 'Um Bestätigung gebeten',
    hold: 'Zurückgehalten',
    redirect: 'Umgeleitet',
    rewrite: 'Umgeschrieben',
    own: 'Vom Tor selbst beantwortet',
    none: 'Nicht beurteilt',
  },
  accesses: { read: 'liest', write: 'schreibt', unknown: 'zählt als Schreiben' },
  operatorRoles: { viewer: 'Betrachter', support: 'Support', operator: 'Operatoren', owner: 'Eigentümer' },
  times: (times) => count(times, { one: 'einmal', other: '#-mal' }),
  raw: 'Rohdaten',
};
