import { count } from './count.ts';

/** Of what several screens are made of. */
export const partsTexts = {
  views: 'Parts of this screen',
  pages: 'Pages',
  rowsOf: (first: string, last: string, all: string) => `${first} to ${last} of ${all}`,
  previous: 'Previous',
  next: 'Next',
  nothingFound: 'Nothing fits the filter',
  nothingFoundHelp: 'Search for less, or take the filter away.',
  copyText: (what: string) => `Copy: ${what}`,
  actions: 'Actions',
  roles: { admin: 'Admin', support: 'Support', allowed: 'Allowed', visitor: 'Visitor' },
  rolesInSentence: {
    admin: 'admins',
    support: 'support',
    allowed: 'allowed people',
    visitor: 'visitors',
  },
  /** Before a role that a request is judged as. */
  judgedAs: 'As',
  kinds: {
    allow: 'Let through',
    refuse: 'Refused',
    confirm: 'Asked to confirm',
    hold: 'Held',
    redirect: 'Redirected',
    rewrite: 'Rewritten',
    own: 'Answered by the gate',
    none: 'Not judged',
  },
  accesses: { read: 'reads', write: 'writes', unknown: 'counts as a write' },
  operatorRoles: { viewer: 'viewers', support: 'support', operator: 'operators', owner: 'owners' },
  times: (times: number) => count(times, { one: 'once', other: '# times' }),
  raw: 'Raw record',
};
