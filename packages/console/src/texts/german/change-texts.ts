import type { Catalogue } from '../catalogue.ts';
import { count } from './count.ts';

export const changeTexts: Catalogue['change'] = {
  titles: {
    open: (site) => `${site} wieder öffnen?`,
    'read-only': (site) => `${site} auf „nur lesen“ stellen?`,
    closed: (site) => `${site} schließen?`,
  },
  actions: { open: 'Öffnen', 'read-only': 'Auf „nur lesen“ stellen', closed: 'Website schließen' },
  productionOn: 'Produktivmodus an',
  productionOff: 'Produktivmodus aus',
  apply: 'Änderung anwenden',
  applyTitle: (site) => `${site} jetzt ändern?`,
  reason: 'Grund',
  reasonHelp: 'Steht im Protokoll neben Ihrem Namen. Besucher sehen ihn nicht.',
  usualReason: 'Ein Problem wird untersucht',
  usualOpenReason: 'Repariert und geprüft',
  somebodyElse: (name, ago) => `${name} hat dieses Fenster ${ago} begonnen.`,
  changedByElse: (name, ago) => `${name} hat ${ago} geändert, was es anhält.`,
  theirReason: (reason) => `Grund: ${reason}`,
  replacesTheirs: 'Diese Änderung tritt an die Stelle der ihren. Fragen Sie nach, wenn Sie können.',
  endsTheirs: 'Mit dem Öffnen endet es. Fragen Sie nach, wenn Sie können.',
  notEnforcedNow: 'Die Website ist im Moment nicht überall durchgesetzt.',
  openCarefully:
    'Öffnen geht trotzdem; tippen Sie den Namen der Website ein, um zu zeigen, dass Sie das gesehen haben.',
  closedCarefully:
    'Mit dem Schließen werden alle Besucher abgewiesen. Tippen Sie den Namen der Website ein, wenn das gemeint ist.',

  stopsWithIt: (databases, workers) =>
    `Dabei ${[
      ...(databases === '' ? [] : [`schließen Datenbanken (${databases})`]),
      ...(workers === '' ? [] : [`pausieren Hintergrundprozesse (${workers})`]),
    ].join(' und ')}. Was begonnen hat, darf vorher enden.`,
  wayIn: 'Ihr Weg hinein',
  passForYou: (name) => `Schreib-Passierschein für ${name} ausstellen`,
  passForYouHelp:
    'Ihre Sitzung hier gehört zur Konsole, nicht zur Website: Dort öffnet sie keine Tür. Der Passierschein tut es; sein Link wird danach einmal gezeigt.',
  withoutPass:
    'Für Sie wurde nichts nachgewiesen: Kein Passierschein wird ausgestellt, und Ihre Sitzung bei der Website sieht die Konsole nicht.',
  passNotNeeded:
    'Nicht nötig: Wer bei der Website eine Rolle hat, die ändern darf, kommt hinein, indem er sich dort anmeldet.',
  noProofNeeded: 'Kein Nachweis nötig: Nichts wird strenger. Wer jetzt hereinkommt, kommt es auch danach.',
  checking: 'Die Wege hinein werden ausprobiert…',
  checkFailed: 'Die Prüfung war nicht möglich',
  proven: 'Sie kommen hinein',
  provenBySignIn: 'Wer sich anmeldet und das Recht dazu hat, kommt hinein',
  notProven: 'Sie sperren sich vielleicht aus',
  ways: {
    'sign-in': 'Anmelden bei der Website',
    credentials: 'Ihre Sitzung bei der Website',
    pass: 'Ein Passierschein',
    'break-glass': 'Die Notfall-Datei',
  },
  works: 'geht',
  fails: 'geht nicht',
  notNeeded: 'geht nicht, ist aber auch nicht nötig',
  cannotTell: 'lässt sich nicht probieren',
  howToProve: 'Wie man einen anderen Weg nachweist',
  howToProveText:
    'Von hier aus ist ein Schreib-Passierschein der Nachweis. Wer eine Shell auf dem Server hat, braucht keinen: Dort gehen portcullis on und portcullis break-glass.',
  goOnAnyway: 'Weitermachen, obwohl kein Weg hinein nachgewiesen ist',
  goOnAnywayHelp:
    'Tippen Sie den Namen der Website ein. Sind Sie ausgesperrt, lässt Sie portcullis break-glass auf dem Server hinein.',

  impact: 'Was abgewiesen würde',
  impactNone: (requests, since) =>
    `Keine von ${count(requests, { one: '# Anfrage', other: '# Anfragen' })} seit ${since} wäre abgewiesen worden.`,
  impactSome: (refused, requests, since) =>
    `${count(refused, { other: '#' })} von ${count(requests, { one: '# Anfrage', other: '# Anfragen' })} seit ${since} wären abgewiesen worden.`,
  impactWho:
    'Was kam, während die Website offen war, zählt hier als Anfrage eines Besuchers, von wem es auch kam.',
  impactNoTraffic: 'Durch diesen Server kam noch keine Anfrage, nach der sich etwas sagen ließe.',
  ofRequests: (refused, of) => `${count(refused, { other: '#' })} von ${count(of, { other: '#' })}`,
  moreRoutes: (routes) => count(routes, { one: 'und # weitere Route', other: 'und # weitere Routen' }),

  progress: 'Die Änderung',
  asked: 'Verlangt',
  stored: 'Gespeichert',
  storedAs: (epoch) => `als Epoche ${epoch}`,
  confirmed: 'Bestätigt',
  confirmedBy: (instances, all) =>
    `durch ${count(instances, { other: '#' })} von ${count(all, { one: '# Instanz', other: '# Instanzen' })}`,
  drained: 'Leergelaufen',
  drainedWrites: (writes) =>
    writes === 0
      ? 'keine Änderung läuft mehr'
      : count(writes, { one: '# Änderung läuft noch', other: '# Änderungen laufen noch' }),
  inForce: 'In Kraft',
  inForceAfter: (duration) => `nach ${duration}`,
  waitingFor: 'Wartet auf',
  overtaken: 'Inzwischen hat jemand den Schalter geändert. Es gilt, was oben steht.',
  announceEnforced: (mode) => `${mode}: bei jeder Instanz in Kraft.`,
  announceStored: (mode) => `${mode}: gespeichert, noch nicht überall bestätigt.`,
  settled: 'Jenseits von HTTP',
  ends: {
    still: 'still',
    'not-still': 'durchgesetzt, nicht still',
    runs: 'alles läuft wieder',
    'not-all-runs': 'noch läuft nicht alles wieder',
  },
  announceSettled: (mode, end) => `${mode}: ${end}.`,
  openAllTheSame: 'Trotzdem öffnen',
  openAfterTest: 'Alles kam an: öffnen',
  refusedTitle: 'Nichts wurde geändert',

  passTitle: 'Ihr Passierschein',
  passLead:
    'Öffnen Sie diesen Link in dem Browser, mit dem Sie reparieren. Er gilt einmal, für dieses Fenster, und lässt Sie ändern.',
  passFromHere: 'Er geht nur auf dem Rechner dieses Servers: Die Adresse der Website ist eine lokale.',
  passCopyLabel: 'Link des Passierscheins',
};
