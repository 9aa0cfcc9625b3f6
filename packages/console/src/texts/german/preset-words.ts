/** Why presets shut a route, by their own words for it; a test knows that none is missing. */
export const presetWords: Readonly<Record<string, string>> = {
  'It manages databases or installs code.': 'Verwaltet Datenbanken oder installiert Code.',
  'A tool of developers, or a page that tells what is installed.':
    'Ein Werkzeug für Entwickler, oder eine Seite, die verrät, was installiert ist.',
  'a database manager': 'eine Datenbankverwaltung',
  'phpinfo()': 'phpinfo() mit allem, was PHP von sich sagt',
  'the opcode cache': 'der Zwischenspeicher für Programmcode',
  'what the server does': 'was der Server gerade tut',
  'packages and their versions': 'Pakete und ihre Versionen',
  'secrets and sources': 'Geheimnisse und Quelltexte',
  'a copy that somebody left': 'eine Kopie, die jemand liegen ließ',
  'a log of errors': 'ein Fehlerprotokoll',
  'installs or repairs, for whoever asks': 'installiert oder repariert, für jeden, der fragt',
  'a copy of the configuration': 'eine Kopie der Konfiguration',
  'says which version it is': 'verrät die Version',
  'changes the program': 'ändert das Programm',
  'tells how the site is built': 'verrät, wie die Website gebaut ist',
  'takes everything along': 'nimmt alles mit',
  'A file beside the application.': 'Eine Datei neben der Anwendung.',
  'A tool of developers.': 'Ein Werkzeug für Entwickler.',
  'What the server does.': 'Was der Server gerade tut.',
  'The description of an API.': 'Die Beschreibung einer API.',
};
