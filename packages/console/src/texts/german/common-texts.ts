import type { Catalogue } from '../catalogue.ts';

export const commonTexts: Catalogue['common'] = {
  modes: { open: 'Offen', 'read-only': 'Nur lesen', closed: 'Geschlossen' },
  modesInSentence: { open: 'offen', 'read-only': 'nur lesbar', closed: 'geschlossen' },
  whatModesMean: {
    open: 'Alle können alles lesen und ändern.',
    'read-only': 'Alle können lesen. Änderungen werden abgewiesen, außer von denen, die schreiben dürfen.',
    closed: 'Besucher sehen die Wartungsseite. Nur wer hineindarf, erreicht die Website.',
  },
  exceptAreas: (mode: string, areas: string) => `${mode}, außer ${areas}`,
  elsewhere: (meaning: string) => `Überall sonst: ${meaning}`,
  cancel: 'Abbrechen',
  close: 'Schließen',
  done: 'Fertig',
  tryAgain: 'Noch einmal versuchen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Das Kopieren hat nicht geklappt. Markieren Sie den Text und kopieren Sie ihn von Hand.',
  shownOnce: 'Wird nur jetzt gezeigt, später nicht mehr.',
  optional: 'freiwillig',
  utc: 'UTC',
  none: 'Keine',
  unknown: 'nicht bekannt',
  working: 'Wird ausgeführt',
  showPassword: 'Zeigen',
  hidePassword: 'Verbergen',
  typeToConfirm: (name) => `Zum Bestätigen ${name} eintippen`,
  typedWrong: (name) => `Das ist nicht ${name}.`,
  actors: {
    operator: (name) => name,
    key: (name) => `${name} (API-Schlüssel)`,
    shell: (name) => `${name} (auf dem Server)`,
    schedule: (name) => `${name} (Zeitplan)`,
    system: (name) => `${name} (Portcullis selbst)`,
  },
  errors: {
    unreachable: 'Der Server hat nicht geantwortet',
    unreachableHelp:
      'Ob sich etwas geändert hat, ist nicht bekannt. Prüfen Sie das Netz und ob Portcullis läuft, dann versuchen Sie es noch einmal.',
    unexpected: 'Etwas ist schiefgegangen',
    unexpectedHelp: 'Das war nicht vorgesehen. Im Protokoll des Servers steht mehr.',
    broken: 'Diese Ansicht ist ausgefallen',
    brokenHelp:
      'Der Schalter ist davon nicht betroffen. Laden Sie die Seite neu; geschieht es wieder, melden Sie es bitte.',
    code: 'Code',
    retryAfter: (duration) => `In ${duration} geht es vielleicht wieder.`,
    whatToDo: {
      PORTCULLIS_SWITCH_CONFLICT:
        'Sehen Sie sich den neuen Stand an und entscheiden Sie neu. Von Ihnen wurde nichts übernommen.',
      PORTCULLIS_WINDOW_NOT_YOURS: 'Fragen Sie nach, oder machen Sie trotzdem weiter.',
      PORTCULLIS_LOCKED_OUT:
        'Weisen Sie einen Weg hinein nach: Lassen Sie einen Schreib-Passierschein für sich ausstellen, oder machen Sie ohne weiter.',
      PORTCULLIS_STORE_UNAVAILABLE:
        'Die Website behält ihren Modus. Bringen Sie den Speicher zurück, dann versuchen Sie es noch einmal.',
      PORTCULLIS_AUDIT_UNWRITABLE:
        'Was sich nicht aufzeichnen lässt, geschieht nicht. Schaffen Sie Platz oder reparieren Sie den Speicher, dann versuchen Sie es noch einmal.',
    },
  },
};
