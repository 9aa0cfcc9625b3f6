import type { Catalogue } from '../catalogue.ts';
import { count } from './count.ts';

export const shellTexts: Catalogue['shell'] = {
  product: 'Portcullis',
  console: 'Konsole',
  skipToContent: 'Zum Inhalt',
  navigation: 'Ansichten',
  openNavigation: 'Menü öffnen',
  closeNavigation: 'Menü schließen',
  screens: {
    now: 'Jetzt',
    switch: 'Schalter',
    insiders: 'Wer hineinkommt',
    traffic: 'Verkehr',
    webhooks: 'Webhooks',
    policy: 'Regeln',
    production: 'Produktivmodus',
    audit: 'Protokoll',
    settings: 'Einstellungen',
    account: 'Ihr Konto',
  },
  accountOf: (name) => `Konto von ${name}`,
  yourAccount: 'Ihr Konto',
  signOut: 'Abmelden',
  theme: 'Darstellung',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  roles: { viewer: 'Beobachter', support: 'Support', operator: 'Operator', owner: 'Eigentümer' },
  modeNow: (mode) => `Modus: ${mode}`,
  enforcedAt: (enforcing, all) =>
    all === 0
      ? 'Nirgends durchgesetzt'
      : `Durchgesetzt bei ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  stillAt: (enforcing, all) =>
    `Still, durchgesetzt bei ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  notYetEnforced: (enforcing, all) =>
    `Noch nicht durchgesetzt: ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  lost: (clock, ago) => `Keine Antwort seit ${clock} (${ago}).`,
  lostMode: (mode) => `Zuletzt bekannt: ${mode}.`,
  lostNothingKnown: 'In welchem Modus die Website ist, ist nicht bekannt.',
  lostHelp:
    'Die Website läuft weiter wie zuvor: Das Tor braucht keine Konsole. Diese Seite fragt von selbst wieder. Auf dem Server antwortet auch portcullis status.',
  connection: 'Verbindung zum Server',
  stale: (clock) => `Der Stand ist nicht lesbar. Gezeigt wird, was um ${clock} bekannt war.`,
  foundAgain: 'Der Server antwortet wieder.',
  notFound: 'Diese Ansicht gibt es nicht',
  notFoundHelp: 'Vielleicht ist die Adresse vertippt oder stammt aus einer anderen Version der Konsole.',
  toStart: 'Zur Startansicht',
  loading: 'Lädt',
  reload: 'Seite neu laden',
};
