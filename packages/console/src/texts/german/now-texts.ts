import type { Catalogue } from '../catalogue.ts';
import { count } from './count.ts';

export const nowTexts: Catalogue['now'] = {
  title: 'Jetzt',
  lastKnown: 'Zuletzt bekannt',
  who: 'Wer',
  since: 'Seit',
  openedBy: 'Fenster geöffnet von',
  lastChangedBy: 'Zuletzt geändert von',
  untouched: 'Diesen Schalter hat noch niemand betätigt.',
  reason: 'Grund',
  noReason: 'keiner genannt',
  until: 'Voraussichtliches Ende',
  noEnd: 'nicht angekündigt',
  opensAt: 'Öffnet von selbst',
  never: 'nein, nur von Hand',
  window: 'Fenster',
  except: 'Außer',
  areaIs: (area, mode) => `${area}: ${mode}`,
  forced: (mode, why) => `Dieser Server ist ${mode} wegen: ${why}. Was der Schalter sagt, gilt hier nicht.`,
  why: {
    store: 'Schalter',
    environment: 'PORTCULLIS_MODE in seiner Umgebung',
    'break-glass': 'Notfall-Datei auf seinem Rechner',
    'store-lost': 'verlorener Speicher',
    disk: 'letzter bekannter Stand von der Platte',
    'never-seen': 'Vorgabe für einen nie gesehenen Stand',
    contested: 'Speicher, der älter ist als das, was er noch weiß',
  },
  switchSays: (mode) => `Der Schalter sagt: ${mode}.`,
  writePasses: (passes) =>
    count(passes, {
      one: '# Schreib-Passierschein ist ausgegeben',
      other: '# Schreib-Passierscheine sind ausgegeben',
    }),
  writesUntil: 'bis',
  morePasses: (passes) => count(passes, { one: 'Und # weiterer.', other: 'Und # weitere.' }),
  toPasses: 'Zu den Passierscheinen',
  productionOn:
    'Der Produktivmodus ist an: Technische Fehler sind verborgen, Werkzeuge für die Fehlersuche gesperrt.',
  toProduction: 'Für wen, und die Fehler',
  heldFailed: (webhooks) =>
    count(webhooks, {
      one: '# gehaltener Webhook ließ sich nicht zustellen: Jemand muss entscheiden',
      other: '# gehaltene Webhooks ließen sich nicht zustellen: Jemand muss entscheiden',
    }),
  heldWaiting: (webhooks) =>
    count(webhooks, { one: '# Webhook wird gehalten', other: '# Webhooks werden gehalten' }),
  heldWaitingHelp: 'Zugestellt wird der Reihe nach, sobald die Route offen ist.',
  heldPaused: (webhooks) =>
    count(webhooks, {
      one: 'Jemand hat die Zustellung von # Route pausiert.',
      other: 'Jemand hat die Zustellung von # Routen pausiert.',
    }),
  toWebhooks: 'Die Webhooks zeigen',
  warnings: 'Gut zu wissen',
  goReadOnly: 'Auf „nur lesen“ stellen…',
  closeSite: 'Website schließen…',
  openAgain: 'Wieder öffnen…',
  change: 'Nachricht, Ende oder Bereiche ändern',
  prepare: 'Ein Fenster vorbereiten',
  mayNotSwitch: 'Ihre Rolle darf zusehen, nicht schalten. Operatoren und Eigentümer dürfen es.',

  enforcement: 'Gilt es überall?',
  enforcedAt: (enforcing, all) =>
    `Durchgesetzt bei ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  enforcedHttpOnlyAt: (enforcing, all) =>
    `Durchgesetzt bei ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })} (nur HTTP)`,
  stillAt: (enforcing, all, since) =>
    `Still seit ${since}, durchgesetzt bei ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  forcedAt: (mode, enforcing, all) =>
    `Erzwungen: ${mode}, bestätigt von ${count(enforcing, { other: '#' })} der ${count(all, { other: '#' })}`,
  notEnforcedAt: (enforcing, all) =>
    `Noch nicht durchgesetzt: ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  openEverywhere: (enforcing, all) =>
    `Offen bei ${count(enforcing, { other: '#' })} von ${count(all, { other: '#' })}`,
  httpOnly: 'Nur über HTTP: Hintergrundprozesse und Datenbank werden nicht beobachtet',
  httpOnlyDetail:
    'Nichts davon ist angegeben. Jobs, Cron und Skripte, die selbst in die Datenbank schreiben, laufen weiter.',
  noInstances: 'Keine Instanz läuft',
  noInstancesHelp:
    'Niemand setzt den Schalter durch. Starten Sie portcullis up oder die Anwendung mit ihrer Middleware, dann erscheint sie hier.',
  instances: 'Instanzen',
  instance: 'Instanz',
  state: 'Zustand',
  epoch: 'Epoche',
  mode: 'Modus',
  lag: 'Zuletzt gehört',
  epochOf: (epoch) => `Epoche ${epoch}`,
  lagOf: (duration) => `vor ${duration}`,
  inOrder: (instances) =>
    count(instances, { one: '# Instanz ist in Ordnung', other: '# Instanzen sind in Ordnung' }),
  inOrderDetail: (epoch, duration) => `Epoche ${epoch}; jede meldete sich in den letzten ${duration}.`,
  showAll: (instances) => count(instances, { one: 'Zeigen', other: 'Alle # zeigen' }),
  hide: 'Verbergen',
  notInOrder: (instances) =>
    count(instances, { one: '# Instanz braucht einen Blick', other: '# Instanzen brauchen einen Blick' }),
  states: {
    enforcing: 'Setzt durch',
    behind: 'Im Rückstand',
    looser: 'Zu locker',
    'other-secret': 'Anderes Geheimnis',
    'other-policy': 'Andere Regeln',
    draining: 'Läuft leer',
    silent: 'Stumm',
    fenced: 'Abgeriegelt',
    contested: 'Widerspruch',
  },
  process: (host, id) => `${host}, Prozess ${id}`,
  takeOff: 'Von der Liste nehmen',
  takeOffTitle: (instance) => `${instance} von der Liste nehmen?`,
  takeOffLead:
    'Nur wenn sie nicht wiederkommt: Ihr Prozess ist weg, oder ihr Rechner. Läuft sie noch, lässt sie vielleicht weiter Änderungen durch, und hier sähe es niemand.',
  takeOffReason: 'Warum sie nicht wiederkommt',
  takenOff: (instance) => `${instance} ist nicht mehr auf der Liste.`,

  writing: 'Was schreibt noch oder will es?',
  inFlight: (writes) => count(writes, { one: '# Änderung läuft noch', other: '# Änderungen laufen noch' }),
  nothingInFlight: 'Keine Änderung läuft mehr',
  triedLately: (requests, since) => {
    const when = since === null ? 'In den letzten 5 Minuten' : `Seit dieser Server zählt (${since})`;
    return requests === 0
      ? `${when} wurde nichts abgewiesen.`
      : `${when} ${count(requests, { one: 'wurde # Anfrage', other: 'wurden # Anfragen' })} abgewiesen.`;
  },
  inFlightFor: (duration) => `seit ${duration}`,
  inFlightMore: (writes) => count(writes, { other: 'und # weitere' }),
  inFlightHelp:
    'Sie kamen vor dem Umschalten und dürfen fertig werden. Danach gilt die Website als durchgesetzt.',
  perMinute: 'Abgewiesen je Minute',
  refusedSince: (refused, time) =>
    `Seit ${time} ${count(refused, { one: 'wurde # Anfrage', other: 'wurden # Anfragen' })} abgewiesen`,
  chartOf: (most, time) =>
    `Abgewiesene Anfragen je Minute. Am meisten: ${count(most, { other: '#' })} um ${time}.`,
  asTable: 'Als Tabelle',
  asChart: 'Als Kurve',
  minute: 'Minute',
  refused: 'Abgewiesen',
  bypassed: 'Für Befugte durchgelassen',
  allowed: 'Erlaubt',
  countingSince: (time) => `Dieser Server zählt seit ${time}.`,
  countingSinceShaded: (time) =>
    `Dieser Server zählt seit ${time}. Vom schattierten Teil davor ist nichts bekannt.`,
  topRefused: 'Am häufigsten abgewiesen',
  nothingRefused: 'Nichts wurde abgewiesen',
  nothingRefusedOpen:
    'Solange die Website offen ist, wird nichts abgewiesen. Sonst stehen hier die Routen, die noch schreiben wollen.',
  nothingRefusedHelp:
    'In der Zeit, die gezählt wurde, höchstens einer Stunde, wollte niemand etwas ändern, oder was sie wollten, ist erlaubt.',
  route: 'Route',
  times: 'Anzahl',
  last: 'Zuletzt',
  reference: 'Referenz',
  welcome: (name) => `Willkommen, ${name}`,
  welcomeHelp:
    'Hier beginnt alles: in welchem Modus die Website ist, ob er überall in Kraft ist, und der Schalter.',
  welcomeFactor:
    'Schützen Sie als Nächstes Ihr Konto: Mit einem zweiten Faktor genügt ein gestohlenes Passwort nicht.',

  bypasses: 'Wer hineinkam',
  noBypasses: 'Niemand kam hinein',
  noBypassesHelp:
    'Hier stehen Befugte, die lesen oder schreiben, während die Website nicht offen ist, und was sie hineinließ.',
  subject: 'Wer',
  did: 'Was',
  by: 'Durch',
  wrote: 'schreiben',
  read: 'lesen',
};
