import {
  areasByMode,
  filled,
  gistOf,
  listedIn,
  type RuleGist,
  type SaidWords,
  someOf,
  type Ways,
} from '../said-words.ts';
import { count } from './count.ts';
import { nowTexts } from './now-texts.ts';
import { partsTexts } from './parts-texts.ts';
import { placeTexts, reasonTexts } from './reason-texts.ts';
import { trafficTexts } from './traffic-texts.ts';
import { warningTexts } from './warning-texts.ts';

const countsAgain = 'Sie zählt wieder, wenn sie sich meldet oder Sie sie von der Liste nehmen.';

export const saidTexts: SaidWords = {
  'sign-in-open': ({ page, method, target, leadsNowhere, rolesAlone }) => {
    const alone =
      rolesAlone.length === 0
        ? ''
        : `; wer sich so als ${rolesAlone.map((role) => partsTexts.roles[role]).join(' oder ')} zeigt, darf ändern`;
    return `${page} und ${method} ${target} bleiben offen${leadsNowhere ? ', aber Anmelden bringt niemanden am Tor vorbei' : alone}.`;
  },
  'sign-in-page-refused': ({ page, rule }) => `Die Anmeldeseite ${page} würde abgewiesen. ${ruleOf(rule)}`,
  'sign-in-page-status': ({ page, status }) =>
    `Die Anmeldeseite ${page} antwortete mit ${status}, erwartet war 200.`,
  'sign-in-page-failed': ({ page, reason }) => `Die Anmeldeseite ${page} ließ sich nicht laden: ${reason}.`,
  'sign-in-without-form': ({ page }) =>
    `Die Anmeldeseite ${page} hat kein Passwortfeld, wie bei Single Sign-on: Sie lässt sich von hier nicht ausprobieren. Lassen Sie einen Passierschein für sich ausstellen.`,
  'sign-in-refused': ({ method, target, rule }) =>
    `Das Anmelden (${method} ${target}) würde abgewiesen. ${ruleOf(rule)} Nehmen Sie „${method} ${target}“ in signIn.routes der Regeln auf.`,
  'sign-in-action-refused': ({ action, method, path, rule }) =>
    `Das Anmelden ist die Server-Aktion ${action}, die abgewiesen würde. ${ruleOf(rule)} Nennen Sie sie in den Regeln, in einer Route für ${method} ${path} mit Aufrufen nach next-action.`,
  'caller-writes': (caller) => `${recognised(caller)} darf ändern.`,
  'caller-reads': ({ hosts, networks, brought, hasIdentity, ...caller }) => {
    const ways = waysIn({ hosts, networks });
    const come = ways.length === 0 ? 'einen Admin-Host in den Regeln nennen' : `${either(ways)} kommen`;
    const session = hasIdentity
      ? 'sich auch bei der Website anmelden'
      : 'eine Identität in den Regeln nennen und sich auch bei der Website anmelden';
    return `${recognised(caller)} darf nur lesen, und wer repariert, muss ändern. Zum Ändern ${come}, oder ${brought === 'pass' ? session : 'auch einen Passierschein ausstellen lassen'}.`;
  },
  'caller-stays-out': ({ rule, ...caller }) => `${recognised(caller)} kommt nicht hinein. ${ruleOf(rule)}`,
  'pass-not-honoured': ({ origin }) =>
    `Ein Passierschein gilt nur über eine verschlüsselte Verbindung oder auf dem Server selbst, und ${origin} ist keines von beiden. Die Konfiguration braucht tls, oder eine publicUrl mit https und den Proxy davor unter trusted.proxies.`,
  'way-failed': ({ reason }) => `Das ließ sich nicht ausprobieren: ${reason}.`,
  'break-glass-reaches': ({ instances }) =>
    `Die Notfall-Datei erreicht ${count(instances, { one: 'die # Instanz', other: 'alle # Instanzen' })} auf diesem Rechner.`,
  'break-glass-unseen': ({ instances }) =>
    instances.length === 0
      ? 'Keine Instanz auf diesem Rechner hat die Notfall-Datei gesehen: Es läuft keine.'
      : `Die Notfall-Datei haben diese Instanzen nicht gesehen: ${instances.join(', ')}.`,
  'no-identity': () =>
    'Die Regeln nennen keine Identität: Anmelden bringt niemanden am Tor vorbei, nur Passierscheine tun es. Mit policy.identity kommt hinein, wer sich anmeldet.',

  'instance-enforces': ({ why }) => (why === 'store' ? 'Setzt durch.' : `Setzt durch: ${nowTexts.why[why]}.`),
  'instance-contested': () =>
    'Sie kennt einen neueren Stand, als der Speicher hat, und setzt den strengeren von beiden durch. Schalten Sie noch einmal, dann ist es entschieden.',
  'instance-behind': ({ epoch, expected }) => `Sie ist noch bei Epoche ${epoch}, erwartet ist ${expected}.`,
  'instance-looser': ({ mode, asked, area, why }) =>
    `Sie ist ${modes[mode]} statt ${modes[asked]}${area === null ? '' : ` im Bereich ${area}`}${why === 'store' ? '' : `, erzwungen: ${nowTexts.why[why]}`}.`,
  'instance-other-secret': () =>
    'Sie hat ein anderes Geheimnis als dieser Server: Pässe, zweite Faktoren und Einträge des einen gelten beim anderen nicht. Starten Sie sie mit demselben PORTCULLIS_SECRET neu.',
  'instance-other-policy': () =>
    'Sie läuft mit anderen Regeln als dieser Server. Starten Sie einen von beiden mit denselben neu.',
  'instance-draining': ({ writes, oldest }) =>
    `Sie wartet auf ${writesOf(writes)}${oldest === null ? '' : `, die älteste ${oldest.method} ${oldest.path} seit ${seconds(oldest.ageMs)}`}.`,
  'instance-silent': ({ silentMs, onStoreLost, writes }) =>
    `Seit ${seconds(silentMs)} still${
      writes === 0
        ? `; sie behält ihren letzten Modus (onStoreLost: ${onStoreLost})`
        : `. Sie lässt nichts Neues durch (onStoreLost: ${onStoreLost}), aber als sie sich zuletzt meldete, ${writes === null ? 'sagte ihre Version nicht, was noch lief' : `lief noch etwas: ${writesOf(writes)}`}`
    }. ${countsAgain}`,
  'instance-silent-forced': ({ silentMs, mode, why }) =>
    `Seit ${seconds(silentMs)} still und ${modes[mode]}, was immer aus ihrem Speicher wird; erzwungen: ${nowTexts.why[why]}. ${countsAgain}`,
  'instance-silent-other': ({ silentMs, other }) =>
    `Seit ${seconds(silentMs)} still, mit ${other === 'policy' ? 'anderen Regeln' : 'einem anderen Geheimnis'} als dieser Server: was sie von selbst durchlässt, weiß man nicht. ${countsAgain}`,
  'instance-fenced': ({ silentMs, mode }) =>
    `Seit ${seconds(silentMs)} still und inzwischen von selbst ${modes[mode]}.`,
  'instance-not-asked': ({ silentMs, mode }) =>
    mode === 'open'
      ? `Seit ${seconds(silentMs)} still; von ihr wird nichts verlangt.`
      : `Seit ${seconds(silentMs)} still. Läuft sie noch, dann ist sie ${modes[mode]} und lehnt entsprechend ab, bis sie ihren Speicher erreicht.`,

  'effective-rule': ({ rule, breakGlass }) =>
    [
      gist(gistOf(rule.site)),
      ...areasByMode(rule).map(([mode, names]) => `In ${listed(names)}: ${modes[mode]}.`),
      ...(breakGlass.length > 0
        ? [
            `Außerdem, vom Server selbst oder aus einem vertrauten Netz, wer einen Notfall-Passierschein hat: ${breakGlass.join(', ')}.`,
          ]
        : []),
    ].join(' '),
  'upstream-down': ({ origin, problem }) =>
    `Die Anwendung unter ${origin} nimmt keine Verbindungen an (${problem}). Bis dahin bekommt jeder, der durchgelassen wird, einen Fehler.`,
  'guard-closed': ({ name, since, by, reason }) =>
    [
      `Die Datenbank ${name} ist`,
      ...(since === null ? [] : [`seit ${utc(since)}`]),
      'geschlossen',
      ...(by === null ? [] : [`(von ${by})`]),
      ...(reason === '' ? [] : [`(„${reason}“)`]),
      'obwohl die Website offen ist. Wer in sie schreibt, bekommt einen Fehler, bis ihr Wächter geöffnet ist: portcullis guard open.',
    ].join(' '),
  'state-not-on-disk': ({ host, directory }) =>
    `Die Platte von ${host} nimmt den geltenden Zustand nicht an (${directory}). Nach einem Neustart ohne Speicher gälte ein älterer Modus. Ist sie voll oder schreibgeschützt?`,
  'closed-long': ({ hours }) =>
    `Seit mehr als ${hours} Stunden geschlossen: Suchmaschinen lassen Seiten fallen, die etwa zwei Tage lang mit 503 antworten.`,
  'key-ends': ({ name, endsAt, hasEnded }) =>
    hasEnded
      ? `Der Schlüssel ${name} ist am ${utc(endsAt)} abgelaufen. Wer ihn noch benutzt, wird abgewiesen.`
      : `Der Schlüssel ${name} wird benutzt und läuft am ${utc(endsAt)} ab. Bis dahin braucht es einen neuen.`,
  'webhooks-stuck': ({ webhook, failed, waiting, paused }) =>
    [
      ...(failed === 0
        ? []
        : [
            `${failed === 1 ? 'Ein gehaltener Webhook von' : `${failed} gehaltene Webhooks von`} ${webhook} ${failed === 1 ? 'ließ' : 'ließen'} sich nicht zustellen: noch einmal zustellen oder verwerfen.`,
          ]),
      ...(paused === null || waiting === 0
        ? []
        : [
            `Die Zustellung von ${webhook} ist angehalten, von ${paused.by} am ${utc(paused.at)} („${paused.reason}“). ${waiting} ${waiting === 1 ? 'wartet' : 'warten'}.`,
          ]),
    ].join(' '),
  'webhook-refused': ({ webhook, why, secretFrom, held, most }) =>
    why === 'no-secret'
      ? `In einem Wartungsfenster wird jeder Aufruf von ${webhook} abgelehnt, denn sein Geheimnis steht nicht in der Umgebung oder nicht in der Form seines Anbieters. Setzen Sie ${secretFrom.join(' oder ')} und starten Sie den Server neu.`
      : `Aufrufe von ${webhook} werden abgelehnt statt gehalten: ${held} sind gehalten, und seine Regel erlaubt ${most} (limits.held). Öffnen Sie seine Route, oder stellen Sie Fehlgeschlagenes zu, oder verwerfen Sie es.`,
  'webhook-was-refused': ({ webhook, why, count, lastAt, secretFrom }) =>
    `${count === 1 ? 'Ein Aufruf' : `${count} Aufrufe`} von ${webhook} ${count === 1 ? 'wurde' : 'wurden'} von diesem Server abgelehnt statt gehalten, zuletzt am ${utc(lastAt)}: ${whyRefused[why].replace('#', () => either(secretFrom))}.`,
  'webhook-waits': ({ webhook, since, attempts, status }) =>
    `Ein gehaltener Webhook von ${webhook} wartet seit dem ${utc(since)}, nach ${attempts === 1 ? 'einem Versuch' : `${attempts} Versuchen`} (${status === null ? 'keine Antwort' : `Antwort ${status}`}). Wird er übersprungen, geht es hinter ihm weiter.`,
  'nobody-restricted': ({ groups, people }) =>
    `Der Produktivmodus schränkt niemanden ein, der sich angemeldet hat: Von den ${people} Personen, die seit dem Start dieses Servers da waren, gehört keine zu ${either(groups.map((group) => `„${group}“`))}. Heißt die Gruppe in der Anwendung so?`,
  'route-declared': ({ access }) => (access === 'read' ? 'zählt als Lesen' : 'zählt als Schreiben'),
  'route-calls': ({ protocol }) => `nach ihren Aufrufen beurteilt (${protocol})`,
  'route-socket': () => 'für ihre Sockets gilt eine Regel',
  'route-exception': () => 'eine Ausnahme',
  'route-never-exception': () => 'nie eine Ausnahme',
  'route-protected': () => 'nur für Befugte',
  'route-sensitive': () => 'auch von Befugten zu bestätigen',

  'lacks-identity': ({ hasIdentity }) => sentence(identity(hasIdentity)),
  'lacks-identity-and-path': ({ hasIdentity, ...paths }) =>
    sentence(`${identity(hasIdentity)}, und ${path(paths, 'ein Schreib-Passierschein')}`),
  'lacks-write-pass': () => 'Ein Passierschein zum Schreiben.',
  'lacks-role': ({ roles }) =>
    roles.length === 0
      ? 'Eine Rolle, die ändern darf; die Regeln haben keine.'
      : `Eine Rolle, die ändern darf: ${either(roles.map((role) => partsTexts.roles[role]))}.`,
  'lacks-path': ({ other, ...paths }) =>
    sentence(
      path(paths, other === 'pass' ? 'ein Schreib-Passierschein' : 'eine Anmeldung neben dem Passierschein'),
    ),
  'path-host': ({ host }) => `über ${host}`,
  'path-network': ({ network }) => `aus dem Netz ${network}`,
  'path-sign-in': () => 'mit einer eigenen Anmeldung',

  reason: ({ reason, place, values }) =>
    Object.hasOwn(reasonTexts, reason)
      ? [filled(reasonTexts[reason], values), ...(place === null ? [] : [placeTexts[place]])].join(' ')
      : null,
  'let-in-by': ({ identity, name, isAlone, path: way }) =>
    [
      ...(identity === 'assumed' && name !== null
        ? [`angenommen: ${name}`]
        : [identities[identity], ...(name === null ? [] : [name])]),
      ...(isAlone ? ['allein'] : []),
      ...(way === null ? [] : ['+', ways[way.kind], ...(way.name === '' ? [] : [way.name])]),
    ].join(' '),
  warning: ({ path: at, warning, values }) =>
    Object.hasOwn(warningTexts, warning) ? `${at}: ${filled(warningTexts[warning], values)}` : null,
  'request-method': ({ method }) =>
    `Erwartet wird eine Methode wie GET oder POST, nicht ${JSON.stringify(method)}: nur Buchstaben, Ziffern und Striche.`,
  'request-url': ({ url, meant }) =>
    `Erwartet wird ein Pfad, der mit / beginnt, oder eine ganze Adresse, nicht ${JSON.stringify(url)}.${meant === null ? '' : ` Meinten Sie ${JSON.stringify(meant)}?`}`,

  'role-by-application': () => 'der Anwendung, die es selbst sagt',
  'role-by-group': ({ groups }) => `der Mitgliedschaft in ${either(groups.map(quoted))} in der Anwendung`,
  'role-by-settings-right': () => 'dem Recht „Einstellungen“ der Administratoren von Odoo',
  'role-by-probe': ({ method, path: probed }) => `der Sitzungsabfrage ${method} ${probed}`,
  'role-by-jwt': ({ issuer }) => `dem JWT von ${issuer}`,
  'role-by-header': ({ header }) => `dem Header ${header}, den ein genannter Proxy setzt`,
  'role-by-pass': ({ scope }) =>
    scope === 'write' ? 'einem Schreib-Passierschein' : 'einem Lese-Passierschein',
  'role-by-name': () => 'der Nennung in den Regeln',

  'audit-out-of-order': ({ expected }) =>
    `Hier müsste Nummer ${expected} stehen: Einträge fehlen, sind doppelt oder vertauscht.`,
  'audit-unlinked': () => 'Er folgt nicht auf den Eintrag davor.',
  'audit-edited': () => 'Er wurde nach dem Schreiben geändert.',
  'audit-unlike-its-seal': () => 'Er ist anders, als sein Siegel sagt.',
  'audit-forged-seal': () => 'Ein Siegel, das niemand mit dem Schlüssel schrieb.',
  'audit-cut': ({ end, sealed, goesOnIn }) =>
    `Die Kette ${endsAt(end)}, aber Nummer ${sealed} war versiegelt: Einträge wurden abgeschnitten.${goesOnIn === null ? '' : ` Das Protokoll geht in ${goesOnIn} weiter.`}`,
  'audit-cut-before': ({ end, from, goesOnIn }) =>
    `Die Kette ${endsAt(end)}, aber ${goesOnIn} setzt bei Nummer ${from} fort: Einträge wurden abgeschnitten.`,
  'audit-not-the-end': ({ goesOnIn }) => `Er ist nicht der Eintrag, an den ${goesOnIn} anschließt.`,
  'break-glass-record': ({ mode, from, reason }) =>
    [
      ...(mode === null ? [] : [modes[mode]]),
      ...(from === null ? [] : [`von ${from}`]),
      ...(reason === '' ? [] : [`„${reason}“`]),
    ].join(', '),
};

