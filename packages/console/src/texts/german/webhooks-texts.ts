import type { ScreenCatalogue } from '../screen-catalogue.ts';
import { count } from './count.ts';

export const webhooksTexts: ScreenCatalogue['webhooks'] = {
  title: 'Webhooks',
  lead: 'Aufrufe anderer Systeme, die kommen, während ihre Route nicht offen ist: gehalten, und der Reihe nach zugestellt, sobald sie es ist.',
  listTitle: 'Nach Route',
  listLead: 'Jede Route der Regeln, die andere Systeme aufrufen, und was davon gehalten wird.',
  webhook: 'Webhook',
  held: 'Gehalten',
  oldest: 'Ältester',
  onItsWay: 'Unterwegs',
  failed: 'Fehlgeschlagen',
  delivered: 'Zugestellt',
  dropped: 'Verworfen',
  duplicates: 'Noch einmal gesandt',
  remarks: 'Bemerkungen',
  search: 'Eine Route finden',
  none: 'Keiner',
  by: (provider) => `von ${provider}`,
  atMost: (most) => `höchstens ${most}`,
  during: {
    hold: 'in einem Fenster gehalten',
    refuse: 'in einem Fenster abgewiesen, damit er noch einmal kommt',
    allow: 'in einem Fenster durchgelassen',
  },
  duringTitle: 'In einem Fenster',
  treatments: {
    hold: 'gehalten',
    refuse: 'abgewiesen, damit er noch einmal kommt',
    allow: 'durchgelassen',
  },
  verified: 'Signatur',
  isVerified: 'geprüft, bevor er gehalten wird',
  isNotVerified: 'nicht geprüft: Jeder kann erreichen, dass hier etwas gehalten wird',

  noWebhooks: 'Die Regeln nennen keinen Webhook, und keiner wird gehalten',
  noWebhooksHelp:
    'Ein Webhook ist ein Aufruf durch ein anderes System, etwa durch einen Zahlungsdienst, der eine Zahlung meldet. In einem Fenster würde er abgewiesen und ginge womöglich verloren. Nennen ihn die Regeln, wird er gespeichert und bestätigt, und der Reihe nach zugestellt, sobald seine Route offen ist. Nennen Sie jeden in der Konfiguration, legen Sie sein Geheimnis in die Umgebung des Servers, und starten Sie den Server neu.',
  example: 'Ein Webhook in der Konfiguration',

  remarkBadges: {
    failed: 'Fehlgeschlagen',
    'no-secret': 'Geheimnis fehlt',
    full: 'Voll',
    'nearly-full': 'Fast voll',
    paused: 'Pausiert',
    'no-rule': 'Keine Regel',
  },
  failedTitle: (webhooks) =>
    count(webhooks, {
      one: '# Webhook ließ sich nicht zustellen',
      other: '# Webhooks ließen sich nicht zustellen',
    }),
  failedHelp:
    'Nichts davon wird noch versucht, bis jemand entscheidet oder es vom Absender noch einmal senden lässt. Andere der gleichen Reihe warten dahinter, außer wo es übersprungen wurde.',
  noSecretTitle: 'Sein Geheimnis steht nicht in der Umgebung dieses Servers',
  noSecretHelp:
    'Nichts lässt sich prüfen: Was gehalten werden soll, wird abgewiesen, und das wird dem Absender gesagt. Setzen Sie die Variable, die secretFrom nennt, und starten Sie den Server neu.',
  fullTitle: 'Mehr werden nicht gehalten',
  nearlyFullTitle: 'Fast so viele werden gehalten, wie dürfen',
  fullHelp:
    'Was über die Grenze hinaus kommt, wird abgewiesen, damit es noch einmal gesandt wird. Lassen Sie einige hinaus, oder setzen Sie limits.held seiner Regel höher.',
  pausedTitle: (name) => `Pausiert von ${name}`,
  pausedBy: (name, reason) => `von ${name}: ${reason}`,
  pausedHelp: 'Nichts davon wird zugestellt, bis jemand die Zustellung fortsetzt.',
  pausedBecause: (reason) => `„${reason}“`,
  noRuleTitle: 'Keine Regel nennt ihn mehr',
  noRuleHelp: 'Nichts weiter wird gehalten. Was schon gehalten ist, wird trotzdem zugestellt.',
  mayNotDecide: 'Ihre Rolle darf ansehen, nicht entscheiden. Operatoren und Eigentümer dürfen es.',

  all: 'Alle Webhooks',
  unknown: 'Diesen Webhook gibt es nicht',
  unknownHelp: 'Die Regeln nennen ihn nicht, und nichts davon wird gehalten.',
  pause: 'Zustellung pausieren…',
  resume: 'Zustellung fortsetzen…',

  heldTitle: 'Gehaltene Webhooks',
  heldLead: 'In der Reihenfolge, in der sie kamen. Was sie sagen, zeigt sich, wenn Sie einen ansehen.',
  state: 'Welche',
  states: {
    waiting: 'Wartend',
    failed: 'Fehlgeschlagen',
    delivered: 'Zugestellt',
    dropped: 'Verworfen',
    all: 'Alle',
  },
  empty: {
    waiting: 'Keiner wartet',
    failed: 'Keiner ist fehlgeschlagen',
    delivered: 'Keiner wurde in letzter Zeit zugestellt',
    dropped: 'Keiner wurde in letzter Zeit verworfen',
    all: 'Noch keiner wurde gehalten',
  },
  emptyHelp: {
    waiting: 'Was kommt, während seine Route nicht offen ist, steht hier, bis es zugestellt ist.',
    failed: 'Was sich in allen Versuchen nicht zustellen ließ, steht hier, bis jemand entscheidet.',
    delivered: 'Was gehalten und dann zugestellt wurde, steht hier noch einige Tage.',
    dropped: 'Was nach einer Entscheidung nie zugestellt wird, steht hier noch einige Tage.',
    all: 'Was kommt, während seine Route nicht offen ist, steht hier, und was daraus wurde.',
  },
  noMore: 'Nach diesen kommt keiner mehr',
  noMoreHelp: 'Sie können inzwischen hinausgegangen sein.',
  toBeginning: 'Zum Anfang',
  next: 'Weiter',
  id: 'Kennung',
  received: 'Gekommen',
  standing: 'Stand',
  standings: {
    'on-its-way': 'Unterwegs',
    behind: 'Hinter anderen',
    later: 'Wird noch versucht',
    waiting: 'Wartet',
    failed: 'Fehlgeschlagen',
    skipped: 'Fehlgeschlagen, übersprungen',
    delivered: 'Zugestellt',
    dropped: 'Verworfen',
  },
  lastAttempt: 'Letzter Versuch',
  attempts: (attempts) => count(attempts, { one: '# Versuch', other: '# Versuche' }),
  notTried: 'noch nicht versucht',
  answered: (status) => `Die Anwendung antwortete ${status}`,
  bytes: (bytes) => count(bytes, { one: '# Byte', other: '# Bytes' }),

  buttons: { replay: 'Zustellen', skip: 'Überspringen', drop: 'Verwerfen' },
  buttonsOf: {
    replay: (id) => `${id} zustellen`,
    skip: (id) => `${id} überspringen`,
    drop: (id) => `${id} verwerfen`,
  },
  allFailed: {
    replay: 'Alle fehlgeschlagenen zustellen…',
    skip: 'Alle fehlgeschlagenen überspringen…',
    drop: 'Alle fehlgeschlagenen verwerfen…',
  },
  dropWaiting: 'Alle wartenden verwerfen…',
  questions: {
    one: {
      replay: (id) => `Den Webhook ${id} zustellen?`,
      skip: (id) => `Den Webhook ${id} überspringen?`,
      drop: (id) => `Den Webhook ${id} verwerfen?`,
    },
    allFailed: {
      replay: (webhook) => `Alles zustellen, was von ${webhook} fehlgeschlagen ist?`,
      skip: (webhook) => `Alles überspringen, was von ${webhook} fehlgeschlagen ist?`,
      drop: (webhook, failed) =>
        count(failed, {
          one: `Den einen verwerfen, der von ${webhook} fehlgeschlagen ist?`,
          other: `Alle # verwerfen, die von ${webhook} fehlgeschlagen sind?`,
        }),
    },
    dropWaiting: (webhook, waiting) =>
      count(waiting, {
        one: `Den einen verwerfen, der von ${webhook} wartet?`,
        other: `Alle # verwerfen, die von ${webhook} warten?`,
      }),
    pause: (webhook) => `Die Zustellung von ${webhook} pausieren?`,
    resume: (webhook) => `Die Zustellung von ${webhook} fortsetzen?`,
  },
  means: {
    one: {
      replay:
        'Er wird sofort versucht, wenn seine Route offen ist, sonst sobald sie es ist. Seine Versuche zählen von vorn.',
      skip: 'Er bleibt, wo er ist, fehlgeschlagen. Die hinter ihm gehen ohne ihn weiter. Er lässt sich noch zustellen, dann nach ihnen.',
      drop: 'Er kommt nie bei der Anwendung an, und die hinter ihm gehen ohne ihn weiter.',
    },
    allFailed: {
      replay:
        'Sie werden sofort versucht, wenn ihre Route offen ist, sonst sobald sie es ist. Ihre Versuche zählen von vorn.',
      skip: 'Sie bleiben, wo sie sind, fehlgeschlagen. Die hinter ihnen gehen weiter. Sie lassen sich noch zustellen, dann nach jenen.',
      drop: 'Sie kommen nie bei der Anwendung an, und die hinter ihnen gehen weiter.',
    },
    dropWaiting:
      'So viele, wie es jetzt sind, die ältesten zuerst, kommen nie bei der Anwendung an. Was schon unterwegs ist, kommt an, und was danach kommt, wird gehalten wie bisher.',
    pause:
      'Nichts davon wird zugestellt, bis jemand die Zustellung fortsetzt. Was schon unterwegs ist, kommt an.',
    resume: 'Was gehalten ist, wird wieder zugestellt, der Reihe nach, wenn seine Route offen ist.',
  },
  neverDelivered: 'Ein verworfener Webhook wird nie zugestellt',
  neverDeliveredHelp:
    'Seinem Absender wurde gesagt, dass er ankam, und er sendet ihn nicht noch einmal. Verwerfen lässt sich nicht rückgängig machen.',
  actions: {
    replay: 'Zustellen',
    skip: 'Überspringen',
    drop: 'Für immer verwerfen',
    pause: 'Zustellung pausieren',
    resume: 'Zustellung fortsetzen',
  },
  reason: 'Grund',
  typeHelp: 'Alle zu verwerfen lässt sich nicht rückgängig machen.',
  done: {
    replay: (webhooks) =>
      count(webhooks, {
        one: '# Webhook wird wieder versucht.',
        other: '# Webhooks werden wieder versucht.',
      }),
    skip: (webhooks) =>
      count(webhooks, { one: '# Webhook ist übersprungen.', other: '# Webhooks sind übersprungen.' }),
    drop: (webhooks) =>
      count(webhooks, { one: '# Webhook ist verworfen.', other: '# Webhooks sind verworfen.' }),
    pause: 'Die Zustellung ist pausiert.',
    resume: 'Die Zustellung geht weiter.',
  },

  inspectTitle: (id) => `Gehaltener Webhook ${id}`,
  beforeLook:
    'Was sein Absender sagte, kann alles enthalten, etwa Namen und Adressen. Wer es ansieht, steht mit Namen im Protokoll. Sie werden gefragt, wer Sie sind, wenn Sie es nicht vor Kurzem gezeigt haben.',
  look: 'Ansehen, mit Eintrag im Protokoll',
  mayNotRead: 'Support, Operatoren und Eigentümer sehen an, was Webhooks sagen.',
  mayNotReadHelp:
    'Ihre Rolle nicht. Fragen Sie jemanden von ihnen, oder Eigentümer nach einer anderen Rolle.',
  request: 'Anfrage und Header',
  size: 'Größe',
  ended: 'Vorbei seit',
  body: 'Inhalt',
  noBody: 'Er hat keinen Inhalt.',
  isMasked:
    'Wo [hidden] steht, weist sich der Absender aus, und wer das hätte, könnte die Anfrage erneut senden. Operatoren und Eigentümer sehen es.',
  isCut: 'Er ist länger. Gezeigt wird nur der Anfang; zugestellt wird alles.',
  isBase64: 'Er ist kein Text. Gezeigt wird er in Base64.',
  undecryptable: 'Er lässt sich nicht entschlüsseln',
  undecryptableHelp:
    'Er wurde mit einem Geheimnis versiegelt, das dieser Server nicht mehr hat. Ohne das lässt er sich auch nicht zustellen.',
};
