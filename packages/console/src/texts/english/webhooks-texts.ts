import { count } from './count.ts';

export const webhooksTexts = {
  title: 'Webhooks',
  lead: 'Calls of other systems that come while their route is not open: held, and delivered in order once it is.',
  listTitle: 'By route',
  listLead: 'Each route of the policy that other systems call, and what is held of it.',
  webhook: 'Webhook',
  held: 'Held',
  oldest: 'Oldest',
  onItsWay: 'On their way',
  failed: 'Failed',
  delivered: 'Delivered',
  dropped: 'Dropped',
  duplicates: 'Sent again',
  remarks: 'Remarks',
  search: 'Find a route',
  none: 'None',
  by: (provider: string) => `from ${provider}`,
  atMost: (most: string) => `at most ${most}`,
  during: {
    hold: 'held during a window',
    refuse: 'refused during a window, to be sent again',
    allow: 'let through during a window',
  },
  duringTitle: 'During a window',
  treatments: { hold: 'held', refuse: 'refused, to be sent again', allow: 'let through' },
  verified: 'Signature',
  isVerified: 'checked before it is held',
  isNotVerified: 'not checked: anybody can have something held here',

  noWebhooks: 'The policy names no webhook, and none is held',
  noWebhooksHelp:
    'A webhook is a call by another system, such as a payment provider that tells of a payment. During a window it would be refused, and may be lost. Named in the policy it is stored and acknowledged, and delivered in order once its route is open. Name each one in the configuration, put its secret into the environment of the server, and start the server again.',
  example: 'A webhook in the configuration',

  remarkBadges: {
    failed: 'Failed',
    'no-secret': 'Secret is missing',
    full: 'Full',
    'nearly-full': 'Nearly full',
    paused: 'Paused',
    'no-rule': 'No rule',
  },
  failedTitle: (webhooks: number) =>
    count(webhooks, {
      one: '# webhook could not be delivered',
      other: '# webhooks could not be delivered',
    }),
  failedHelp:
    'Nothing of that is tried any more until somebody decides, or has its sender send it again. Others of the same order wait behind it, unless it was skipped.',
  noSecretTitle: 'Its secret is not in the environment of this server',
  noSecretHelp:
    'Nothing can be verified: what should be held is refused, and its sender is told so. Set the variable that secretFrom names, and start the server again.',
  fullTitle: 'No more are held',
  nearlyFullTitle: 'Nearly as many are held as may be',
  fullHelp:
    'What comes beyond the limit is refused, to be sent again. Let some go out, or raise limits.held of its rule.',
  pausedTitle: (name: string) => `Paused by ${name}`,
  pausedBy: (name: string, reason: string) => `by ${name}: ${reason}`,
  pausedHelp: 'Nothing that is held of it is delivered until somebody resumes it.',
  pausedBecause: (reason: string) => `“${reason}”`,
  noRuleTitle: 'No rule of the policy names it any more',
  noRuleHelp: 'Nothing more is held. What is held already is delivered all the same.',
  mayNotDecide: 'Your role may look, not decide. Operators and owners may.',

  all: 'All webhooks',
  unknown: 'There is no such webhook',
  unknownHelp: 'The policy does not name it, and nothing of it is held.',
  pause: 'Pause delivery…',
  resume: 'Resume delivery…',

  heldTitle: 'Held webhooks',
  heldLead: 'In the order in which they came. What they say is shown when you inspect one.',
  state: 'Which',
  states: {
    waiting: 'Waiting',
    failed: 'Failed',
    delivered: 'Delivered',
    dropped: 'Dropped',
    all: 'All',
  },
  empty: {
    waiting: 'None is waiting',
    failed: 'None has failed',
    delivered: 'None was delivered lately',
    dropped: 'None was dropped lately',
    all: 'None was held yet',
  },
  emptyHelp: {
    waiting: 'What comes while its route is not open stands here until it is delivered.',
    failed: 'What could not be delivered after all its attempts stands here until somebody decides.',
    delivered: 'What was held and then delivered stands here for some days.',
    dropped: 'What somebody decided never to deliver stands here for some days.',
    all: 'What comes while its route is not open stands here, and what became of it.',
  },
  noMore: 'None comes after these',
  noMoreHelp: 'Meanwhile they may have gone out.',
  toBeginning: 'To the beginning',
  next: 'Next',
  id: 'Id',
  received: 'Received',
  standing: 'State',
  standings: {
    'on-its-way': 'On its way',
    behind: 'Behind others',
    later: 'Tried again',
    waiting: 'Waiting',
    failed: 'Failed',
    skipped: 'Failed, skipped',
    delivered: 'Delivered',
    dropped: 'Dropped',
  },
  lastAttempt: 'Last attempt',
  attempts: (attempts: number) => count(attempts, { one: '# attempt', other: '# attempts' }),
  notTried: 'not tried yet',
  answered: (status: number) => `The application answered ${status}`,
  bytes: (bytes: number) => count(bytes, { one: '# byte', other: '# bytes' }),

  /** Of one, in its row. */
  buttons: { replay: 'Replay', skip: 'Skip', drop: 'Drop' },
  buttonsOf: {
    replay: (id: string) => `Replay ${id}`,
    skip: (id: string) => `Skip ${id}`,
    drop: (id: string) => `Drop ${id}`,
  },
  /** Of every failed one. */
  allFailed: {
    replay: 'Replay all failed…',
    skip: 'Skip all failed…',
    drop: 'Drop all failed…',
  },
  dropWaiting: 'Drop all that wait…',
  questions: {
    one: {
      replay: (id: string) => `Replay webhook ${id}?`,
      skip: (id: string) => `Skip webhook ${id}?`,
      drop: (id: string) => `Drop webhook ${id}?`,
    },
    allFailed: {
      replay: (webhook: string, _failed: number) => `Replay all that failed of ${webhook}?`,
      skip: (webhook: string, _failed: number) => `Skip all that failed of ${webhook}?`,
      drop: (webhook: string, failed: number) =>
        count(failed, {
          one: `Drop the one that failed of ${webhook}?`,
          other: `Drop all # that failed of ${webhook}?`,
        }),
    },
    dropWaiting: (webhook: string, waiting: number) =>
      count(waiting, {
        one: `Drop the one that waits of ${webhook}?`,
        other: `Drop all # that wait of ${webhook}?`,
      }),
    pause: (webhook: string) => `Pause delivery of ${webhook}?`,
    resume: (webhook: string) => `Resume delivery of ${webhook}?`,
  },
  means: {
    one: {
      replay:
        'It is tried at once where its route is open, and otherwise once it is. Its attempts are counted anew.',
      skip: 'It stays where it is, failed. Those behind it go on without it. It can still be replayed, after them.',
      drop: 'It will never reach the application, and those behind it go on without it.',
    },
    allFailed: {
      replay:
        'They are tried at once where their route is open, and otherwise once it is. Their attempts are counted anew.',
      skip: 'They stay where they are, failed. Those behind them go on. They can still be replayed, after those.',
      drop: 'They will never reach the application, and those behind them go on.',
    },
    dropWaiting:
      'As many as there are now, the oldest first, will never reach the application. What is on its way arrives, and what comes after them is held as before.',
    pause:
      'Nothing that is held of it is delivered until somebody resumes it. What is on its way already arrives.',
    resume: 'What is held of it is delivered again, in order, where its route is open.',
  },
  neverDelivered: 'A dropped webhook is never delivered',
  neverDeliveredHelp:
    'Its sender was told that it arrived, and does not send it again. Dropping cannot be taken back.',
  actions: {
    replay: 'Replay',
    skip: 'Skip',
    drop: 'Drop for ever',
    pause: 'Pause delivery',
    resume: 'Resume delivery',
  },
  reason: 'Reason',
  typeHelp: 'Dropping all of them cannot be taken back.',
  done: {
    replay: (webhooks: number) =>
      count(webhooks, { one: '# webhook is tried again.', other: '# webhooks are tried again.' }),
    skip: (webhooks: number) =>
      count(webhooks, { one: '# webhook is skipped.', other: '# webhooks are skipped.' }),
    drop: (webhooks: number) =>
      count(webhooks, { one: '# webhook is dropped.', other: '# webhooks are dropped.' }),
    pause: 'Delivery is paused.',
    resume: 'Delivery goes on.',
  },

  inspectTitle: (id: string) => `Held webhook ${id}`,
  beforeLook:
    'What its sender said may hold anything, such as names and addresses. Looking at it goes on record under your name. You are asked who you are if you have not shown it lately.',
  look: 'Show it, on record',
  mayNotRead: 'Support, operators and owners look at what webhooks say.',
  mayNotReadHelp: 'Your role does not. Ask one of them, or an owner for another role.',
  request: 'Request and headers',
  size: 'Size',
  ended: 'Over since',
  body: 'Body',
  noBody: 'It has no body.',
  isMasked:
    'Where it says [hidden] its sender proves himself, and whoever had that could send the call again. Operators and owners see it.',
  isCut: 'It is longer. Only its beginning is shown; all of it is delivered.',
  isBase64: 'It is no text. Shown is its base64.',
  undecryptable: 'It cannot be decrypted',
  undecryptableHelp:
    'It was sealed with a secret that this server does not have any more. Without it, it cannot be delivered either.',
};