const identities = {
  probe: 'Sitzungsabfrage',
  jwt: 'JWT',
  header: 'Header',
  operator: 'Anmeldung an der Konsole',
  callback: 'Anwendung',
  pass: 'Passierschein',
  worker: 'Worker',
  assumed: 'angenommen',
} as const;

const ways = { network: 'Netz', host: 'Host', pass: 'Passierschein', loopback: 'dieser Rechner' } as const;

const modes = { open: 'offen', 'read-only': 'nur lesbar', closed: 'geschlossen' } as const;

function gist({ mode, insidersWrite, hasExceptions }: RuleGist): string {
  const exception = hasExceptions ? ' und als Ausnahme' : '';
  switch (mode) {
    case 'open':
      return 'Jeder kann lesen und alles ändern, was die Anwendung erlaubt.';
    case 'read-only':
      return insidersWrite
        ? `Jeder kann lesen; niemand kann etwas ändern, außer Befugten${exception}.`
        : `Jeder kann lesen; niemand kann etwas ändern${hasExceptions ? ', außer als Ausnahme' : ''}.`;
    case 'closed':
      return `Niemand kommt hinein, außer Befugten${exception}; ändern ${insidersWrite ? 'dürfen nur manche' : 'darf keiner'} von ihnen.`;
  }
}

