import type { AllErrorWords } from '../error-words.ts';

/** Where the details are of one request alone, the server's own text stands below the title. */
export const errorTexts: AllErrorWords = {
  PORTCULLIS_READ_ONLY: {
    title: 'Die Website ist nur lesbar',
    detail: () => 'Änderungen werden abgewiesen, bis sie wieder offen ist.',
  },
  PORTCULLIS_CLOSED: { title: 'Die Website ist geschlossen', detail: () => 'Nur Befugte kommen hinein.' },
  PORTCULLIS_MALFORMED_REQUEST: { title: 'Die Anfrage ist nicht wohlgeformt' },
  PORTCULLIS_METHOD_REFUSED: { title: 'Die Methode wird abgewiesen' },
  PORTCULLIS_BODY_TOO_LARGE: { title: 'Der Inhalt ist zu groß, um bestätigt zu werden' },
  PORTCULLIS_PRODUCTION_REFUSED: { title: 'Im Produktivmodus abgeschaltet' },
  PORTCULLIS_CONFIRMATION_NEEDED: { title: 'Die Änderung muss bestätigt werden' },
  PORTCULLIS_DECISION_FAILED: {
    title: 'Der Server ist an etwas gescheitert',
    detail: () => 'Das war nicht vorgesehen. Im Protokoll des Servers steht mehr.',
  },
  PORTCULLIS_OWN_ROUTE_UNKNOWN: { title: 'Diese Route hat das Tor nicht' },
  PORTCULLIS_PASS_REFUSED: { title: 'Der Passierschein wird abgewiesen' },
  PORTCULLIS_UPSTREAM_UNREACHABLE: { title: 'Die Anwendung ist nicht zu erreichen' },
  PORTCULLIS_UPSTREAM_TIMEOUT: { title: 'Die Anwendung hat nicht rechtzeitig geantwortet' },
  PORTCULLIS_WEBHOOK_UNVERIFIED: { title: 'Der Webhook ist nicht verifiziert' },
  PORTCULLIS_WEBHOOK_TOO_LARGE: { title: 'Der Webhook ist zu groß, um gehalten zu werden' },
  PORTCULLIS_CONFIG_INVALID: { title: 'Die Konfiguration ist ungültig' },
  PORTCULLIS_POLICY_INVALID: { title: 'Die Regeln sind ungültig' },
  PORTCULLIS_NOTICE_INVALID: { title: 'Die Mitteilung ist ungültig' },
  PORTCULLIS_SETTINGS_INVALID: { title: 'Die Einstellungen sind ungültig' },
  PORTCULLIS_SWITCH_CONFLICT: {
    title: 'Jemand anders war schneller',
    detail: ({ name = '', epoch = '' }) =>
      name === ''
        ? 'Inzwischen wurde etwas geändert.'
        : `${name} hat zuerst geändert${epoch === '' ? '' : `; jetzt gilt Epoche ${epoch}`}.`,
  },
  PORTCULLIS_WINDOW_NOT_YOURS: {
    title: 'Jemand anders hat dieses Fenster geöffnet',
    detail: ({ name = '', reason = '' }) =>
      `${name === '' ? 'Es gehört jemand anderem' : `Es gehört ${name}`}${reason === '' ? '' : ` („${reason}“)`}.`,
  },
  PORTCULLIS_LOCKED_OUT: {
    title: 'Kein Weg hinein wurde nachgewiesen',
    detail: () =>
      'Nichts wurde geändert: Wer sich aussperrt, hat einen Ausfall. Was nicht geht, steht bei der Prüfung.',
  },
  PORTCULLIS_TEST_RESULT_MISSING: {
    title: 'Was ergab der Probelauf?',
    detail: ({ name = '' }) =>
      `Nichts wurde geöffnet: ${name === '' ? 'In diesem Fenster gab es einen Probelauf' : `${name} hat in diesem Fenster einen Probelauf gemacht`}. Sehen Sie nach, ob alles Erprobte zu Ende kam.`,
  },
  PORTCULLIS_NOT_DECIDABLE: {
    title: 'Das lässt sich jetzt nicht entscheiden',
    detail: () =>
      'Nichts wurde geändert: Es wartet nicht mehr auf das, worum es ging. Sehen Sie nach, wie es jetzt steht.',
  },
  PORTCULLIS_CONDUCTED_ELSEWHERE: {
    title: 'Ein anderer Server führt das aus',
    detail: ({ name }) =>
      typeof name === 'string'
        ? `Nichts wurde geändert: ${name} führt das aus, und nur dort lässt es sich entscheiden.`
        : null,
  },
  PORTCULLIS_NOT_OPENED: {
    title: 'Nicht alles lässt sich öffnen',
    detail: () =>
      'Nichts wurde geöffnet: Eine Datenbank antwortet nicht oder lässt sich nicht aufschließen. Beheben Sie das, oder öffnen Sie trotzdem; was fehlt, geht auf, sobald es antwortet.',
  },
  PORTCULLIS_STORE_UNAVAILABLE: {
    title: 'Der Speicher ist nicht zu gebrauchen',
    detail: () => 'Lesen und Schreiben des Zustands gehen im Moment nicht.',
  },
  PORTCULLIS_STORE_CORRUPT: {
    title: 'Der Speicher ist beschädigt',
    detail: () => 'Was darin steht, lässt sich nicht lesen. Im Protokoll des Servers steht, was.',
  },
  PORTCULLIS_STATE_UNWRITABLE: {
    title: 'In das Zustandsverzeichnis lässt sich nicht schreiben',
    detail: () => 'Prüfen Sie Platz und Rechte auf dem Server.',
  },
  PORTCULLIS_AUDIT_UNWRITABLE: {
    title: 'Das Protokoll lässt sich nicht schreiben',
    detail: () => 'Was sich nicht aufzeichnen lässt, geschieht nicht.',
  },
  PORTCULLIS_USAGE: {
    title: 'Das wurde nicht verstanden',
    detail: ({ problem, most = '' }) =>
      byProblem(problem, {
        'has-second-factor':
          'Dieses Konto hat schon einen zweiten Faktor. Entfernen Sie ihn zuerst, mit einem seiner Codes.',
        'no-secret-waits':
          'Kein zweiter Faktor wartet auf seinen ersten Code. Beginnen Sie mit einem neuen Geheimnis.',
        'no-second-factor': 'Dieses Konto hat keinen zweiten Faktor.',
        'signs-in-elsewhere':
          'Dieses Konto meldet sich über einen Anmeldedienst an: Passwort und zweiter Faktor werden dort geändert.',
        'body-too-large': `Das ist zu viel auf einmal: Höchstens ${most} Bytes gehen.`,
      }),
  },
  PORTCULLIS_NOT_FOUND: {
    title: 'Nichts gefunden',
    detail: () => 'Was gesucht wurde, gibt es hier nicht oder nicht mehr.',
  },
  PORTCULLIS_SIGN_IN_NEEDED: {
    title: 'Niemand ist angemeldet',
    detail: () => 'Melden Sie sich an, dann geht es weiter.',
  },
  PORTCULLIS_SIGN_IN_REFUSED: {
    title: 'Die Anmeldung wurde abgewiesen',
    detail: ({ problem, provider = '' }) =>
      byProblem(problem, {
        password:
          'Name und Passwort passen nicht zusammen, oder das Konto ist gesperrt. Versuchen Sie es noch einmal; ein Eigentümer kann Sie neu einladen.',
        'password-and-code':
          'Name, Passwort und Code passen nicht zusammen, der Code wurde schon benutzt, oder das Konto ist gesperrt. Warten Sie auf den nächsten Code, oder nehmen Sie einen Wiederherstellungscode.',
        code: 'Der Code ist falsch oder schon benutzt. Warten Sie auf den nächsten, oder nehmen Sie einen Wiederherstellungscode.',
        'no-role': `${provider} kennt Sie, aber Sie haben hier keine Rolle, oder Ihr Konto ist gesperrt. Fragen Sie einen Eigentümer.`,
      }) ?? 'Name, Passwort oder Code stimmen nicht, oder das Konto ist gesperrt.',
  },
  PORTCULLIS_FORBIDDEN: {
    title: 'Das dürfen Sie nicht',
    detail: () => 'Ihre Rolle reicht dafür nicht. Ein Eigentümer kann sie ändern.',
  },
  PORTCULLIS_CONFIRM_NEEDED: {
    title: 'Weisen Sie noch einmal nach, wer Sie sind',
    detail: () => 'Der letzte Nachweis ist älter als 15 Minuten.',
  },
  PORTCULLIS_FOREIGN_REQUEST: {
    title: 'Die Anfrage kommt von einer anderen Website',
    detail: () => 'Öffnen Sie die Konsole unter ihrer eigenen Adresse und versuchen Sie es dort.',
  },
  PORTCULLIS_HOST_UNKNOWN: {
    title: 'So heißt die Konsole nicht',
    detail: () => 'Öffnen Sie sie unter der Adresse, die in der Konfiguration steht.',
  },
  PORTCULLIS_TOO_MANY_TRIES: {
    title: 'Zu viele Versuche',
    detail: () => 'Warten Sie etwas, bevor Sie es noch einmal versuchen.',
  },
  PORTCULLIS_CODE_REFUSED: {
    title: 'Der Code wird abgewiesen',
    detail: () => 'Er ist falsch, abgelaufen oder schon benutzt.',
  },
  PORTCULLIS_NAME_TAKEN: {
    title: 'Der Name ist vergeben',
    detail: ({ name = '' }) =>
      `${name === '' ? 'So' : `„${name}“: So`} heißt schon jemand, groß- oder kleingeschrieben. Wählen Sie einen anderen.`,
  },
  PORTCULLIS_LAST_OWNER: {
    title: 'Der letzte Eigentümer bleibt',
    detail: ({ name = '' }) =>
      `${name === '' ? 'Das ist' : `${name} ist`} der letzte Eigentümer, der sich anmelden kann. Machen Sie zuerst jemand anders dazu, und lassen Sie ein Passwort setzen.`,
  },
  PORTCULLIS_OPERATOR_CONFLICT: {
    title: 'Jemand anders hat dieses Konto geändert',
    detail: () => 'Laden Sie die Seite neu und entscheiden Sie noch einmal.',
  },
  PORTCULLIS_PROVIDER_FAILED: {
    title: 'Der Anmeldedienst hat seinen Teil nicht getan',
    detail: ({ problem, reason = '' }) =>
      byProblem(problem, {
        'began-elsewhere':
          'Das Anmelden begann in einem anderen Browser oder vor mehr als zehn Minuten. Beginnen Sie noch einmal.',
        'no-id-token': 'Er sagte nicht, wer sich anmeldet. Im Protokoll des Servers steht mehr.',
        failed: `Er antwortete nicht wie erwartet (${reason}). Im Protokoll des Servers steht mehr.`,
      }) ?? 'Beginnen Sie noch einmal; im Protokoll des Servers steht mehr.',
  },
};

/** What is known of a problem by its name; null for one of tomorrow. */
function byProblem(problem: unknown, words: Readonly<Record<string, string>>): string | null {
  return typeof problem === 'string' && Object.hasOwn(words, problem) ? (words[problem] ?? null) : null;
}
