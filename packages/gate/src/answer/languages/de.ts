import type { Catalogue } from './en.ts';

/** Deutsch, durchgehend mit „Sie“. */
export const de: Catalogue = {
  thisSite: 'Diese Website',
  maintenance: 'Wartung',

  headlineClosed: '{site} wird gerade gewartet',
  headlineReadOnly: '{site} können Sie zurzeit nur ansehen',
  headlineAreas: 'Zurzeit pausiert: {areas}',
  headlineNotSaved: 'Das wurde nicht gespeichert',
  headlineStepPaused: 'Dieser Schritt ist zurzeit nicht möglich',
  headlinePagePaused: 'Diese Seite ist zurzeit nicht verfügbar',
  headlineOpen: '{site} ist wieder geöffnet',
  statusOpen: '{site} ist geöffnet',
  statusOpenLead: 'Zurzeit finden keine Wartungsarbeiten statt.',
  statusSince: 'Seit {when}.',

  leadClosed: 'Wir führen Wartungsarbeiten durch und öffnen wieder, sobald sie abgeschlossen sind.',
  leadReadOnly:
    'Wir führen Wartungsarbeiten durch. Sie können alles ansehen, aber bis zum Abschluss nichts ändern.',
  leadAreas:
    'Wir führen in diesem Teil der Website Wartungsarbeiten durch. Alles andere funktioniert wie gewohnt.',
  leadNotSaved:
    'Wir führen gerade Wartungsarbeiten durch. Was Sie abgeschickt haben, wurde deshalb nicht gespeichert, und es wurde nichts geändert.',
  leadStepPaused:
    'Dieser Schritt würde etwas ändern, und wir führen gerade Wartungsarbeiten durch. Es wurde nichts geändert.',
  leadPagePaused: 'Während der Wartung lässt sich diese Seite nicht öffnen. Bitte kommen Sie später wieder.',
  leadOpen: 'Die Wartung ist abgeschlossen. Vielen Dank für Ihre Geduld.',
  goBack:
    'Gehen Sie im Browser zurück: Ihre Eingaben bleiben erhalten. Bitte senden Sie sie erneut, sobald Änderungen wieder möglich sind.',
  insideReading:
    'Sie sind als {subject} angemeldet ({role}). Auf diesem Weg können Sie alles ansehen, aber nichts ändern.',
  insideHowToWrite:
    'Für Änderungen brauchen Sie zusätzlich ein vertrauenswürdiges Netz, die Admin-Adresse oder einen Pass.',
  insideWritePass: 'Sie haben einen Pass für Änderungen, ausgestellt auf {subject}.',
  insideReadPass:
    'Sie haben einen Pass, ausgestellt auf {subject}. Damit können Sie alles ansehen, aber nichts ändern.',
  insideSignIn: 'Um etwas zu ändern, melden Sie sich bitte zusätzlich an.',
  insideComeTrusted:
    'Um etwas zu ändern, kommen Sie bitte über die Admin-Adresse oder aus einem vertrauenswürdigen Netz.',

  pausedTitle: 'Was zurzeit pausiert',
  pausedChanges:
    'Alles, was etwas speichert oder ändert, zum Beispiel Formulare absenden, Bestellungen aufgeben oder Dateien hochladen',
  pausedEverything: 'Alle Seiten und Dienste dieser Website',
  pausedAreaChanges: '{area}: ansehen ja, ändern nein',
  pausedArea: '{area}: vorübergehend geschlossen',
  worksTitle: 'Was weiterhin funktioniert',
  worksReading: 'Ansehen: Die Seiten lassen sich wie gewohnt öffnen',
  worksSignIn: 'An- und Abmelden',
  worksArea: '{area}: wie gewohnt',
  worksAreaReading: '{area}: ansehen ja, ändern nein',
  worksEverythingElse: 'Alles andere, wie gewohnt',
  worksNothing: 'Auf dieser Website nichts, bis wir zurück sind',

  backTitle: 'Wann wir voraussichtlich zurück sind',
  dayOn: '{date}',
  whenBetween: '{day}, {time}',
  whenAround: '{day} gegen {time}',
  whenBy: '{day} bis spätestens {time}',
  atTheLatest: 'spätestens {relative}',
  endUnknown: 'Das wissen wir noch nicht',
  endUnknownHint: 'Sobald wir es wissen, steht es auf dieser Seite.',
  overdue: 'Es dauert länger als geplant',
  overdueHint: 'Einen neuen Zeitpunkt können wir noch nicht nennen.',
  nextUpdate: 'Nächster Stand: {when}.',
  expectedBack: 'Voraussichtliches Ende: {when}',

  contactTitle: 'Wen Sie fragen können',
  email: 'E-Mail',
  phone: 'Telefon',
  website: 'Website',
  labelled: '{label}: {value}',
  reference: 'Referenz',
  referenceHint: 'Bitte geben Sie sie an, wenn Sie uns kontaktieren.',

  refreshes:
    'Diese Seite sieht etwa {minutes, plural, one {jede Minute} other {alle # Minuten}} von selbst nach, ob es weitergeht.',
  refreshOff: 'Automatisches Neuladen abschalten',
  refreshIsOff: 'Diese Seite lädt sich nicht von selbst neu.',
  tryAgain: 'Erneut versuchen',
  toStartPage: 'Zur Startseite',
  toSignIn: 'Zur Anmeldung',
  toSignOut: 'Abmelden',
  signedInAs:
    'Sie sind als {subject} angemeldet. Im Moment kommen nur die Personen hinein, die die Wartung durchführen.',

  confirmLabel: 'Bestätigung erforderlich',
  confirmHeadline: 'Bitte bestätigen Sie diese Änderung',
  confirmLead:
    'Der Wartungsmodus ist eingeschaltet, und dies ist ein heikler Schritt. Bisher wurde nichts ausgeführt.',
  confirmWhat: 'Was ausgeführt wird',
  confirmFields: 'Mit diesen Angaben',
  confirmWho: 'Wer Sie sind',
  confirmWindow: 'Wartung',
  confirmWindowSince: '{mode} seit {when}, eingeschaltet von {actor}',
  confirmButton: 'Bestätigen und ausführen',
  confirmCancel: 'Abbrechen',
  confirmOnce:
    'Die Bestätigung gilt einmal, für genau diesen Schritt und für {minutes, plural, one {eine Minute} other {# Minuten}}. Sie wird protokolliert.',
  confirmImpossibleHeadline: 'Das lässt sich nicht auf einer Seite bestätigen',
  confirmImpossibleLead:
    'Eine Seite kann nur ein einfaches Formular wiederholen. Ihre Anfrage enthält Dateien, ist zu groß oder hat ein anderes Format. Es wurde nichts ausgeführt.',
  confirmByHeader:
    'Um fortzufahren, senden Sie genau dieselbe Anfrage innerhalb von {minutes, plural, one {einer Minute} other {# Minuten}} noch einmal, mit der Kopfzeile {header} und diesem Token.',
  confirmTooLargeHeadline: 'Das ist zu groß, um bestätigt zu werden',
  confirmTooLargeLead:
    'Während der Wartung braucht dieser Schritt eine Bestätigung, und Ihre Anfrage ist dafür zu groß. Es wurde nichts ausgeführt.',
  entryHidden: 'wird nicht angezeigt',
  entriesMore: '{count, plural, one {und eine weitere} other {und # weitere}}',

  roleAdmin: 'Admin',
  roleSupport: 'Support',
  roleAllowed: 'berechtigte Person',
  roleVisitor: 'Besucher',
  modeReadOnly: 'nur lesen',
  modeClosed: 'geschlossen',

  passLabel: 'Wartungspass',
  passLandingHeadline: 'Ihr Wartungspass',
  passLandingLead:
    'Damit kommen Sie auch während der Wartung auf die Website. Er ist persönlich: Wenn Sie nicht {subject} sind, schließen Sie diese Seite und geben Sie der Person Bescheid, die Ihnen den Link geschickt hat.',
  passFor: 'Für',
  passMay: 'Was er erlaubt',
  passMayRead: 'Seiten ansehen, nichts ändern',
  passMayWrite: 'Seiten ansehen und, zusammen mit Ihrer eigenen Anmeldung, Änderungen vornehmen',
  passUntil: 'Gültig bis',
  passOnce: 'Einlösen',
  passOnceHint:
    'Er lässt sich einmal und in einem Browser einlösen. Diese Seite zu öffnen oder als Vorschau zu laden verbraucht ihn nicht, erst die Schaltfläche löst ihn ein.',
  passButton: 'Pass in diesem Browser einlösen',
  passRedeemedHeadline: 'Sie haben Zugang',
  passRedeemedLead:
    'Dieser Browser hat jetzt den Pass von {subject}. Was damit geschieht, wird protokolliert.',
  passContinue: 'Weiter zur Website',
  passRefusedHeadline: 'Dieser Pass lässt sich nicht einlösen',
  passRefusedLead:
    'Vielleicht wurde er schon eingelöst, ist abgelaufen, wurde zurückgezogen oder gehört zu einer beendeten Wartung.',
  passRefusedNext: 'Bitten Sie die Person, von der Sie ihn haben, um einen neuen.',
  passInsecureLead:
    'Ein Pass wird nur über eine verschlüsselte Verbindung angenommen. Sonst könnten andere ihn unterwegs mitlesen.',
  passInsecureNext: 'Öffnen Sie denselben Link mit https:// am Anfang.',

  unreachableHeadline: '{site} antwortet gerade nicht',
  unreachableLead:
    'Die Anwendung hinter dieser Adresse ist nicht erreichbar. Bitte versuchen Sie es in einer Minute erneut.',
  timeoutLead:
    'Die Anwendung hinter dieser Adresse hat nicht rechtzeitig geantwortet. Bitte versuchen Sie es in einer Minute erneut.',
  writeUncertain:
    'Wir können nicht sagen, ob Ihr letzter Schritt ausgeführt wurde. Bitte prüfen Sie das, bevor Sie ihn wiederholen.',
  failedHeadline: 'Bei uns ist etwas schiefgegangen',
  failedLead: 'Sicherheitshalber wurde nichts ausgeführt. Bitte versuchen Sie es in einer Minute erneut.',

  productionTitle: 'Das ist auf dieser Seite abgeschaltet',
  productionLead:
    'Es ist ein Werkzeug für die Entwicklung oder für die Verwaltung der Datenbank, und die Seite ist im Produktivmodus. Wenn Sie es brauchen, wenden Sie sich bitte an Ihre Administration.',
  errorLabel: 'Fehler',
  errorHeadline: 'Das hat nicht geklappt',
  errorLead:
    'Ein unerwarteter Fehler ist aufgetreten. Bitte wenden Sie sich an Ihre Administration und nennen Sie {reference}.',

  readOnlyTitle: 'Die Website ist im Nur-Lese-Modus',
  closedTitle: 'Die Website ist geschlossen',
  malformedTitle: 'Die Anfrage ist fehlerhaft',
  malformedLead: 'Sie ließ sich nicht eindeutig lesen. Deshalb wurde nichts ausgeführt.',
  methodTitle: 'Die Methode ist nicht erlaubt',
  methodLead: 'Anfragen dieser Art werden hier nicht angenommen.',
  refusedTitle: 'Die Anfrage wurde abgelehnt',
  refusedLead: 'Es wurde nichts ausgeführt.',

  bannerReadOnly:
    'Sie können alles ansehen; Bestellungen, Formulare und andere Änderungen sind zurzeit nicht möglich.',
  bannerClosed: 'Nur wenige Seiten sind geöffnet.',
  bannerElse: 'Alles andere funktioniert wie gewohnt.',
  bannerOn: 'Der Wartungsmodus ist AN ({mode})',
  bannerOnAreas: 'Der Wartungsmodus ist AN für {areas}',
  bannerSince: 'seit {when}, eingeschaltet von {actor}',
  bannerOverdue: 'überfällig, war geplant bis {when}',
  bannerNoEnd: 'kein Ende angekündigt',
  bannerMayWrite: 'Sie haben Zugang als {role} (Änderungen möglich)',
  bannerMayRead: 'Sie haben Zugang als {role} (nur ansehen)',
};