function waysIn({ hosts, networks }: Pick<Ways, 'hosts' | 'networks'>): string[] {
  return [
    ...networks.map((network) => saidTexts['path-network']({ network })),
    ...hosts.map((host) => saidTexts['path-host']({ host })),
  ];
}

function recognised({ role, subject, host, origin }: Parameters<SaidWords['caller-writes']>[0]): string {
  const who = [partsTexts.roles[role], subject].filter(Boolean).join(' ');
  return `${who} auf ${host}${origin === null ? '' : `, nur vom Server selbst aus (${origin}),`}`;
}

function ruleOf({ id, detail }: { readonly id: string; readonly detail: string }): string {
  return trafficTexts.rules[id]?.(detail) ?? trafficTexts.ruleUnknown(id, detail);
}

function identity(hasIdentity: boolean): string {
  return hasIdentity
    ? 'eine Identität: eine Anmeldung mit einer Rolle, die hineinkommt, oder ein Passierschein'
    : 'eine Identität: ein Passierschein (die Regeln haben keine Identität, Anmelden nennt also niemanden)';
}

function path({ hosts, networks }: Pick<Ways, 'hosts' | 'networks'>, other: string): string {
  const network = networks.length === 0 ? 'ein vertrautes Netz' : `ein vertrautes Netz (${either(networks)})`;
  return `ein vertrauter Weg: ${[...hosts, network].join(', ')} oder ${other}`;
}

