import { count } from './count.ts';

export const shellTexts = {
  product: 'Portcullis',
  console: 'Console',
  skipToContent: 'Skip to content',
  navigation: 'Screens',
  openNavigation: 'Open the menu',
  closeNavigation: 'Close the menu',
  screens: {
    now: 'Now',
    switch: 'Switch',
    insiders: 'Who gets in',
    traffic: 'Traffic',
    webhooks: 'Webhooks',
    policy: 'Policy',
    production: 'Production mode',
    audit: 'Audit',
    settings: 'Settings',
    account: 'Your account',
  },
  accountOf: (name: string) => `Account of ${name}`,
  yourAccount: 'Your account',
  signOut: 'Sign out',
  theme: 'Appearance',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  language: 'Language',
  roles: { viewer: 'Viewer', support: 'Support', operator: 'Operator', owner: 'Owner' },
  modeNow: (mode: string) => `Mode: ${mode}`,
  enforcedAt: (enforcing: number, all: number) =>
    all === 0
      ? 'Enforced nowhere'
      : `Enforced at ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  stillAt: (enforcing: number, all: number) =>
    `Still, enforced at ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  notYetEnforced: (enforcing: number, all: number) =>
    `Not yet enforced: ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  lost: (clock: string, ago: string) => `No answer since ${clock} (${ago}).`,
  lostMode: (mode: string) => `Last known: ${mode}.`,
  lostNothingKnown: 'What mode the site is in is not known.',
  lostHelp:
    'The site itself goes on as it was: the gate needs no console. This page asks again by itself. On the host, portcullis status answers too.',
  connection: 'Connection to the server',
  stale: (clock: string) => `The state cannot be read. Shown is what was known at ${clock}.`,
  foundAgain: 'The server answers again.',
  notFound: 'There is no such screen',
  notFoundHelp: 'The address may be mistyped, or from another version of the console.',
  toStart: 'To the start screen',
  loading: 'Loading',
  reload: 'Load the page again',
};
