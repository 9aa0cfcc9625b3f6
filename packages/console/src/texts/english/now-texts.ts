import { count } from './count.ts';

export const nowTexts = {
  title: 'Now',
  lastKnown: 'Last known',
  who: 'Who',
  since: 'Since',
  openedBy: 'Window opened by',
  lastChangedBy: 'Last changed by',
  untouched: 'Nobody has turned this switch yet.',
  reason: 'Reason',
  noReason: 'none given',
  until: 'Expected end',
  noEnd: 'not announced',
  opensAt: 'Opens by itself',
  never: 'no, only by hand',
  window: 'Window',
  except: 'Except',
  areaIs: (area: string, mode: string) => `${area}: ${mode}`,
  forced: (mode: string, why: string) =>
    `This server is ${mode} because of ${why}, whatever the switch says.`,
  why: {
    store: 'the switch',
    environment: 'PORTCULLIS_MODE in its environment',
    'break-glass': 'the break-glass file on its host',
    'store-lost': 'a store that it lost',
    disk: 'what it last knew, from its disk',
    'never-seen': 'its option for a state that it never saw',
    contested: 'a store that is older than what it remembers',
  },
  switchSays: (mode: string) => `The switch says ${mode}.`,
  writePasses: (passes: number) =>
    count(passes, { one: '# write pass is out', other: '# write passes are out' }),
  writesUntil: 'until',
  morePasses: (passes: number) => count(passes, { one: 'And # more.', other: 'And # more.' }),
  toPasses: 'Show the passes',
  productionOn: 'Production mode is on: technical errors are hidden, debug tools are shut.',
  toProduction: 'For whom, and the errors',
  heldFailed: (webhooks: number) =>
    count(webhooks, {
      one: '# held webhook could not be delivered: somebody must decide',
      other: '# held webhooks could not be delivered: somebody must decide',
    }),
  heldWaiting: (webhooks: number) =>
    count(webhooks, { one: '# webhook is held', other: '# webhooks are held' }),
  heldWaitingHelp: 'Delivered in order, once the route is open.',
  heldPaused: (webhooks: number) =>
    count(webhooks, {
      one: 'Somebody has paused the delivery of # route.',
      other: 'Somebody has paused the delivery of # routes.',
    }),
  toWebhooks: 'Show the webhooks',
  warnings: 'Worth knowing',
  goReadOnly: 'Go read-only…',
  closeSite: 'Close the site…',
  openAgain: 'Open again…',
  change: 'Change message, end or areas',
  prepare: 'Prepare a window',
  mayNotSwitch: 'Your role may look, not switch. Operators and owners may.',

  enforcement: 'Is it in force everywhere?',
  enforcedAt: (enforcing: number, all: number) =>
    `Enforced at ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  /** Beyond HTTP nothing is claimed. */
  enforcedHttpOnlyAt: (enforcing: number, all: number) =>
    `Enforced at ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })} (HTTP only)`,
  stillAt: (enforcing: number, all: number, since: string) =>
    `Still since ${since}, enforced at ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  forcedAt: (mode: string, enforcing: number, all: number) =>
    `Forced ${mode}, ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })} confirm`,
  notEnforcedAt: (enforcing: number, all: number) =>
    `Not yet enforced: ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  openEverywhere: (enforcing: number, all: number) =>
    `Open at ${count(enforcing, { other: '#' })} of ${count(all, { other: '#' })}`,
  httpOnly: 'Over HTTP only: workers and database are not watched',
  httpOnlyDetail: 'None is declared. Jobs, cron and scripts that write to the database themselves go on.',
  noInstances: 'No instance is running',
  noInstancesHelp:
    'Nothing enforces the switch. Start portcullis up, or the application with its middleware, and it appears here.',
  instances: 'Instances',
  instance: 'Instance',
  state: 'State',
  epoch: 'Epoch',
  mode: 'Mode',
  lag: 'Last heard',
  epochOf: (epoch: number) => `Epoch ${epoch}`,
  lagOf: (duration: string) => `${duration} ago`,
  inOrder: (instances: number) =>
    count(instances, { one: '# instance is in order', other: '# instances are in order' }),
  inOrderDetail: (epoch: number, duration: string) =>
    `Epoch ${epoch}; each was heard in the last ${duration}.`,
  showAll: (instances: number) => count(instances, { one: 'Show it', other: 'Show all #' }),
  hide: 'Hide them',
  notInOrder: (instances: number) =>
    count(instances, { one: '# instance needs a look', other: '# instances need a look' }),
  states: {
    enforcing: 'Enforcing',
    behind: 'Behind',
    looser: 'Too loose',
    'other-secret': 'Another secret',
    'other-policy': 'Another policy',
    draining: 'Draining',
    silent: 'Silent',
    fenced: 'Fenced',
    contested: 'Contested',
  },
  process: (host: string, id: number) => `${host}, process ${id}`,
  takeOff: 'Take off the list',
  takeOffTitle: (instance: string) => `Take ${instance} off the list?`,
  takeOffLead:
    'Do this only when it will not come back: its process is gone, or its machine is. If it still runs, it may still let writes through, and nobody would see it here.',
  takeOffReason: 'Why it will not come back',
  takenOff: (instance: string) => `${instance} is off the list.`,

  writing: 'What still writes, or tries to?',
  inFlight: (writes: number) =>
    count(writes, { one: '# write is under way', other: '# writes are under way' }),
  nothingInFlight: 'No write is under way',
  /** Since when, where the server has counted for less than 5 minutes. */
  triedLately: (requests: number, since: string | null) => {
    const when = since === null ? 'in the last 5 minutes' : `since ${since}, when this server began to count`;
    return requests === 0
      ? `Nothing was refused ${when}.`
      : `${count(requests, { one: '# request was refused', other: '# requests were refused' })} ${when}.`;
  },
  inFlightFor: (duration: string) => `for ${duration}`,
  inFlightMore: (writes: number) => count(writes, { other: 'and # more' }),
  inFlightHelp: 'They came before the switch and are let finish. The site counts as enforced once they have.',
  perMinute: 'Refused per minute',
  refusedSince: (refused: number, time: string) =>
    `${count(refused, { one: '# request was refused', other: '# requests were refused' })} since ${time}`,
  chartOf: (most: number, time: string) =>
    `Refused requests per minute. Most: ${count(most, { other: '#' })} at ${time}.`,
  asTable: 'As a table',
  asChart: 'As a chart',
  minute: 'Minute',
  refused: 'Refused',
  bypassed: 'Let through to insiders',
  allowed: 'Allowed',
  countingSince: (time: string) => `This server has counted since ${time}.`,
  countingSinceShaded: (time: string) =>
    `This server has counted since ${time}. Of the shaded part before, nothing is known.`,
  topRefused: 'Refused most often',
  nothingRefused: 'Nothing was refused',
  nothingRefusedOpen:
    'While the site is open nothing is refused. When it is not, the routes that still try to write stand here.',
  nothingRefusedHelp:
    'In the time that was counted, an hour at most, nobody tried to change anything, or what they tried is allowed.',
  route: 'Route',
  times: 'Times',
  last: 'Last',
  reference: 'Reference',
  welcome: (name: string) => `Welcome, ${name}`,
  welcomeHelp:
    'This is the start: in which mode the site is, whether that is in force everywhere, and the switch.',
  welcomeFactor: 'Next, protect your account: with a second factor a stolen password is not enough.',

  bypasses: 'Who got through',
  noBypasses: 'Nobody got through',
  noBypassesHelp:
    'Insiders who read or write while the site is not open are listed here, each with what let them in.',
  subject: 'Who',
  did: 'What',
  by: 'By',
  wrote: 'write',
  read: 'read',
};