function writesOf(writes: number): string {
  return count(writes, { one: '# laufende Änderung', other: '# laufende Änderungen' });
}

/** Why a webhook was refused. */
const whyRefused = {
  missing: 'ohne Signatur, wie bei einem Endpunkt, der beim Anbieter kein Geheimnis hat',
  twice: 'mit einer doppelten Kopfzeile der Signatur, wie von einem Proxy, der sie hinzufügt',
  wrong: 'nicht mit dem Geheimnis aus # signiert. War es der Anbieter, so hat er ein anderes',
  'too-old': 'mit einer Zeit, die zu weit von jetzt liegt, wie bei einem Rechner, dessen Uhr falsch geht',
  'too-large': 'größer, als seine Regel erlaubt (limits.bodyBytes)',
  full: 'so viele waren gehalten, wie seine Regel erlaubt (limits.held, limits.heldBytes)',
  busy: 'mehr auf einmal, als der Speicher aufnimmt',
};

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

function either(items: readonly string[]): string {
  return items.join(' oder ');
}

function quoted(text: string): string {
  return `„${text}“`;
}

function listed(names: readonly string[]): string {
  return listedIn(someOf(names), (more) => count(more, { other: 'und # weitere' }));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function endsAt(end: number | null): string {
  return end === null ? 'fehlt ganz' : `endet bei ${end}`;
}

/** To the minute: words know no time zone. */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
