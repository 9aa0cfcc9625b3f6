import type { Catalogue } from '../catalogue.ts';
import { count } from './count.ts';

export const signInTexts: Catalogue['signIn'] = {
  title: (brand) => `Anmelden bei ${brand}`,
  lead: 'Die Konsole ihres Tors: ein Schalter und der Nachweis, dass er wirkt.',
  name: 'Name',
  password: 'Passwort',
  signIn: 'Anmelden',
  withProvider: (provider) => `Anmelden mit ${provider}`,
  or: 'oder',
  nothingOffered: 'Hier kann sich niemand anmelden',
  nothingOfferedHelp:
    'Weder Passwörter noch ein Anbieter sind eingeschaltet. Auf dem Server gehen portcullis status und portcullis on weiterhin.',
  codeTitle: 'Noch ein Schritt',
  codeLead:
    'Geben Sie die sechs Ziffern aus Ihrer Authentifizierungs-App ein, oder einen Ihrer Wiederherstellungscodes.',
  code: 'Code',
  codeIfAny: 'Code, falls Sie einen zweiten Faktor haben',
  codeIfAnyHelp:
    'Damit warten Sie nicht, weil andere etwas versucht haben. Ohne zweiten Faktor lassen Sie das Feld leer und warten.',
  continue: 'Weiter',
  startOver: 'Als jemand anderes anmelden',
  firstRunTitle: 'Willkommen bei Portcullis',
  firstRunLead: (brand) =>
    `Mit der Konsole von ${brand} arbeitet noch niemand. Sie werden ihr erster Eigentümer.`,
  firstRunCode: 'Einmal-Code',
  firstRunCodeHelp:
    'Portcullis hat ihn dort ausgegeben, wo es gestartet wurde. Er belegt, dass der Server Ihnen gehört.',
  yourName: 'Ihr Name',
  yourNameHelp: 'Er steht im Protokoll neben allem, was Sie tun. Eine E-Mail-Adresse eignet sich gut.',
  newPassword: 'Passwort',
  newPasswordHelp: (least) =>
    `Mindestens ${count(least, { one: '# Zeichen', other: '# Zeichen' })}. Die Länge macht es schwer: Vier Wörter sind besser als eines mit Sonderzeichen.`,
  becomeOwner: 'Eigentümer werden',
  enrolTitle: 'Sie sind eingeladen',
  enrolLead: (brand) => `Wählen Sie ein Passwort, dann können Sie mit der Konsole von ${brand} arbeiten.`,
  enrolNoCode: 'Dieser Link ist nicht vollständig',
  enrolNoCodeHelp:
    'Der Teil nach # fehlt. Öffnen Sie die Einladung noch einmal, oder geben Sie ihren Code hier ein.',
  enrolCode: 'Code der Einladung',
  accept: 'Einladung annehmen',
  confirmTitle: 'Sind Sie es noch?',
  confirmLead:
    'Sie sind dabei, eine laufende Website zu ändern. Wer Sie sind, wurde zuletzt vor mehr als 15 Minuten nachgewiesen.',
  confirm: 'Bestätigen',
  confirmByProvider:
    'Sie melden sich über einen Anbieter an: Tun Sie es noch einmal und verlangen Sie dann die Änderung neu. Noch ist nichts geändert.',
  providerFailed: 'Die Anmeldung über den Anbieter hat nicht geklappt',
  providerFailedHelp:
    'Versuchen Sie es noch einmal. Bleibt es so, fragen Sie einen Eigentümer, ob Sie unter dem Namen eingeladen sind, den der Anbieter kennt; im Protokoll des Servers steht mehr.',
};
