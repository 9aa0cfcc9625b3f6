import type { FilledText } from './texts-by-code.ts';

/**
 * What a policy that can be used is warned of, by a code that stays; in front of it stands the path of the value. A
 * warning that is missing here does not compile.
 */
export const warningTexts = {
  'network-large': '{network} is a large part of all addresses. Name the networks you mean',
  'network-loopback':
    '{network} is this machine itself and trusted.proxies is empty: behind a proxy or a tunnel on this machine every visitor comes from there and would count as {name}. Use trusted.adminHosts, or name the proxy in trusted.proxies',
  'network-holds-proxy':
    '{network} holds the proxy {proxy}: a request that it passes on without an address header counts as {name}. Make sure that it always sets the header',
  'role-alone':
    '{roles} may change things by signing in alone, from anywhere, while the site is not open: a stolen session is enough. To ask for a trusted network, an admin host or a pass as well, leave this empty (with a preset: "twoChecks": true)',
  'language-not-offered': 'does not offer {language}, though page.texts has it. Add it to the list',
  'language-without-texts': 'offers {language}, for which there are no texts. Add them under page.texts',
  'method-unknown': '{method} is no registered method; the rule holds for requests that say exactly this',
  'method-meant': '{method} is no registered method; did you mean {meant}?',
  'named-rest': 'a name behind * is an ending; for everything below write **',
  'named-segment': '$ and a name is that very name; for any segment write :name',
  'link-plain-http': 'this is plain http: others on the way can change the page behind it. Use https://',
  'wide-exception':
    'makes every route of the shape {shape} open to everybody during a window. Name the routes if you can',
  'wide-webhook': 'makes every route of the shape {shape} a webhook. Name the routes if you can',
  'webhook-lost': '{provider} never sends again: what is refused here is lost',
  'webhook-unverified': 'without secretFrom anybody can have requests held here, and delivered later',
  'wide-read': 'makes every route of the shape {shape} a read. Name the routes if you can',
  'never-loosens':
    'never loosens anything: a path with other characters than ASCII, or with ;, can be read in more than one way. Write * for that segment',
  'one-segment':
    '* ends at the next slash, so nothing beneath is covered. {all} covers everything beneath; if one segment is meant, write {one}',
  'one-beginning':
    '* ends at the next slash, so nothing beneath is covered. {all} covers {one} and everything beneath',
  'keys-plain-http':
    'this is plain http: whoever is on the way can hand out his own keys and become admin. Use https://, or put the keys into jwks',
  'group-of-many':
    'many applications of Odoo have a group {name}, and members of any of them count. Write it with its application, such as {example}, or by its external id',
  'store-plain':
    'the connection to {host} is not encrypted: whoever is on the way reads and changes the switch. Use {encrypted}',
  'deliveries-host':
    'without it held webhooks are delivered with the host name {host}, and an application that answers to its own name refuses them. Set it, or host in the rules of policy.webhooks',
  'text-unknown': 'no page has this text; leave it out',
  'text-meant': 'no page has this text; did you mean "{meant}"?',
  'texts-missing-more': 'lacks {texts} and {more} more; readers of this language see them in English',
  'texts-missing': 'lacks {texts}; readers of this language see them in English',
} as const;

export type WarningCode = keyof typeof warningTexts;

/** A text of the table, with anything where a name in braces stands. */
export type Warning = FilledText<(typeof warningTexts)[WarningCode]>;
