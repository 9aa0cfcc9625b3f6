import {
  describeAuditProblem,
  describeRule,
  fillText,
  reasonPlaces,
  reasonTexts,
  warningTexts,
} from '@portcullis/gate';
import type { Said, SaidCode, ValuesOf } from './said.ts';

type Words = { readonly [Code in SaidCode]: (values: ValuesOf<Code>) => string };

const countsAgain = 'It counts again when it returns, or when you take it off the list';

/** No command, no option: whoever reads this may sit in front of a console, a program or a shell. */
export const englishWords: Words = {
  'sign-in-open': ({ page, method, target, leadsNowhere, rolesAlone }) => {
    const alone =
      rolesAlone.length === 0 ? '' : `; the role ${rolesAlone.join(' or ')} then changes things alone`;
    return `GET ${page} and ${method} ${target} stay open${leadsNowhere ? ', and get nobody past the gate' : alone}`;
  },
  'sign-in-page-refused': ({ page, rule }) =>
    `the sign-in page GET ${page} would be refused (${ruleOf(rule)})`,
  'sign-in-page-status': ({ page, status }) =>
    `the sign-in page GET ${page} answered ${status}, expected 200`,
  'sign-in-page-failed': ({ page, reason }) => `the sign-in page GET ${page} could not be fetched: ${reason}`,
  'sign-in-without-form': ({ page }) =>
    `the sign-in page GET ${page} holds no form with a password field, as with single sign-on or a link by mail: it cannot be tried from here. Prove another way in`,
  'sign-in-refused': ({ method, target, rule }) =>
    `signing in (${method} ${target}) would be refused (${ruleOf(rule)}). Add "${method} ${target}" to policy.signIn.routes`,
  'sign-in-action-refused': ({ action, method, path, rule }) =>
    `signing in is the server action ${action}, which would be refused (${ruleOf(rule)}). Add { "match": "${method} ${path}", "calls": { "protocol": "next-action", "read": ["${action}"] } } to policy.routes`,
  'caller-writes': (caller) => `${recognised(caller)}; may change things`,
  'caller-reads': ({ brought, hasIdentity, hosts, networks, ...caller }) => {
    const ways = waysBy({ hosts, networks });
    const come = ways.length === 0 ? 'name an admin host in policy.trusted' : `come ${ways.join(' or ')}`;
    const session = `${hasIdentity ? '' : 'add policy.identity and '}bring your own session as well`;
    const other = brought === 'credentials' ? 'bring a pass as well' : session;
    return `${recognised(caller)}; may read only, and whoever repairs must write. To write, ${come}, or ${other}`;
  },
  'caller-stays-out': ({ rule, ...caller }) =>
    `${recognised(caller)}: not somebody who gets in (${ruleOf(rule)})`,
  'pass-not-honoured': ({ origin }) =>
    `a pass is honoured over an encrypted connection or on this machine only, and ${origin} is neither. Set tls, or an https publicUrl and the proxy in front in policy.trusted.proxies`,
  'way-failed': ({ reason }) => reason,
  'break-glass-reaches': ({ instances }) =>
    `the break-glass file reaches ${instances} of ${instances} instances on this host`,
  'break-glass-unseen': ({ instances }) =>
    instances.length === 0
      ? 'the break-glass file was seen by nobody: no server of this host is running'
      : `the break-glass file was not seen by ${instances.join(', ')} (with another state directory, or on another host of the same name?)`,
  'no-identity': () =>
    'the policy has no identity: signing in gets nobody past the gate; only passes do. Add policy.identity, and people who sign in get in.',

  'instance-enforces': ({ why }) => (why === 'store' ? 'enforcing' : `enforcing (${why})`),
  'instance-contested': () =>
    'remembers a newer state than the store holds; it enforces the stricter of both. Switch again to settle it',
  'instance-behind': ({ epoch, expected }) => `still at epoch ${epoch}, expected ${expected}`,
  'instance-looser': ({ mode, asked, area, why }) =>
    `enforces ${mode} instead of ${asked}${area === null ? '' : ` in ${area}`}${why === 'store' ? '' : `, forced by ${why}`}`,
  'instance-other-secret': () =>
    'has another secret than this server: passes, second factors and records of the one are worth nothing at the other. Start it again with the same PORTCULLIS_SECRET',
  'instance-other-policy': () =>
    'runs with another policy than this server; restart one of them with the same',
  'instance-draining': ({ writes, oldest }) =>
    `waits for ${writesOf(writes)} in flight${oldest === null ? '' : `, oldest ${oldest.method} ${oldest.path} for ${(oldest.ageMs / 1000).toFixed(1)} s`}`,
  'instance-silent': ({ silentMs, onStoreLost, writes }) => {
    const does =
      writes === 0
        ? ` and keeps its last mode (onStoreLost: ${onStoreLost})`
        : `; it lets nothing new through (onStoreLost: ${onStoreLost}), but ${writes === null ? 'it is of a version that does not say what' : writesOf(writes)} ran when it was last heard`;
    return `${silence(silentMs)}${does}. ${countsAgain}`;
  },
  'instance-silent-forced': ({ silentMs, mode, why }) =>
    `${silence(silentMs)} and forced ${mode} by ${why}, whatever becomes of its store. ${countsAgain}`,
  'instance-silent-other': ({ silentMs, other }) =>
    `${silence(silentMs)}, with another ${other} than this server: what it lets through by itself is not known. ${countsAgain}`,
  'instance-fenced': ({ silentMs, mode }) => `${silence(silentMs)}, fenced: it went ${mode} by itself`,
  'instance-not-asked': ({ silentMs, mode }) =>
    mode === 'open'
      ? `${silence(silentMs)}, nothing is asked of it`
      : `${silence(silentMs)}: if it still runs it is ${mode}, and refuses what that refuses until it reaches the store. ${countsAgain}`,

  'effective-rule': ({ rule, breakGlass }) => [describeRule(rule), ...holders(breakGlass)].join(' '),
  'upstream-down': ({ origin, problem }) =>
    `the application at ${origin} takes no connections (${problem}): until it does, everybody who is let through gets an error`,
  'guard-closed': ({ name, since, by, reason }) =>
    `the database ${name} is closed${since === null ? '' : ` since ${new Date(since).toISOString()}`}${by === null ? '' : ` by ${by}`}${reason === '' ? '' : ` ("${reason}")`} although the site is open: whoever writes to it gets an error until its guard is opened`,
  'state-not-on-disk': ({ host, directory }) =>
    `the disk of ${host} does not take the state that is in force (${directory}): a restart that does not reach the store would hold an older mode. Is the disk full, or read-only?`,
  'closed-long': ({ hours }) =>
    `closed for more than ${hours} hours: search engines begin to drop pages that answer 503 for about two days`,
  'key-ends': ({ name, endsAt, hasEnded }) =>
    `the key ${name} ${hasEnded ? 'has ended' : 'ends'} at ${new Date(endsAt).toISOString()}, and is in use: ${hasEnded ? 'whoever has it is refused' : 'make another one and hand it out before'} (portcullis key list)`,
  'webhooks-stuck': ({ webhook, failed, waiting, paused }) =>
    [...failedWebhooks(webhook, failed), ...pausedWebhooks(webhook, waiting, paused)].join('; '),
  'webhook-refused': ({ webhook, why, secretFrom, held, most }) =>
    why === 'no-secret'
      ? `in a window every call of ${webhook} is refused, since its secret is not in the environment, or not in the form of its provider: set ${either(secretFrom)} and start the server again`
      : `calls of ${webhook} are refused instead of held: ${held} are held, and its rule allows ${most} (limits.held). Open its route, or replay or drop what failed`,
  'webhook-was-refused': ({ webhook, why, count, lastAt, secretFrom }) =>
    `${count === 1 ? 'one call' : `${count} calls`} of ${webhook} ${count === 1 ? 'was' : 'were'} refused by this server instead of held, the last at ${new Date(lastAt).toISOString()}: ${whyRefused[why](secretFrom)}`,
  'webhook-waits': ({ webhook, since, attempts, status }) =>
    `a held webhook of ${webhook} waits since ${new Date(since).toISOString()}, after ${attempts === 1 ? 'one attempt' : `${attempts} attempts`} (${status === null ? 'no answer' : `the application answered ${status}`}), and may hold up others: portcullis webhooks held ${JSON.stringify(webhook)}; portcullis webhooks skip ID lets those behind it go on`,
  'nobody-restricted': ({ groups, people }) =>
    `production mode restricts nobody who signed in: of the ${people} people who came since this server started none is in ${either(groups.map((group) => JSON.stringify(group)))}. Is that what the application calls it?`,
  'route-declared': ({ access }) => `declared as a ${access}`,
  'route-calls': ({ protocol }) => `judged by its calls (${protocol})`,
  'route-socket': () => 'its sockets have a rule',
  'route-exception': () => 'an exception',
  'route-never-exception': () => 'never an exception',
  'route-protected': () => 'protected',
  'route-sensitive': () => 'sensitive',

  'lacks-identity': ({ hasIdentity }) => identity(hasIdentity),
  'lacks-identity-and-path': ({ hasIdentity, ...paths }) =>
    `${identity(hasIdentity)}, and ${path(paths, 'a write pass')}`,
  'lacks-write-pass': () => 'a pass that may write',
  'lacks-role': ({ roles }) => `a role that may write: ${either(roles)}`,
  'lacks-path': ({ other, ...paths }) =>
    path(paths, other === 'pass' ? 'a write pass' : 'a sign-in beside the pass'),
  'path-host': ({ host }) => `through ${host}`,
  'path-network': ({ network }) => `from the network ${network}`,
  'path-sign-in': () => 'with a sign-in of their own',

  reason: ({ reason, place, values }) =>
    [fillText(reasonTexts[reason], values), ...(place === null ? [] : [reasonPlaces[place]])].join(' '),
  'let-in-by': ({ identity, name, isAlone, path: way }) =>
    [
      identity,
      ...(name === null ? [] : [name]),
      ...(isAlone ? ['alone'] : []),
      ...(way === null ? [] : ['+', way.kind, ...(way.name === '' ? [] : [way.name])]),
    ].join(' '),
  warning: ({ path: at, warning, values }) => `${at}: ${fillText(warningTexts[warning], values)}`,
  'request-method': ({ method }) =>
    `Expected a method such as GET or POST, got ${JSON.stringify(method)}: letters, digits and dashes only.`,
  'request-url': ({ url, meant }) =>
    `Expected a path that begins with / or a URL that begins with http://, https://, ws:// or wss://, got ${JSON.stringify(url)}.${meant === null ? '' : ` Did you mean ${JSON.stringify(meant)}?`}`,

  'role-by-application': () => 'the application, which says so itself',
  'role-by-probe': ({ method, path: probed }) => `session probe ${method} ${probed}`,
  'role-by-jwt': ({ issuer }) => `JWT of ${issuer}`,
  'role-by-header': ({ header }) => `header ${header}, set by a named proxy`,
  'role-by-pass': ({ scope }) => `a ${scope} pass`,
  'role-by-name': () => 'named in the policy',
  'role-by-group': ({ groups }) =>
    `member of ${either(groups.map((group) => JSON.stringify(group)))} in the application`,
  'role-by-settings-right': () => 'administrator of Odoo, by its right Settings',

  'audit-out-of-order': (values) => describeAuditProblem({ kind: 'out-of-order', ...values }),
  'audit-unlinked': () => describeAuditProblem({ kind: 'unlinked' }),
  'audit-edited': () => describeAuditProblem({ kind: 'edited' }),
  'audit-unlike-its-seal': () => describeAuditProblem({ kind: 'unlike-its-seal' }),
  'audit-forged-seal': () => describeAuditProblem({ kind: 'forged-seal' }),
  'audit-cut': (values) => describeAuditProblem({ kind: 'cut', ...values }),
  'audit-cut-before': (values) => describeAuditProblem({ kind: 'cut-before', ...values }),
  'audit-not-the-end': (values) => describeAuditProblem({ kind: 'not-the-end', ...values }),
  'break-glass-record': ({ mode, until, from, reason }) =>
    [
      ...(mode === null ? [] : [mode]),
      ...(until === null ? [] : [`until ${new Date(until).toISOString()}`]),
      ...(from === null ? [] : [`from ${from}`]),
      ...(reason === '' ? [] : [`(${reason})`]),
    ].join(' '),
};

