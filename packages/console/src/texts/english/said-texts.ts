import {
  areasByMode,
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
import { trafficTexts } from './traffic-texts.ts';

const countsAgain = 'It counts again when it returns, or when you take it off the list.';

/** What the server says, in words for somebody in front of the console. */
export const saidTexts: SaidWords = {
  'sign-in-open': ({ page, method, target, leadsNowhere, rolesAlone }) => {
    const alone =
      rolesAlone.length === 0
        ? ''
        : `; whoever is then known as ${rolesAlone.map((role) => partsTexts.roles[role]).join(' or ')} may change things`;
    return `${page} and ${method} ${target} stay open${leadsNowhere ? ', but signing in gets nobody past the gate' : alone}.`;
  },
  'sign-in-page-refused': ({ page, rule }) => `The sign-in page ${page} would be refused. ${ruleOf(rule)}`,
  'sign-in-page-status': ({ page, status }) =>
    `The sign-in page ${page} answered ${status}; 200 was expected.`,
  'sign-in-page-failed': ({ page, reason }) => `The sign-in page ${page} could not be fetched: ${reason}.`,
  'sign-in-without-form': ({ page }) =>
    `The sign-in page ${page} has no field for a password, as with single sign-on: it cannot be tried from here. Have a pass made for you.`,
  'sign-in-refused': ({ method, target, rule }) =>
    `Signing in (${method} ${target}) would be refused. ${ruleOf(rule)} Add “${method} ${target}” to signIn.routes of the policy.`,
  'sign-in-action-refused': ({ action, method, path, rule }) =>
    `Signing in is the server action ${action}, which would be refused. ${ruleOf(rule)} Name it in the policy, in a route for ${method} ${path} with calls of next-action.`,
  'caller-writes': (caller) => `${recognised(caller)} may change things.`,
  'caller-reads': ({ hosts, networks, brought, hasIdentity, ...caller }) => {
    const ways = waysIn({ hosts, networks });
    const come = ways.length === 0 ? 'name an admin host in the policy' : `come ${either(ways)}`;
    const session = hasIdentity
      ? 'sign in at the site as well'
      : 'name an identity in the policy and sign in at the site as well';
    return `${recognised(caller)} may only read, and whoever repairs must write. To write, ${come}, or ${brought === 'pass' ? session : 'have a pass made as well'}.`;
  },
  'caller-stays-out': ({ rule, ...caller }) => `${recognised(caller)} does not get in. ${ruleOf(rule)}`,
  'pass-not-honoured': ({ origin }) =>
    `A pass counts over an encrypted connection or on the host itself only, and ${origin} is neither. The configuration needs tls, or an https publicUrl and the proxy in front under trusted.proxies.`,
  'way-failed': ({ reason }) => `It could not be tried: ${reason}.`,
  'break-glass-reaches': ({ instances }) =>
    `The break-glass file reaches ${count(instances, { one: 'the # instance', other: 'all # instances' })} on this host.`,
  'break-glass-unseen': ({ instances }) =>
    instances.length === 0
      ? 'No instance on this host has seen the break-glass file: none is running.'
      : `The break-glass file was not seen by ${instances.join(', ')}.`,
  'no-identity': () =>
    'The policy names no identity: signing in gets nobody past the gate, only passes do. With policy.identity, people who sign in get in.',

  'instance-enforces': ({ why }) => (why === 'store' ? 'Enforcing.' : `Enforcing, by ${nowTexts.why[why]}.`),
  'instance-contested': () =>
    'It remembers a newer state than the store holds and enforces the stricter of both. Switch again to settle it.',
  'instance-behind': ({ epoch, expected }) => `It is still at epoch ${epoch}; ${expected} is expected.`,
  'instance-looser': ({ mode, asked, area, why }) =>
    `It is ${modes[mode]} instead of ${modes[asked]}${area === null ? '' : ` in ${area}`}${why === 'store' ? '' : `, forced by ${nowTexts.why[why]}`}.`,
  'instance-other-secret': () =>
    'It has another secret than this server: passes, second factors and records of the one are worth nothing at the other. Start it again with the same PORTCULLIS_SECRET.',
  'instance-other-policy': () =>
    'It runs with another policy than this server. Restart one of them with the same.',
  'instance-draining': ({ writes, oldest }) =>
    `It waits for ${writesOf(writes)} in flight${oldest === null ? '' : `, the oldest ${oldest.method} ${oldest.path} for ${seconds(oldest.ageMs)}`}.`,
  'instance-silent': ({ silentMs, onStoreLost, writes }) =>
    `Silent for ${seconds(silentMs)}${
      writes === 0
        ? `, and it keeps its last mode (onStoreLost: ${onStoreLost})`
        : `. It lets nothing new through (onStoreLost: ${onStoreLost}), but ${writes === null ? 'it is of a version that does not say what' : writesOf(writes)} ran when it was last heard`
    }. ${countsAgain}`,
  'instance-silent-forced': ({ silentMs, mode, why }) =>
    `Silent for ${seconds(silentMs)} and ${modes[mode]}, forced by ${nowTexts.why[why]}, whatever becomes of its store. ${countsAgain}`,
  'instance-silent-other': ({ silentMs, other }) =>
    `Silent for ${seconds(silentMs)}, with another ${other} than this server: what it lets through by itself is not known. ${countsAgain}`,
  'instance-fenced': ({ silentMs, mode }) =>
    `Silent for ${seconds(silentMs)}, and ${modes[mode]} by itself meanwhile.`,
  'instance-not-asked': ({ silentMs, mode }) =>
    mode === 'open'
      ? `Silent for ${seconds(silentMs)}; nothing is asked of it.`
      : `Silent for ${seconds(silentMs)}. If it still runs it is ${modes[mode]}, and refuses what that refuses until it reaches the store.`,

  'effective-rule': ({ rule, breakGlass }) =>
    [
      gist(gistOf(rule.site)),
      ...areasByMode(rule).map(([mode, names]) => `In ${listed(names)}: ${modes[mode]}.`),
      ...(breakGlass.length > 0
        ? [
            `Besides, from this machine or a trusted network, holders of a break-glass pass: ${breakGlass.join(', ')}.`,
          ]
        : []),
    ].join(' '),
  'upstream-down': ({ origin, problem }) =>
    `The application at ${origin} takes no connections (${problem}). Until it does, everybody who is let through gets an error.`,
  'guard-closed': ({ name, since, by, reason }) =>
    [
      `The database ${name} is closed`,
      ...(since === null ? [] : [`since ${utc(since)}`]),
      ...(by === null ? [] : [`by ${by}`]),
      ...(reason === '' ? [] : [`(“${reason}”)`]),
      'although the site is open. Whoever writes to it gets an error until its guard is opened: portcullis guard open.',
    ].join(' '),
  'state-not-on-disk': ({ host, directory }) =>
    `The disk of ${host} does not take the state that is in force (${directory}). A restart that does not reach the store would hold an older mode. Is the disk full, or read-only?`,
  'closed-long': ({ hours }) =>
    `Closed for more than ${hours} hours: search engines begin to drop pages that answer 503 for about two days.`,
  'key-ends': ({ name, endsAt, hasEnded }) =>
    hasEnded
      ? `The key ${name} ended at ${utc(endsAt)}. Whoever still uses it is refused.`
      : `The key ${name} is in use and ends at ${utc(endsAt)}. Make another one and hand it out before.`,
  'webhooks-stuck': ({ webhook, failed, waiting, paused }) =>
    [
      ...(failed === 0
        ? []
        : [
            `${failed === 1 ? 'One held webhook' : `${failed} held webhooks`} of ${webhook} could not be delivered. Replay or drop ${failed === 1 ? 'it' : 'them'}.`,
          ]),
      ...(paused === null || waiting === 0
        ? []
        : [
            `The delivery of ${webhook} is paused, by ${paused.by} at ${utc(paused.at)} (“${paused.reason}”). ${waiting} ${waiting === 1 ? 'waits' : 'wait'}.`,
          ]),
    ].join(' '),
  'webhook-refused': ({ webhook, why, secretFrom, held, most }) =>
    why === 'no-secret'
      ? `In a window every call of ${webhook} is refused, since its secret is not in the environment, or not in the form of its provider. Set ${secretFrom.join(' or ')} and start the server again.`
      : `Calls of ${webhook} are refused instead of held: ${held} are held, and its rule allows ${most} (limits.held). Open its route, or replay or drop what failed.`,
  'webhook-was-refused': ({ webhook, why, count, lastAt, secretFrom }) =>
    `${count === 1 ? 'One call' : `${count} calls`} of ${webhook} ${count === 1 ? 'was' : 'were'} refused by this server instead of held, the last at ${utc(lastAt)}: ${whyRefused[why].replace('#', () => either(secretFrom))}.`,
  'webhook-waits': ({ webhook, since, attempts, status }) =>
    `A held webhook of ${webhook} waits since ${utc(since)}, after ${attempts === 1 ? 'one attempt' : `${attempts} attempts`} (${status === null ? 'no answer' : `answered ${status}`}). Skip it, and those behind it go on.`,
  'nobody-restricted': ({ groups, people }) =>
    `Production mode restricts nobody who signed in: of the ${people} people who came since this server started none is in ${either(groups.map((group) => `“${group}”`))}. Is that what the application calls it?`,
  'route-declared': ({ access }) => (access === 'read' ? 'counts as reading' : 'counts as a write'),
  'route-calls': ({ protocol }) => `judged by its calls (${protocol})`,
  'route-socket': () => 'its sockets have a rule',
  'route-exception': () => 'an exception',
  'route-never-exception': () => 'never an exception',
  'route-protected': () => 'for insiders only',
  'route-sensitive': () => 'confirmed even by insiders',

  'lacks-identity': ({ hasIdentity }) => sentence(identity(hasIdentity)),
  'lacks-identity-and-path': ({ hasIdentity, ...paths }) =>
    sentence(`${identity(hasIdentity)}, and ${path(paths, 'a write pass')}`),
  'lacks-write-pass': () => 'A pass that may write.',
  'lacks-role': ({ roles }) =>
    roles.length === 0
      ? 'A role that may write; the policy has none.'
      : `A role that may write: ${either(roles.map((role) => partsTexts.roles[role]))}.`,
  'lacks-path': ({ other, ...paths }) =>
    sentence(path(paths, other === 'pass' ? 'a write pass' : 'a sign-in beside the pass')),
  'path-host': ({ host }) => `through ${host}`,
  'path-network': ({ network }) => `from the network ${network}`,
  'path-sign-in': () => 'with a sign-in of their own',

  reason: null,
  'let-in-by': null,
  warning: null,
  'request-method': null,
  'request-url': null,

  'role-by-application': () => 'the application, which says so itself',
  'role-by-group': ({ groups }) => `membership of ${either(groups.map(quoted))} in the application`,
  'role-by-settings-right': () => 'being an administrator of Odoo (its right Settings)',
  'role-by-probe': ({ method, path: probed }) => `session probe ${method} ${probed}`,
  'role-by-jwt': ({ issuer }) => `JWT of ${issuer}`,
  'role-by-header': ({ header }) => `header ${header}, set by a named proxy`,
  'role-by-pass': ({ scope }) => (scope === 'write' ? 'a write pass' : 'a read pass'),
  'role-by-name': () => 'named in the policy',

  'audit-out-of-order': ({ expected }) =>
    `Number ${expected} should stand here: records are missing, doubled or out of order.`,
  'audit-unlinked': () => 'It does not follow the record before it.',
  'audit-edited': () => 'It was changed after it was written.',
  'audit-unlike-its-seal': () => 'It differs from its seal.',
  'audit-forged-seal': () => 'A seal that nobody with the key wrote.',
  'audit-cut': ({ end, sealed, goesOnIn }) =>
    `The chain ${endsAt(end)}, but number ${sealed} was sealed: records were cut.${goesOnIn === null ? '' : ` The log goes on in ${goesOnIn}.`}`,
  'audit-cut-before': ({ end, from, goesOnIn }) =>
    `The chain ${endsAt(end)}, but ${goesOnIn} goes on from number ${from}: records were cut.`,
  'audit-not-the-end': ({ goesOnIn }) => `It is not the record that ${goesOnIn} goes on from.`,
  'break-glass-record': ({ mode, from, reason }) =>
    [
      ...(mode === null ? [] : [modes[mode]]),
      ...(from === null ? [] : [`from ${from}`]),
      ...(reason === '' ? [] : [`“${reason}”`]),
    ].join(', '),
};

const modes = { open: 'open', 'read-only': 'read-only', closed: 'closed' } as const;

/** Who and by which way stands in the lists of the policy. */
function gist({ mode, insidersWrite, hasExceptions }: RuleGist): string {
  const exception = hasExceptions ? ', and by exception' : '';
  switch (mode) {
    case 'open':
      return 'Anyone can read and change everything the application allows.';
    case 'read-only':
      return insidersWrite
        ? `Anyone can read; nobody can change anything except insiders${exception}.`
        : `Anyone can read; nobody can change anything${hasExceptions ? ' except by exception' : ''}.`;
    case 'closed':
      return `Nobody gets in except insiders${exception}; ${insidersWrite ? 'only some' : 'none'} of them may change anything.`;
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
  return `${who} on ${host}${origin === null ? '' : `, from the host of this server only (${origin}),`}`;
}

function ruleOf({ id, detail }: { readonly id: string; readonly detail: string }): string {
  return trafficTexts.rules[id]?.(detail) ?? trafficTexts.ruleUnknown(id, detail);
}

function identity(hasIdentity: boolean): string {
  return hasIdentity
    ? 'an identity: a sign-in with a role that gets in, or a pass'
    : 'an identity: a pass (the policy has no identity, so signing in names nobody)';
}

function path({ hosts, networks }: Pick<Ways, 'hosts' | 'networks'>, other: string): string {
  const network = networks.length === 0 ? 'a trusted network' : `a trusted network (${either(networks)})`;
  return `a trusted path: ${[...hosts, network].join(', ')}, or ${other}`;
}

function writesOf(writes: number): string {
  return count(writes, { one: '# write', other: '# writes' });
}

/** Why a webhook was refused. */
const whyRefused = {
  missing: 'it has no signature, as where the endpoint has no secret at the provider',
  twice: 'a header of its signature comes twice, as where a proxy adds one',
  wrong: 'it is not signed with the secret in #. If that was its provider, it has another one',
  'too-old': 'its time is too far from now, as where the clock of this host is wrong',
  'too-large': 'its rule allows fewer bytes (limits.bodyBytes)',
  full: 'as many were held as its rule allows (limits.held, limits.heldBytes)',
  busy: 'more came at once than the store takes',
};

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

function either(items: readonly string[]): string {
  return items.join(' or ');
}

function quoted(text: string): string {
  return `“${text}”`;
}

function listed(names: readonly string[]): string {
  return listedIn(someOf(names), (more) => count(more, { other: 'and # more' }));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function endsAt(end: number | null): string {
  return end === null ? 'is missing altogether' : `ends at ${end}`;
}

/** To the minute: words know no time zone. */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
