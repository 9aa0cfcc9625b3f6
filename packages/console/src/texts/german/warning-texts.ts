import type { WarningTexts } from '../said-words.ts';

export const warningTexts: WarningTexts = {
  'network-large': '{network} ist ein großer Teil aller Adressen. Nennen Sie die Netze, die Sie meinen',
  'network-loopback':
    '{network} ist dieser Rechner selbst, und trusted.proxies ist leer: Hinter einem Proxy oder Tunnel auf diesem Rechner kommt jeder Besucher von dort und zählte als {name}. Verwenden Sie trusted.adminHosts, oder nennen Sie den Proxy in trusted.proxies',
  'network-holds-proxy':
    '{network} enthält den Proxy {proxy}: Eine Anfrage, die er ohne Adress-Header weitergibt, zählt als {name}. Sorgen Sie dafür, dass er den Header immer setzt',
  'role-alone':
    '{roles}: Allein mit ihrer Anmeldung dürfen sie von überall ändern, während die Website nicht offen ist. Eine gestohlene Sitzung genügt. Soll ein vertrautes Netz, ein Hostname für Admins oder ein Passierschein dazukommen, lassen Sie es leer (bei einer Voreinstellung: "twoChecks": true)',
  'language-not-offered':
    'bietet {language} nicht an, obwohl page.texts die Sprache hat. Nehmen Sie sie in die Liste auf',
  'language-without-texts':
    'bietet {language} an, wofür es keine Texte gibt. Fügen Sie sie unter page.texts hinzu',
  'method-unknown':
    '{method} ist keine eingetragene Methode; die Regel gilt für Anfragen, die genau das sagen',
  'method-meant': '{method} ist keine eingetragene Methode; meinten Sie {meant}?',
  'named-rest': 'ein Name hinter * ist eine Endung; für alles darunter schreiben Sie **',
  'named-segment': '$ und ein Name ist genau dieser Name; für ein beliebiges Segment schreiben Sie :name',
  'link-plain-http':
    'das ist http ohne Verschlüsselung: Andere auf dem Weg können die Seite dahinter ändern. Verwenden Sie https://',
  'wide-exception':
    'öffnet jede Route der Form {shape} für alle, auch in einem Fenster. Nennen Sie die Routen, wenn es geht',
  'wide-webhook': 'macht jede Route der Form {shape} zum Webhook. Nennen Sie die Routen, wenn es geht',
  'webhook-lost': '{provider} sendet nie noch einmal: Was hier abgewiesen wird, ist verloren',
  'webhook-unverified':
    'ohne secretFrom kann jeder erreichen, dass Anfragen hier gehalten und später zugestellt werden',
  'wide-read': 'macht jede Route der Form {shape} zum Lesen. Nennen Sie die Routen, wenn es geht',
  'never-loosens':
    'lockert nie etwas: Ein Pfad mit anderen Zeichen als ASCII oder mit ; lässt sich verschieden lesen. Schreiben Sie * für dieses Segment',
  'one-segment':
    '* endet am nächsten Schrägstrich, darunter ist nichts erfasst. {all} erfasst alles darunter; ist ein Segment gemeint, schreiben Sie {one}',
  'one-beginning':
    '* endet am nächsten Schrägstrich, darunter ist nichts erfasst. {all} erfasst {one} und alles darunter',
  'keys-plain-http':
    'das ist http ohne Verschlüsselung: Wer auf dem Weg ist, kann eigene Schlüssel ausgeben und Admin werden. Verwenden Sie https://, oder schreiben Sie die Schlüssel in jwks',
  'group-of-many':
    'viele Anwendungen von Odoo haben eine Gruppe {name}, und die Mitglieder jeder von ihnen zählen. Schreiben Sie sie mit ihrer Anwendung, etwa {example}, oder mit ihrer externen ID',
  'store-plain':
    'die Verbindung zu {host} ist nicht verschlüsselt: Wer auf dem Weg sitzt, liest und ändert den Schalter. Verwenden Sie {encrypted}',
  'deliveries-host':
    'ohne sie werden gehaltene Webhooks mit dem Hostnamen {host} zugestellt, und eine Anwendung, die nur auf ihren eigenen hört, lehnt sie ab. Setzen Sie sie, oder host in den Regeln von policy.webhooks',
  'text-unknown': 'diesen Text hat keine Seite; lassen Sie ihn weg',
  'text-meant': 'diesen Text hat keine Seite; meinten Sie „{meant}“?',
  'texts-missing-more':
    'es fehlen {texts} und {more} weitere; wer diese Sprache liest, sieht sie auf Englisch',
  'texts-missing': 'es fehlen {texts}; wer diese Sprache liest, sieht sie auf Englisch',
};
