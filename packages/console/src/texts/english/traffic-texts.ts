import { count } from './count.ts';

export const trafficTexts = {
  title: 'Traffic',
  lead: 'What comes to the gate, what becomes of it, and why.',
  views: { live: 'Live', try: 'Try a request', ledger: 'Refused writes', unnamed: 'Not in the policy' },

  countsTitle: 'The last hour',
  perSecond: 'Per second, now',
  allowed: 'Let through',
  refused: 'Refused',
  bypassed: 'By insiders',
  confirm: 'Asked to confirm',
  exact: (time: string) =>
    `Counted exactly, by this server, since ${time}. The list below is a sample when much comes at once.`,

  feedTitle: 'Decisions',
  kind: 'Which',
  kinds: {
    all: 'All',
    refuse: 'Refused',
    bypass: 'By insiders',
    confirm: 'To confirm',
    allow: 'Let through',
  },
  searchFeed: 'Search path, name, rule or reference',
  pause: 'Pause',
  goOn: 'Go on',
  paused: (waiting: number) =>
    count(waiting, {
      one: 'Paused. # decision came since.',
      other: 'Paused. # decisions came since.',
    }),
  held: (waiting: number) =>
    count(waiting, {
      one: 'Held while you look. # decision came since.',
      other: 'Held while you look. # decisions came since.',
    }),
  following: (shown: number, all: number) =>
    `The newest ${count(shown, { other: '#' })} of these; ${count(all, { one: '# decision', other: '# decisions' })} came since you opened this.`,
  nothingYet: 'Nothing came yet',
  nothingYetHelp:
    'Each request that reaches this server is shown here with the reason for what became of it.',
  from: (address: string) => `from ${address}`,
  as: (role: string, subject: string) => `${role} ${subject}`,
  why: 'Why?',
  whyOf: (what: string) => `Why: ${what}`,

  /** The rule that decided, in words. `detail` is the policy's own. */
  rules: {
    framing: (detail: string) => `The request is not well-formed: ${detail}.`,
    'nothing-governed': () => 'The site is open: nothing is governed.',
    'malformed-target': (detail: string) => `The address cannot be read in one way only: ${detail}.`,
    health: () => 'A health check, which always passes.',
    production: (detail: string) => `Production mode shuts it: ${detail}.`,
    protected: (detail: string) => `For insiders only while the site is not open: ${detail}.`,
    open: () => 'The site is open here.',
    exception: (detail: string) => `An exception that the policy names: ${detail}.`,
    'sign-in': (detail: string) => `Signing in is always possible: ${detail}.`,
    webhook: (detail: string) => `A webhook: ${detail}.`,
    'read-only-read': () => 'It reads, and reading is allowed.',
    preflight: () => 'A browser asks what it may send; nothing is changed by that.',
    bypass: (detail: string) => `An insider, by ${detail}.`,
    sensitive: (detail: string) => `Even insiders confirm this one: ${detail}.`,
    'read-only-write': (detail: string) =>
      detail === '' ? 'It would change something.' : `It would change something: ${detail}.`,
    closed: () => 'The site is closed, and the caller may not get in.',
    failure: (detail: string) => `Something failed on the way, and errors deny: ${detail}.`,
  } as Readonly<Record<string, (detail: string) => string>>,
  ruleUnknown: (id: string, detail: string) => `By the rule ${id}${detail === '' ? '' : `: ${detail}`}.`,

  referenceLabel: 'Reference',
  referenceHelp: 'Visitors read it to support from the page that refused them.',
  lookUp: 'Look it up',
  referenceTitle: (reference: string) => `Reference ${reference}`,
  decidedAt: 'Decided',
  again: 'The same request, judged again now',
  againHelp:
    'By the very decision that requests go through. Query, headers and body are not kept, so it may come out otherwise.',
  needs: 'What would let it through',
  whoAsked: 'Caller',
  callerFrom: (caller: string, address: string) => `${caller}, from ${address}`,
  unknownAddress: 'an unknown address',

  explain: {
    rule: 'Rule',
    mode: 'Mode',
    access: 'Access',
    routes: 'Routes',
    noRoutes: 'No route of the policy speaks of it.',
    calls: 'Calls',
    lacksBody: 'It is judged by its body. Give one below; without it the request counts as a write.',
    caller: 'Caller',
    host: 'Host',
    noHost: 'no host',
    missing: 'Missing',
    readings: 'Readings',
    readingsHelp: 'Ways in which a server may understand the path. All of them were judged.',
    inForce: 'In force',
    wholeRule: 'Who and how',
    own: (route: string) => `The gate answers /${route} itself, in every mode.`,
    nearMethod: (method: string, near: string) =>
      `${method} is no known method and counts as a write. Did you mean ${near}?`,
    callsRead: (names: string) => (names === '' ? 'only reads' : `only reads: ${names}`),
    callsWrite: (names: string, why: string) => `writes: ${[names, why].filter(Boolean).join(', ')}`,
    epoch: (mode: string, epoch: number) => `${mode}, epoch ${epoch}`,
  },

  tryTitle: 'Try a request',
  tryLead:
    'One request, explained: which rule decides and what is missing. Nothing is sent to the site, nothing is counted.',
  tryMany: 'In every mode, and many at once',
  method: 'Method',
  url: 'Address',
  urlHelp: 'A path such as /checkout, or a whole address whose host counts.',
  urlNeeded: 'Write a path that begins with /, or a whole address.',
  asNobody: 'By its headers',
  subject: 'Name',
  inMode: 'While the site is',
  modeNow: 'As it is now',
  address: 'From the address',
  more: 'Headers and body',
  headers: 'Headers',
  headersHelp: 'One in each line, such as Cookie: session=…',
  headersWrong: (line: number) => `Line ${line}: write a name, a colon, and a value.`,
  body: 'Body',
  explainAction: 'Explain',
  tryResult: 'What would happen',
  tryNothing: 'Nothing was asked yet',
  tryNothingHelp: 'Give a method and an address, and read which rule decides and what is missing.',

  ledgerTitle: 'Refused writes',
  ledgerLead:
    'Who wanted to change what during a window, for following up: orders that were not placed, forms that were not sent.',
  window: 'Window',
  windowOf: (from: string, to: string, refused: number) =>
    `${from} to ${to}, ${count(refused, { one: '# refusal', other: '# refusals' })}`,
  windowSince: (from: string, refused: number) =>
    `since ${from}, still on, ${count(refused, { one: '# refusal', other: '# refusals' })}`,
  ledgerEmpty: 'No write was refused yet',
  ledgerEmptyHelp:
    'While the site is read-only or closed, each refused write is kept here by route and by who asked.',
  route: 'Route',
  otherKinds: 'All others, beyond those that are kept apart',
  actor: 'Who',
  anonymous: 'not signed in',
  times: 'Times',
  first: 'First',
  last: 'Last',
  reference: 'Reference',
  exportAs: (format: string) => `Export ${format}`,

  unnamedTitle: 'Writes that the policy does not name',
  unnamedLead:
    'They are refused like every write while the site is not open. A rule makes it explicit: as an exception, as a read, or as what it is.',
  unnamedNone: 'Every write that came is named',
  unnamedNoneHelp: 'Routes that were asked to write and that no rule speaks of would be listed here.',
  suggestion: 'A rule that names it',
  suggestionOf: (route: string) => `Rule for ${route}`,
  noSuggestion: 'No rule of the policy can name this.',
  others: (requests: number) =>
    count(requests, {
      one: '# more request went to routes beyond those that are kept apart.',
      other: '# more requests went to routes beyond those that are kept apart.',
    }),
};
