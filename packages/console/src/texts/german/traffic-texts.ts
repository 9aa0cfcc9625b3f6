import type { ScreenCatalogue } from '../screen-catalogue.ts';
import { count } from './count.ts';

export const trafficTexts: ScreenCatalogue['traffic'] = {
  title: 'Verkehr',
  lead: 'Was ans Tor kommt, was daraus wird und warum.',
  views: {
    live: 'Laufend',
    try: 'Anfrage ausprobieren',
    ledger: 'Abgewiesene Änderungen',
    unnamed: 'Nicht in den Regeln',
  },

  countsTitle: 'Die letzte Stunde',
  perSecond: 'Je Sekunde, jetzt',
  allowed: 'Durchgelassen',
  refused: 'Abgewiesen',
  bypassed: 'Von Befugten',
  confirm: 'Um Bestätigung gebeten',
  exact: (time) =>
    `Genau gezählt, von diesem Server, seit ${time}. Die Liste unten ist eine Stichprobe, wenn viel auf einmal kommt.`,

  feedTitle: 'Entscheidungen',
  kind: 'Welche',
  kinds: {
    all: 'Alle',
    refuse: 'Abgewiesen',
    bypass: 'Von Befugten',
    confirm: 'Zu bestätigen',
    allow: 'Durchgelassen',
  },
  searchFeed: 'Nach Pfad, Name, Regel oder Referenz suchen',
  pause: 'Anhalten',
  goOn: 'Weiter',
  paused: (waiting) =>
    count(waiting, {
      one: 'Angehalten. # Entscheidung kam seither.',
      other: 'Angehalten. # Entscheidungen kamen seither.',
    }),
  held: (waiting) =>
    count(waiting, {
      one: 'Steht still, solange Sie hinsehen. # Entscheidung kam seither.',
      other: 'Steht still, solange Sie hinsehen. # Entscheidungen kamen seither.',
    }),
  following: (shown, all) =>
    `Die neuesten ${count(shown, { other: '#' })} davon; ${count(all, { one: '# Entscheidung kam', other: '# Entscheidungen kamen' })}, seit dies offen ist.`,
  nothingYet: 'Noch kam nichts',
  nothingYetHelp:
    'Jede Anfrage, die diesen Server erreicht, steht hier mit dem Grund für das, was aus ihr wurde.',
  from: (address) => `von ${address}`,
  as: (role, subject) => `${role} ${subject}`,
  why: 'Warum?',
  whyOf: (what) => `Warum: ${what}`,

  rules: {
    framing: (detail) => `Die Anfrage ist nicht wohlgeformt: ${detail}.`,
    'nothing-governed': () => 'Die Website ist offen: Nichts ist geregelt.',
    'malformed-target': (detail) => `Die Adresse lässt sich nicht eindeutig lesen: ${detail}.`,
    health: () => 'Eine Zustandsprüfung, die immer durchkommt.',
    production: (detail) => `Der Produktivmodus sperrt es: ${detail}.`,
    protected: (detail) => `Nur für Befugte, solange die Website nicht offen ist: ${detail}.`,
    open: () => 'Hier ist die Website offen.',
    exception: (detail) => `Eine Ausnahme, die die Regeln nennen: ${detail}.`,
    'sign-in': (detail) => `Anmelden geht immer: ${detail}.`,
    webhook: (detail) => `Ein Webhook: ${detail}.`,
    'read-only-read': () => 'Sie liest, und Lesen ist erlaubt.',
    preflight: () => 'Ein Browser fragt, was er senden darf; das ändert nichts.',
    bypass: (detail) => `Jemand Befugtes, durch ${detail}.`,
    sensitive: (detail) => `Das bestätigen selbst Befugte: ${detail}.`,
    'read-only-write': (detail) =>
      detail === '' ? 'Sie würde etwas ändern.' : `Sie würde etwas ändern: ${detail}.`,
    closed: () => 'Die Website ist geschlossen, und wer anfragt, darf nicht hinein.',
    failure: (detail) => `Unterwegs ging etwas schief, und Fehler weisen ab: ${detail}.`,
  },
  ruleUnknown: (id, detail) => `Nach der Regel ${id}${detail === '' ? '' : `: ${detail}`}.`,

  referenceLabel: 'Referenz',
  referenceHelp: 'Besucher lesen sie dem Support von der Seite vor, die sie abwies.',
  lookUp: 'Nachschlagen',
  referenceTitle: (reference) => `Referenz ${reference}`,
  decidedAt: 'Entschieden',
  again: 'Dieselbe Anfrage, jetzt noch einmal beurteilt',
  againHelp:
    'Durch genau die Entscheidung, durch die Anfragen gehen. Parameter, Header und Inhalt werden nicht aufbewahrt; es kann also anders ausgehen.',
  needs: 'Was sie durchließe',
  whoAsked: 'Wer fragte',
  callerFrom: (caller, address) => `${caller}, von ${address}`,
  unknownAddress: 'einer unbekannten Adresse',

  explain: {
    rule: 'Regel',
    mode: 'Modus',
    access: 'Zugriff',
    routes: 'Routen',
    noRoutes: 'Keine Route der Regeln spricht davon.',
    calls: 'Aufrufe',
    lacksBody: 'Sie wird nach ihrem Inhalt beurteilt. Geben Sie einen an; ohne ihn zählt sie als Schreiben.',
    caller: 'Wer fragt',
    host: 'Host',
    noHost: 'kein Host',
    missing: 'Es fehlt',
    readings: 'Lesarten',
    readingsHelp: 'Wie ein Server den Pfad verstehen kann. Alle wurden beurteilt.',
    inForce: 'In Kraft',
    wholeRule: 'Wer und wie',
    own: (route) => `Das Tor beantwortet /${route} selbst, in jedem Modus.`,
    nearMethod: (method, near) =>
      `${method} ist keine bekannte Methode und zählt als Schreiben. Meinten Sie ${near}?`,
    callsRead: (names) => (names === '' ? 'liest nur' : `liest nur: ${names}`),
    callsWrite: (names, why) => `schreibt: ${[names, why].filter(Boolean).join(', ')}`,
    epoch: (mode, epoch) => `${mode}, Epoche ${epoch}`,
  },

  tryTitle: 'Anfrage ausprobieren',
  tryLead:
    'Eine Anfrage, erklärt: welche Regel entscheidet und was fehlt. Nichts geht an die Website, nichts wird gezählt.',
  tryMany: 'In jedem Modus, und viele auf einmal',
  method: 'Methode',
  url: 'Adresse',
  urlHelp: 'Ein Pfad wie /checkout, oder eine ganze Adresse, deren Host zählt.',
  urlNeeded: 'Schreiben Sie einen Pfad, der mit / beginnt, oder eine ganze Adresse.',
  asNobody: 'Nach ihren Headern',
  subject: 'Name',
  inMode: 'Während die Website',
  modeNow: 'ist, wie sie jetzt ist',
  address: 'Von der Adresse',
  more: 'Header und Inhalt',
  headers: 'Header',
  headersHelp: 'Einer je Zeile, etwa Cookie: session=…',
  headersWrong: (line) => `Zeile ${line}: Schreiben Sie Name, Doppelpunkt und Wert.`,
  body: 'Inhalt',
  explainAction: 'Erklären',
  tryResult: 'Was geschähe',
  tryNothing: 'Noch wurde nichts gefragt',
  tryNothingHelp: 'Geben Sie Methode und Adresse an, und lesen Sie, welche Regel entscheidet und was fehlt.',

  ledgerTitle: 'Abgewiesene Änderungen',
  ledgerLead:
    'Wer in einem Fenster was ändern wollte, zum Nacharbeiten: Bestellungen, die nicht aufgegeben, Formulare, die nicht abgeschickt wurden.',
  window: 'Fenster',
  windowOf: (from, to, refused) =>
    `${from} bis ${to}, ${count(refused, { one: '# Abweisung', other: '# Abweisungen' })}`,
  windowSince: (from, refused) =>
    `seit ${from}, noch an, ${count(refused, { one: '# Abweisung', other: '# Abweisungen' })}`,
  ledgerEmpty: 'Noch wurde keine Änderung abgewiesen',
  ledgerEmptyHelp:
    'Solange die Website nur lesbar oder geschlossen ist, steht hier jede abgewiesene Änderung, nach Route und nach dem, der sie wollte.',
  route: 'Route',
  otherKinds: 'Alle anderen, über die einzeln gezählten hinaus',
  actor: 'Wer',
  anonymous: 'nicht angemeldet',
  times: 'Anzahl',
  first: 'Zuerst',
  last: 'Zuletzt',
  reference: 'Referenz',
  exportAs: (format) => `Als ${format} herunterladen`,

  unnamedTitle: 'Änderungen, die die Regeln nicht nennen',
  unnamedLead:
    'Sie werden wie jede Änderung abgewiesen, solange die Website nicht offen ist. Eine Regel macht es ausdrücklich: als Ausnahme, als Lesen, oder als das, was es ist.',
  unnamedNone: 'Jede Änderung, die kam, ist genannt',
  unnamedNoneHelp: 'Routen, die schreiben sollten und von denen keine Regel spricht, stünden hier.',
  suggestion: 'Eine Regel, die sie nennt',
  suggestionOf: (route) => `Regel für ${route}`,
  noSuggestion: 'Keine Regel kann das nennen.',
  others: (requests) =>
    count(requests, {
      one: '# weitere Anfrage ging an Routen, die nicht mehr einzeln geführt werden.',
      other: '# weitere Anfragen gingen an Routen, die nicht mehr einzeln geführt werden.',
    }),
};
