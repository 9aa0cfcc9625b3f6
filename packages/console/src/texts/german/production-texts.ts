import type { ScreenCatalogue } from '../screen-catalogue.ts';
import { count } from './count.ts';
import { presetWords } from './preset-words.ts';

export const productionTexts: ScreenCatalogue['production'] = {
  title: 'Produktivmodus',
  lead: 'Hält Werkzeuge für die Fehlersuche, technische Fehler und die Datenbankverwaltung von denen fern, für die er gilt. Die Website bleibt offen.',
  views: { state: 'An und aus', errors: 'Technische Fehler', text: 'Was Leser erfahren' },

  isOn: 'Der Produktivmodus ist an',
  isOff: 'Der Produktivmodus ist aus',
  meansOn:
    'Werkzeuge für die Fehlersuche sind gesperrt, und wer eingeschränkt ist, sieht keine technischen Fehler.',
  meansOff: 'Technische Fehler und Werkzeuge sind für alle so, wie die Anwendung sie hat.',
  neverTurned: 'Soweit das Protokoll zurückreicht, hat ihn niemand umgestellt.',
  turnOn: 'Einschalten…',
  turnOff: 'Ausschalten…',
  titleOn: (site) => `Produktivmodus für ${site} einschalten?`,
  titleOff: (site) => `Produktivmodus für ${site} ausschalten?`,
  whatOn: 'Er öffnet kein Fenster: Alle lesen und ändern weiter, was die Anwendung erlaubt.',
  whatOff:
    'Technische Fehler, Werkzeuge für die Fehlersuche und die Datenbankverwaltung sind wieder da, für wen die Anwendung sie zulässt.',
  usualReasonOff: 'Suche nach der Ursache eines Fehlers',
  actionOn: 'Einschalten',
  actionOff: 'Ausschalten',
  nothingSaid: 'Die Konfiguration sagt nichts vom Produktivmodus',
  nothingSaidHelp:
    'Einschalten änderte nichts. Für Odoo, WordPress oder PHP nennen Sie die Voreinstellung (preset) in der Konfiguration und starten den Server neu. Für eine andere Anwendung schreiben Sie policy.production: für wen er gilt, was gesperrt ist, welche Fehler für Menschen gedacht sind.',
  presetExample: 'Konfiguration für Odoo',
  doesNothing: 'Er ist an und tut nichts: Die Konfiguration sagt nichts mehr von ihm.',

  whoTitle: 'Für wen er gilt',
  everyone: 'Für alle',
  everyoneExcept: (who) => `Für alle außer ${who}`,
  members: (groups) => `Für Mitglieder von ${groups}`,
  membersExcept: (groups, who) => `Für Mitglieder von ${groups}, außer ${who}`,
  group: (name) => `„${name}“`,
  membersOf: (groups) => `Mitgliedern von ${groups}`,
  anonymous: 'Für alle, die nicht angemeldet sind',
  notAnonymous: 'Nicht für die, die nicht angemeldet sind',
  seenNobody: 'Seit dem Start dieses Servers kam niemand, der angemeldet war.',
  seenPeople: (count) =>
    `Angemeldet seit dem Start dieses Servers: ${count === 1 ? '1 Person' : `${count} Personen`}`,
  seenIn: (count, group) => `davon ${count === 0 ? 'niemand' : count} in ${group}`,
  seenNone: 'Heißt die Gruppe in der Anwendung so?',
  unknown:
    'Wer sich nicht zuordnen lässt, ist eingeschränkt. Alle anderen behalten ihre Werkzeuge und sehen Fehler, wie sie sind.',
  changeOdoo:
    'Ändern lässt es sich durch Optionen der Voreinstellung: restrictedGroups, oder an seiner Stelle everyoneExcept, und anonymousRestricted. Danach den Server neu starten.',
  changePolicy:
    'Ändern lässt es sich in der Konfiguration unter policy.production.restricted. Danach den Server neu starten.',
  odooTitle: 'So legen Sie die Gruppe in Odoo an',
  odooSteps: {
    developer:
      'Öffnen Sie in Odoo die Einstellungen und aktivieren Sie ganz unten den Entwicklermodus. Nur mit ihm sind Gruppen zu sehen.',
    open: 'Öffnen Sie Einstellungen > Benutzer & Unternehmen > Gruppen und drücken Sie Neu.',
    name: (group) => `Nennen Sie sie genau ${group}. Sie braucht keine Anwendung und keine Rechte.`,
    people: 'Tragen Sie unter Benutzer ein, für wen der Produktivmodus gilt. Zu installieren ist nichts.',
    counts: 'Das gilt nach höchstens einer halben Minute; niemand muss sich neu anmelden.',
  },

  shutTitle: 'Was gesperrt ist',
  shutLeadOn: 'Jede Liste lässt sich aufklappen.',
  shutLeadOff: 'Sobald der Produktivmodus an ist. Jede Liste lässt sich aufklappen.',
  routesFor: {
    everybody: (routes) => count(routes, { one: '# Route für alle', other: '# Routen für alle' }),
    restricted: (routes) =>
      count(routes, { one: '# Route für Eingeschränkte', other: '# Routen für Eingeschränkte' }),
  },
  switchesFor: {
    everybody: (switches) =>
      count(switches, {
        one: '# Schalter aus den Anfragen aller',
        other: '# Schalter aus den Anfragen aller',
      }),
    restricted: (switches) =>
      count(switches, {
        one: '# Schalter für die Fehlersuche, für Eingeschränkte',
        other: '# Schalter für die Fehlersuche, für Eingeschränkte',
      }),
  },
  calls: (endpoints) =>
    count(endpoints, {
      one: '# Endpunkt: nur aufgezählte Aufrufe, wer auch fragt',
      other: '# Endpunkte: nur aufgezählte Aufrufe, wer auch fragt',
    }),
  business: (names) =>
    count(names, {
      one: '# Art von Fehlern bleibt lesbar, alle anderen sind verborgen',
      other: '# Arten von Fehlern bleiben lesbar, alle anderen sind verborgen',
    }),
  businessNone: 'Alle Fehler sind verborgen',
  headers: (headers) =>
    count(headers, {
      one: '# Header, der Versionen verrät',
      other: '# Header, die Versionen verraten',
    }),
  hidesControls: 'Ein Stylesheet verbirgt die Bedienelemente für Entwickler',
  places: {
    query: 'Parameter einer Adresse',
    cookie: 'Cookie',
    header: 'Header',
    path: 'Anfang eines Pfades',
  },
  whyOf: (why) => presetWords[why] ?? why,

  latelyTitle: 'Zuletzt gesperrt',
  latelyLead:
    'Was dieser Server gesperrt hat, das Neueste zuerst. Wer fragte, bekam eine Seite oder eine Antwort mit Status 404, die es sagt.',
  nothingLately: 'Zuletzt wurde nichts gesperrt',
  nothingLatelyHelp:
    'Hier stehen Anfragen nach Werkzeugen für die Fehlersuche und nach der Datenbankverwaltung, und woher sie kamen.',
  when: 'Wann',
  request: 'Anfrage',
  from: 'Von',
  why: 'Warum',
  reference: 'Referenz',

  limitsTitle: 'Was er nicht tut',
  limits: {
    rights: 'Er ersetzt weder Zugriffsrechte noch Sicherungen noch die Verwaltung von Protokollen.',
    data: 'Nichts wird für andere gesammelt, und nichts verlässt diesen Server. Was verborgen wird, bleibt hier, verschlüsselt, 14 Tage lang.',
    jobs: 'Geplante Aufgaben laufen weiter, ebenso alles, was die Anwendung an diesem Tor vorbei erreicht.',
    databases:
      'Ein Upstream ist eine Website: Die Datenbankverwaltung ist für alle Datenbanken dahinter gesperrt.',
    browser:
      'Fehler im eigenen Code des Browsers kommen nie durch das Tor. Ein Stylesheet verbirgt ihre Einzelheiten; entfernt werden sie nicht.',
  },

  errorsTitle: 'Technische Fehler',
  errorsLead:
    'Was Eingeschränkte nicht zu sehen bekamen, das Neueste zuerst. Jeder bekam eine Kennung, die er Ihnen vorlesen kann.',
  idLabel: 'Kennung',
  idHelp: 'Kleinbuchstaben, Leerzeichen und ein fehlender Bindestrich stören nicht.',
  lookUp: 'Nachschlagen',
  noErrors: 'Kein technischer Fehler ist aufbewahrt',
  noErrorsHelp:
    'Solange der Produktivmodus an ist, bleibt hier jeder, auf den ein Eingeschränkter gestoßen wäre, 14 Tage lang, höchstens 1.000.',
  mayNotRead: 'Support, Operatoren und Eigentümer sehen technische Fehler an.',
  mayNotReadHelp:
    'Ihre Rolle nicht. Fragen Sie jemanden von ihnen, oder Eigentümer nach einer anderen Rolle.',
  id: 'Kennung',
  error: 'Fehler',
  keptUntil: 'Aufbewahrt bis',
  older: 'Ältere',
  channels: {
    page: 'Seite',
    text: 'Text',
    json: 'JSON',
    'json-rpc': 'JSON-RPC',
    'xml-rpc': 'XML-RPC',
    graphql: 'GraphQL',
    exception: 'Ausnahme in der Anwendung',
  },

  errorTitle: (id) => `Technischer Fehler ${id}`,
  beforeLook:
    'Was die Anwendung sandte, kann alles enthalten, was sie weiß. Wer es ansieht, steht mit Namen im Protokoll. Sie werden gefragt, wer Sie sind, wenn Sie es nicht vor Kurzem gezeigt haben.',
  look: 'Ansehen, mit Eintrag im Protokoll',
  askedBy: 'Gefragt hat',
  somebody: (subject, role) => `${subject} (${role})`,
  notSignedIn: 'nicht angemeldet',
  sentAs: 'Gesandt als',
  trace: 'Der längste Text darin, wie er sich liest',
  original: 'Was die Anwendung sandte',
  wasCut: 'Es war länger. Der Rest wurde nicht aufbewahrt.',
  isBase64: 'Es ist kein Text. Gezeigt wird es in Base64.',
  undecryptable: 'Es lässt sich nicht mehr entschlüsseln',
  undecryptableHelp: 'Sein Geheimnis ist nach einem Wechsel weg, oder jemand hat es im Speicher verändert.',

  textTitle: 'Anstelle eines technischen Fehlers',
  textLead: 'Ein oder zwei Sätze. Die Kennung des Fehlers folgt von selbst, zum Nachschlagen.',
  textIn: 'Auf',
  text: 'Was ihnen gesagt wird',
  textHelp:
    'Höchstens 500 Zeichen. Sind alle Sprachen leer, gilt der Text aus den Regeln oder ein eigener des Tors.',
  textPreviewTitle: 'Was Eingeschränkte bekommen',
  previewKind: 'Als',
  preview: { dialog: 'Dialog', page: 'Seite' },
  dialogHelp: 'Der eigene Dialog der Anwendung zeigt diesen Text. Wie er aussieht, ist Sache der Anwendung.',
};
