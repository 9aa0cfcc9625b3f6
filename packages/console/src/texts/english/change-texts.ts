import { count } from './count.ts';

export const changeTexts = {
  titles: {
    open: (site: string) => `Open ${site} again?`,
    'read-only': (site: string) => `Take ${site} read-only?`,
    closed: (site: string) => `Close ${site}?`,
  },
  actions: { open: 'Open', 'read-only': 'Go read-only', closed: 'Close the site' },
  productionOn: 'Production mode on',
  productionOff: 'Production mode off',
  apply: 'Apply the change',
  applyTitle: (site: string) => `Change ${site} now?`,
  reason: 'Reason',
  reasonHelp: 'On record beside your name. Visitors do not see it.',
  usualReason: 'Looking into a problem',
  usualOpenReason: 'Repaired and checked',
  somebodyElse: (name: string, ago: string) => `${name} started this window ${ago}.`,
  changedByElse: (name: string, ago: string) => `${name} changed what it stops ${ago}.`,
  theirReason: (reason: string) => `Reason: ${reason}`,
  replacesTheirs: 'This change takes the place of theirs. Ask them if you can.',
  endsTheirs: 'Opening ends it. Ask them if you can.',
  notEnforcedNow: 'The site is not enforced everywhere at the moment.',
  openCarefully: 'Opening is still possible; type the name of the site to show that you have seen this.',
  closedCarefully: 'Closing turns every visitor away. Type the name of the site to show that this is meant.',

  stopsWithIt: (databases: string, workers: string) =>
    `With it, ${[
      ...(databases === '' ? [] : [`databases close (${databases})`]),
      ...(workers === '' ? [] : [`workers pause (${workers})`]),
    ].join(' and ')}. What has begun may end first.`,
  wayIn: 'Your way in',
  passForYou: (name: string) => `Make a write pass for ${name}`,
  passForYouHelp:
    'Your session here is one of the console, not of the site: it opens no door there. The pass does, and its link is shown once afterwards.',
  withoutPass:
    'Nothing was proven for you: no pass will be made, and the console cannot see your session at the site.',
  passNotNeeded: 'Not needed: who has a role at the site that may change things gets in by signing in there.',
  noProofNeeded: 'No proof is needed: nothing becomes stricter. Whoever gets in now still does.',
  checking: 'Trying the ways in…',
  checkFailed: 'The check could not be made',
  proven: 'You get in',
  provenBySignIn: 'Whoever is allowed in gets in by signing in',
  notProven: 'You may be locked out',
  ways: {
    'sign-in': 'Signing in at the site',
    credentials: 'Your session at the site',
    pass: 'A pass',
    'break-glass': 'The break-glass file',
  },
  works: 'works',
  fails: 'fails',
  notNeeded: 'fails, and is not needed',
  cannotTell: 'cannot be tried',
  howToProve: 'How to prove another way',
  howToProveText:
    'A write pass is the proof that can be had from here. Whoever has a shell on the host needs none: portcullis on and portcullis break-glass work there.',
  goOnAnyway: 'Go on although no way in is proven',
  goOnAnywayHelp:
    'Type the name of the site. If you are locked out, portcullis break-glass on the host lets you in.',

  impact: 'What would be refused',
  impactNone: (requests: number, since: string) =>
    `None of ${count(requests, { one: '# request', other: '# requests' })} since ${since} would have been refused.`,
  impactSome: (refused: number, requests: number, since: string) =>
    `${count(refused, { other: '#' })} of ${count(requests, { one: '# request', other: '# requests' })} since ${since} would have been refused.`,
  impactWho: 'What came while the site was open counts as a visitor’s here, whoever sent it.',
  impactNoTraffic: 'No request has come through this server yet, so there is nothing to judge by.',
  ofRequests: (refused: number, of: number) =>
    `${count(refused, { other: '#' })} of ${count(of, { other: '#' })}`,
  moreRoutes: (routes: number) => count(routes, { one: 'and # more route', other: 'and # more routes' }),

  progress: 'The change',
  asked: 'Asked',
  stored: 'Stored',
  storedAs: (epoch: number) => `as epoch ${epoch}`,
  confirmed: 'Confirmed',
  confirmedBy: (instances: number, all: number) =>
    `by ${count(instances, { other: '#' })} of ${count(all, { one: '# instance', other: '# instances' })}`,
  drained: 'Drained',
  drainedWrites: (writes: number) =>
    writes === 0
      ? 'no write under way'
      : count(writes, { one: '# write under way', other: '# writes under way' }),
  inForce: 'In force',
  inForceAfter: (duration: string) => `after ${duration}`,
  waitingFor: 'Waits for',
  overtaken: 'Somebody changed the switch meanwhile. What counts is what stands above.',
  announceEnforced: (mode: string) => `${mode}: in force at every instance.`,
  announceStored: (mode: string) => `${mode}: stored, not yet confirmed everywhere.`,
  settled: 'Beyond HTTP',
  ends: {
    still: 'still',
    'not-still': 'enforced, not still',
    runs: 'everything runs again',
    'not-all-runs': 'not everything runs again',
  },
  announceSettled: (mode: string, end: string) => `${mode}: ${end}.`,
  openAllTheSame: 'Open all the same',
  openAfterTest: 'It went through: open',
  refusedTitle: 'Nothing was changed',

  passTitle: 'Your pass',
  passLead:
    'Open this link in the browser you repair with. It works once, for this window, and lets you change things.',
  passFromHere: 'It works on the host of this server only: the address of the site is a local one.',
  passCopyLabel: 'Link of the pass',
};