/** The English text of what is said, as the command line prints it and the control API gives it. */
export function inEnglish({ code, values }: Said): string {
  // One table for all codes: that the values fit is what the type of the table says.
  const say = englishWords[code] as (values: Said['values']) => string;
  return say(values);
}

type Caller = ValuesOf<'caller-writes'>;
type Paths = Pick<ValuesOf<'lacks-path'>, 'hosts' | 'networks'>;

function recognised({ role, subject, host, origin }: Caller): string {
  const who = `${role}${subject === null || subject === '' ? '' : ` ${subject}`}`;
  return `recognised as ${who} on ${host}${origin === null ? '' : `, from this machine only (${origin})`}`;
}

function ruleOf({ id, detail }: ValuesOf<'caller-stays-out'>['rule']): string {
  return detail === '' ? `rule ${id}` : `rule ${id}: ${detail}`;
}

function waysBy({ hosts, networks }: Paths): string[] {
  return [
    ...hosts.map((host) => englishWords['path-host']({ host })),
    ...networks.map((network) => englishWords['path-network']({ network })),
  ];
}

function silence(silentMs: number): string {
  return `silent for ${Math.round(silentMs / 1000)} s`;
}

function writesOf(writes: number): string {
  return `${writes} ${writes === 1 ? 'write' : 'writes'}`;
}

