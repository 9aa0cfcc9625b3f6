import type { ScreenCatalogue } from '../screen-catalogue.ts';
import { count } from './count.ts';

export const insidersTexts: ScreenCatalogue['insiders'] = {
  title: 'Wer hineinkommt',
  lead: 'Wer durch das Tor kommt, während die Website nicht offen ist, und womit.',
  views: { access: 'Rollen und Wege', passes: 'Passierscheine' },

  whoTitle: 'Wer was darf',
  whoLead: {
    open: 'Die Website ist offen: Alle lesen und schreiben. Hier steht, wer hineinkommt und wer schreiben darf, sobald sie geschlossen ist. Nur lesend lesen auch alle anderen.',
    'read-only':
      'So gilt es jetzt, solange die Website nur lesend ist. Was sich beim Schließen ändert, steht darunter.',
    closed: 'So gilt es jetzt, solange die Website geschlossen ist.',
  },
  people: {
    admin: 'Admins',
    support: 'Leute im Support',
    allowed: 'Zugelassene',
    'write-pass': 'Schreib-Passierschein allein',
    'read-pass': 'Lese-Passierschein allein',
    'break-glass': 'Notfall-Passierschein',
    visitor: 'Alle anderen',
  },
  peopleHelp: {
    'write-pass': 'Eingelöst, ohne Anmeldung bei der Website.',
    'read-pass': 'Eingelöst, ohne Anmeldung bei der Website.',
    'break-glass': 'Auf dem Rechner ausgestellt; gilt auch ohne Speicher und Anmeldung.',
    visitor: 'Niemand, den das Tor kennt.',
  },
  known: (from) => `Erkannt an: ${from}.`,
  paths: {
    anywhere: () => 'Von überall',
    network: (names) => `Aus dem Netz ${names}`,
    host: (names) => `Über ${names}`,
    'own-pass': () => 'Mit eigenem Schreib-Passierschein',
    'this-machine': () => 'Auf diesem Rechner selbst',
  },
  reach: { write: 'Schreiben', read: 'Lesen', none: 'Draußen' },
  reachInSentence: { write: 'schreiben', read: 'lesen', none: 'draußen' },
  onceClosed: (reach) => `geschlossen: ${reach}`,
  doesNotApply: 'entfällt',
  ownRules: 'Bereiche, Ausnahmen und geschützte Routen haben eigene Regeln.',
  toPolicy: 'Zu den Regeln',
  noRoles: 'Die Regeln kennen keine Rollen',
  noRolesHelp:
    'Nur Passierscheine lassen hinein. Mit einer Identität in den Regeln genügt es, sich bei der Website anzumelden.',
  aloneTitle: 'Eine Rolle allein darf schreiben',
  alone: (roles) =>
    `Eine einzige gestohlene Sitzung genügt (von ${roles}), um in einem Fenster etwas zu ändern. Die Regeln wollen es so: bypass.writeByRoleAlone.`,

  hereTitle: 'Sie, von hier aus',
  yourAddress: (address) => `Ihre Adresse, wie wir sie sehen: ${address}`,
  yourAddressUnknown: 'Woher Sie kommen, ist hier nicht bekannt.',
  inNetwork: (network) => `Sie liegt im vertrauten Netz ${network}.`,
  inNoNetwork: 'Sie liegt in keinem vertrauten Netz.',
  hereWhileOpen: 'Die Website ist offen: Sie können lesen und schreiben wie alle.',
  here: {
    now: { write: 'Sie können schreiben', read: 'Sie können lesen', none: 'Sie kämen nicht hinein' },
    later: {
      write: 'Geschlossen können Sie schreiben',
      read: 'Geschlossen können Sie lesen',
      none: 'Geschlossen kämen Sie nicht hinein',
    },
  },
  peopleHere: {
    admin: 'als Admin',
    support: 'als Support',
    allowed: 'als eine der zugelassenen Personen',
    'write-pass': 'mit einem Schreib-Passierschein allein',
    'read-pass': 'mit einem Lese-Passierschein allein',
    'break-glass': 'mit einem Notfall-Passierschein',
    visitor: 'ohne Rolle oder Passierschein',
  },
  whoeverYouAre: 'als wer auch immer Sie angemeldet sind',
  hereWithOwnPass: (people) =>
    `Mit einem eigenen Schreib-Passierschein dazu können Sie schreiben: ${people}.`,
  hereUnknown:
    'Als wer Sie bei der Website angemeldet sind, ist von hier nicht zu sehen. Auch nicht, wie Sie sie erreichen: Über ein VPN oder einen Hostnamen für Admins sieht die Website Sie vielleicht anders.',

  pathsTitle: 'Vertraute Wege',
  pathsLead:
    'Woher eine Anfrage kommt, oder unter welchem Namen. Auch ein Schreib-Passierschein ist ein Weg.',
  networks: 'Netze',
  noNetworks: 'Keine. Mit trusted.networks in den Regeln ist ein Büro oder ein VPN ein Weg.',
  adminHosts: 'Hostnamen der Admins',
  noAdminHosts:
    'Keine. Mit trusted.adminHosts in den Regeln ist ein Name, den nur das Team erreicht, ein Weg.',
  proxies: 'Proxys davor',
  noProxies: 'Keine: Die Adresse ist die der Verbindung.',
  believed: (header) => `Ihrem ${header} wird geglaubt.`,
  subjects: 'Namentlich erlaubt',
  noSubjects: 'Niemand. bypass.allowed.subjects in den Regeln nennt Leute, die ohne Rolle hineinkommen.',
  subjectsWrite: 'Auf einem vertrauten Weg dürfen sie schreiben.',
  subjectsRead: 'Sie dürfen lesen.',
  moreSubjects: (subjects) => count(subjects, { one: 'und # weiterer', other: 'und # weitere' }),

  insideTitle: 'Jetzt drinnen',
  insideLead: 'Wer in der letzten Stunde durch diesen Server hineinkam.',
  nobodyInside: 'Niemand kam hinein',
  nobodyInsideHelp:
    'Solange die Website nicht offen ist, steht hier, wer am Tor vorbeikommt und was ihn hineinließ.',
  subject: 'Wer',
  by: 'Durch',
  did: 'Tat',
  readsAndWrites: (reads, writes) =>
    [`${count(reads, { other: '#' })}× gelesen`, `${count(writes, { other: '#' })}× geschrieben`].join(', '),
  address: 'Von',
  last: 'Zuletzt',

  breakGlassTitle: 'Notfall-Zugang',
  breakGlassLead:
    'Wann jemand auf dem Rechner einen Modus erzwang oder sich selbst hineinließ, obwohl sonst nichts ging.',
  noBreakGlass: 'Er wurde nie benutzt',
  noBreakGlassHelp:
    'portcullis break-glass auf dem Rechner geht auch dann, wenn Speicher, Konsole und Anmeldung ausgefallen sind.',
  when: 'Wann',
  what: 'Was',
  untilTime: 'bis',
  who: 'Wer',
  breakGlassKinds: {
    'override.applied': 'Modus erzwungen',
    'override.ended': 'Zwang beendet',
    'break-glass.used': 'Hineingelassen',
  },

  passesTitle: 'Passierscheine',
  passesLead:
    'Ein Passierschein ist persönlich und kurz: ein Link, einmal einzulösen, zum Lesen oder Schreiben, bis er endet oder widerrufen wird.',
  create: 'Passierschein ausstellen',
  mayNotCreate: 'Operatoren und Eigentümer stellen Passierscheine aus und widerrufen sie.',
  searchSubject: 'Nach Namen suchen',
  state: 'Zustand',
  states: { all: 'Alle', good: 'Gültig', ended: 'Beendet' },
  noPasses: 'Es gibt noch keine Passierscheine',
  noPassesHelp:
    'Stellen Sie einen aus für jemanden, der hinein muss und keine Rolle hat, oder der eine Rolle hat und keinen vertrauten Weg zum Schreiben.',
  forWhom: 'Für',
  scope: 'Darf',
  scopes: { read: 'Lesen', write: 'Schreiben', test: 'Probelauf' },
  standing: 'Zustand',
  standings: {
    waiting: 'Noch nicht eingelöst',
    redeemed: 'In Gebrauch',
    expired: 'Abgelaufen',
    revoked: 'Widerrufen',
    lapsed: 'Ungenutzt abgelaufen',
  },
  ends: 'Endet',
  madeBy: (name, ago) => `ausgestellt ${ago} von ${name}`,
  activity: 'Verlauf',
  activityOf: (subject) => `Verlauf des Passierscheins für ${subject}`,
  revoke: 'Widerrufen…',
  revokeOf: (subject) => `Widerrufen: Passierschein für ${subject}`,

  createTitle: 'Passierschein ausstellen',
  subjectLabel: 'Für wen',
  subjectHelp: 'Ein Name oder eine Adresse. Sie steht neben allem, was mit dem Passierschein geschieht.',
  scopeLabel: 'Wofür er ist',
  scopeRead: 'Lesen',
  scopeReadHelp: 'Alles ansehen, auch wenn die Website geschlossen ist. Änderungen werden abgewiesen.',
  scopeTest: 'Probelauf',
  scopeTestHelp:
    'Wie Schreiben, um Geändertes zu erproben: Aufträge, die dabei entstehen, laufen, alle anderen bleiben angehalten. Beim Öffnen wird nach dem Ergebnis gefragt.',
  scopeWrite: 'Schreiben',
  scopeWriteHelp:
    'Einer der zwei Nachweise, die das Schreiben braucht. Dazu meldet man sich bei der Website an oder kommt auf einem vertrauten Weg.',
  validFor: 'Gültig für',
  validForHelp: 'Er endet auch mit dem Fenster. Länger als einen Tag gilt keiner.',
  durations: (hours) =>
    hours < 1
      ? count(hours * 60, { one: '# Minute', other: '# Minuten' })
      : count(hours, { one: '# Stunde', other: '# Stunden' }),
  origin: 'Wohin sein Link führt',
  originHelp: 'Etwa https://admin.example.com. Leer: dorthin, wo der Passierschein kann, wofür er ist.',
  createAction: 'Ausstellen',
  createdTitle: (subject) => `Der Passierschein für ${subject}`,
  linkLabel: 'Link',
  linkHelp: 'Schicken Sie ihn sonst niemandem. Er geht einmal: Wer ihn zuerst öffnet, ist drinnen.',
  fromThisMachine:
    'Der Link geht nur auf dem Rechner dieses Servers: Die Adresse der Website ist eine lokale.',
  writesThere: 'Wo der Link hinführt, genügt der Passierschein, um etwas zu ändern.',
  needsMore: 'Zum Ändern braucht sein Inhaber außerdem eines davon:',
  needsMoreNone:
    'Der Passierschein allein lässt nichts ändern, und die Regeln kennen keinen zweiten Nachweis. Nehmen Sie ein vertrautes Netz, einen Hostnamen für Admins oder eine Identität in die Regeln auf.',
  passMade: (subject) => `Der Passierschein für ${subject} ist ausgestellt.`,

  revokeTitle: (subject) => `Den Passierschein für ${subject} widerrufen?`,
  revokeLead: 'Sein Link geht nicht mehr, und jede Sitzung, die mit ihm begann, endet sofort.',
  revoked: (subject) => `Der Passierschein für ${subject} ist widerrufen.`,

  activityTitle: (subject) => `Passierschein für ${subject}`,
  notRedeemed: 'Sein Link wurde noch nicht geöffnet.',
  redeemedAt: 'Eingelöst',
  expiresAt: 'Endet',
  revokedAt: 'Widerrufen',
  fingerprint: 'Fingerabdruck',
  noActivity: 'Noch geschah nichts damit',
  noActivityHelp: 'Jedes Schreiben steht hier einzeln, Lesen in Anzahlen.',
  activityKinds: {
    'pass.created': 'Ausgestellt',
    'pass.redeemed': 'Eingelöst',
    'pass.revoked': 'Widerrufen',
    'bypass.used': 'Benutzt',
  },
};
