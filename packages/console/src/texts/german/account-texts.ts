import type { Catalogue } from '../catalogue.ts';
import { count } from './count.ts';

export const accountTexts: Catalogue['account'] = {
  lead: (name, role) => `Angemeldet als ${name}, ${role}.`,
  passwordTitle: 'Passwort',
  currentPassword: 'Bisheriges Passwort',
  newPassword: 'Neues Passwort',
  changePassword: 'Passwort ändern',
  passwordChanged: 'Das Passwort ist geändert. Ihre anderen Sitzungen sind beendet.',
  noPassword: 'Sie melden sich über einen Anbieter an und haben hier kein Passwort.',
  factorTitle: 'Zweiter Faktor',
  factorOff:
    'Aus. Mit einem zweiten Faktor reicht ein gestohlenes Passwort nicht, um die Website abzuschalten.',
  factorOn: (left) =>
    `An. ${count(left, { one: 'Noch # Wiederherstellungscode.', other: 'Noch # Wiederherstellungscodes.' })}`,
  fewCodes:
    'Es sind nur noch wenige Wiederherstellungscodes da. Richten Sie den zweiten Faktor neu ein, dann erhalten Sie neue.',
  setUp: 'Zweiten Faktor einrichten',
  remove: 'Darauf verzichten',
  removeLead: 'Geben Sie einen Code ein, um zu zeigen, dass Sie es sind. Danach genügt das Passwort allein.',
  removed: 'Der zweite Faktor ist aus.',
  scanTitle: 'Mit der Authentifizierungs-App scannen',
  scanLead: 'Jede App für Einmal-Codes geht: Aegis, 1Password, Google Authenticator und andere.',
  secret: 'Oder diesen Schlüssel von Hand eingeben',
  qrCode: 'QR-Code des Schlüssels',
  firstCode: 'Code, den die App jetzt zeigt',
  turnOn: 'Einschalten',
  codesTitle: 'Bewahren Sie Ihre Wiederherstellungscodes auf',
  codes: 'Wiederherstellungscodes',
  codesLead:
    'Jeder lässt Sie einmal hinein, wenn das Telefon weg ist. Bewahren Sie sie dort auf, wo das Telefon nicht ist.',
  print: 'Drucken',
  codesKept: 'Ich habe sie aufbewahrt',
  sessionsTitle: 'Wo Sie angemeldet sind',
  sessionHere: 'Dieser Browser',
  sessionSeen: (ago) => `zuletzt benutzt ${ago}`,
  sessionSince: (time) => `seit ${time}`,
  everywhere: 'Überall abmelden',
  everywhereLead: 'Alle Ihre Sitzungen enden sofort, auch diese.',
  unknownAddress: 'Adresse nicht bekannt',
  unknownBrowser: 'Unbekannter Browser',
};