function failedWebhooks(webhook: string, failed: number): string[] {
  if (failed === 0) return [];
  const many = failed === 1 ? 'one held webhook' : `${failed} held webhooks`;
  return [
    `${many} of ${webhook} could not be delivered, to be replayed or dropped: portcullis webhooks held ${JSON.stringify(webhook)} --state failed`,
  ];
}

const whyRefused: Readonly<
  Record<ValuesOf<'webhook-was-refused'>['why'], (secretFrom: readonly string[]) => string>
> = {
  missing: () =>
    'no signature. If that is its provider, the endpoint has no secret there, or the rule names another provider',
  twice: () => 'a header of its signature comes twice. Does a proxy before this server add one?',
  wrong: (secretFrom) =>
    `not signed with the secret in ${either(secretFrom)}. If that is its provider, the endpoint has another secret there`,
  'too-old': () => 'its time is too far from now. Is the clock of this host right?',
  'too-large': () => 'more bytes than its rule allows (limits.bodyBytes)',
  full: () => 'as many as its rule allows were held (limits.held, limits.heldBytes)',
  busy: () => 'more came at once than the store takes',
};

function pausedWebhooks(
  webhook: string,
  waiting: number,
  paused: ValuesOf<'webhooks-stuck'>['paused'],
): string[] {
  if (paused === null || waiting === 0) return [];
  const { at, by, reason } = paused;
  return [
    `the delivery of ${webhook} is paused, by ${by} at ${new Date(at).toISOString()} ("${reason}"), and ${waiting} ${waiting === 1 ? 'waits' : 'wait'}: portcullis webhooks resume ${JSON.stringify(webhook)} --reason "…"`,
  ];
}

function holders(subjects: readonly string[]): string[] {
  if (subjects.length === 0) return [];
  return [
    `Besides, from this machine or a trusted network, holders of a break-glass pass: ${subjects.join(', ')}.`,
  ];
}

function identity(hasIdentity: boolean): string {
  return hasIdentity
    ? 'an identity: a sign-in with a role that gets in, or a pass'
    : 'an identity: a pass (the policy has no identity, so signing in names nobody)';
}

/** The second credential: where somebody comes from, or a pass. */
function path({ hosts, networks }: Paths, other: string): string {
  const network = networks.length === 0 ? 'a trusted network' : `a trusted network (${either(networks)})`;
  return `a trusted path: ${[...hosts, network].join(', ')}, or ${other}`;
}

function either(items: readonly string[]): string {
  return items.length === 0 ? 'none in this policy' : items.join(' or ');
}
