/**
 * English, and the list of all keys. `{name}` stands for a value; plural forms are written as in
 * ICU MessageFormat. Visitors read most of this in a bad moment: short sentences, no jargon, no promises
 * that the gate cannot keep.
 */
export const en = {
  thisSite: 'This site',
  maintenance: 'Maintenance',

  headlineClosed: '{site} is down for maintenance',
  headlineReadOnly: '{site} is read-only for now',
  headlineAreas: 'Paused for now: {areas}',
  headlineNotSaved: 'This was not saved',
  headlineStepPaused: 'This step is paused for now',
  headlinePagePaused: 'This page is paused for now',
  headlineOpen: '{site} is open again',
  statusOpen: '{site} is open',
  statusOpenLead: 'No maintenance is going on.',
  statusSince: 'Since {when}.',

  leadClosed: 'We are carrying out maintenance and will open again as soon as it is done.',
  leadReadOnly:
    'We are carrying out maintenance. You can look at everything, but nothing can be changed until it is done.',
  leadAreas: 'We are carrying out maintenance in this part of the site. Everything else works as usual.',
  leadNotSaved: 'We are carrying out maintenance, so what you sent was not saved. Nothing was changed.',
  leadStepPaused:
    'This step would change something, and we are carrying out maintenance. Nothing was changed.',
  leadPagePaused: 'This page is not available during maintenance. Please come back later.',
  leadOpen: 'The maintenance is over. Thank you for waiting.',
  goBack: 'Go back in your browser: your entries are kept. Please send them again once changes are possible.',
  insideReading:
    'You are signed in as {subject} ({role}). This way in lets you look, but not change anything.',
  insideHowToWrite: 'Changes also need a trusted network, the admin address or a pass.',
  insideWritePass: 'You hold a write pass for {subject}.',
  insideReadPass: 'You hold a pass for {subject}. It lets you look, but not change anything.',
  insideSignIn: 'To change things, sign in as well.',
  insideComeTrusted: 'To change things, come through the admin address or from a trusted network.',

  pausedTitle: 'What is paused',
  pausedChanges:
    'Everything that saves or changes something, such as sending forms, placing orders or uploading files',
  pausedEverything: 'All pages and services of this site',
  pausedAreaChanges: '{area}: you can look, but not change anything',
  pausedArea: '{area}: closed for now',
  worksTitle: 'What still works',
  worksReading: 'Looking around: pages open as usual',
  worksSignIn: 'Signing in and out',
  worksArea: '{area}: as usual',
  worksAreaReading: '{area}: you can look, but not change anything',
  worksEverythingElse: 'Everything else, as usual',
  worksNothing: 'Nothing on this site until we are back',

  backTitle: 'When we expect to be back',
  dayOn: 'on {date}',
  whenBetween: '{time} {day}',
  whenAround: 'around {time} {day}',
  whenBy: 'by {time} {day}',
  atTheLatest: '{relative} at the latest',
  endUnknown: 'We do not know yet',
  endUnknownHint: 'This page will tell you as soon as we do.',
  overdue: 'It is taking longer than planned',
  overdueHint: 'We do not have a new time yet.',
  nextUpdate: 'Next update {when}.',
  expectedBack: 'Expected end: {when}',

  contactTitle: 'Whom to ask',
  email: 'Email',
  phone: 'Phone',
  website: 'Website',
  labelled: '{label}: {value}',
  reference: 'Reference',
  referenceHint: 'Please mention it when you contact us.',

  refreshes:
    'This page checks again by itself about every {minutes, plural, one {minute} other {# minutes}}.',
  refreshOff: 'Turn this off',
  refreshIsOff: 'This page does not reload by itself.',
  tryAgain: 'Try again',
  toStartPage: 'Go to the start page',
  toSignIn: 'Go to the sign-in page',
  toSignOut: 'Sign out',
  signedInAs:
    'You are signed in as {subject}. Only the people who carry out the maintenance can come in at the moment.',

  confirmLabel: 'Confirmation needed',
  confirmHeadline: 'Please confirm this change',
  confirmLead: 'Maintenance mode is on, and this is a sensitive step. Nothing has been done yet.',
  confirmWhat: 'What will be done',
  confirmFields: 'With these entries',
  confirmWho: 'Who you are',
  confirmWindow: 'Maintenance',
  confirmWindowSince: '{mode} since {when}, turned on by {actor}',
  confirmButton: 'Confirm and carry out',
  confirmCancel: 'Cancel',
  confirmOnce:
    'The confirmation works once, for exactly this step, within {minutes, plural, one {one minute} other {# minutes}}. It goes on record.',
  confirmImpossibleHeadline: 'This cannot be confirmed on a page',
  confirmImpossibleLead:
    'A page can only repeat a simple form. What you sent contains files, is too large or has another format. Nothing has been done.',
  confirmByHeader:
    'To go ahead, send exactly the same request again with the header {header} and this token, within {minutes, plural, one {one minute} other {# minutes}}.',
  confirmTooLargeHeadline: 'This is too large to be confirmed',
  confirmTooLargeLead:
    'During maintenance this step needs a confirmation, and what you sent is too large for one. Nothing has been done.',
  entryHidden: 'not shown',
  entriesMore: '{count, plural, one {and one more} other {and # more}}',

  roleAdmin: 'admin',
  roleSupport: 'support',
  roleAllowed: 'named in the policy',
  roleVisitor: 'visitor',
  modeReadOnly: 'read-only',
  modeClosed: 'closed',

  passLabel: 'Maintenance pass',
  passLandingHeadline: 'Your maintenance pass',
  passLandingLead:
    'It lets you in during maintenance. It is personal: if you are not {subject}, close this page and tell the person who sent it.',
  passFor: 'For',
  passMay: 'What it allows',
  passMayRead: 'Looking at pages, no changes',
  passMayWrite: 'Looking at pages and, together with your own sign-in, making changes',
  passUntil: 'Valid until',
  passOnce: 'Using it',
  passOnceHint:
    'It can be used once, in one browser. Opening or previewing this page does not use it up; only the button does.',
  passButton: 'Use the pass in this browser',
  passRedeemedHeadline: 'You are in',
  passRedeemedLead: 'This browser now carries the pass of {subject}. What is done with it goes on record.',
  passContinue: 'Continue to the site',
  passRefusedHeadline: 'This pass cannot be used',
  passRefusedLead:
    'It may have been used already, have expired, been withdrawn, or belong to a maintenance that is over.',
  passRefusedNext: 'Ask the person who gave it to you for a new one.',
  passInsecureLead:
    'A pass is accepted over an encrypted connection only; otherwise others could read it on the way.',
  passInsecureNext: 'Open the same link with https:// at the beginning.',

  unreachableHeadline: '{site} does not answer just now',
  unreachableLead: 'The application behind this address cannot be reached. Please try again in a minute.',
  timeoutLead: 'The application behind this address took too long to answer. Please try again in a minute.',
  writeUncertain: 'We cannot tell whether your last step was carried out. Please check before you repeat it.',
  failedHeadline: 'Something went wrong on our side',
  failedLead: 'To be safe, nothing was done. Please try again in a minute.',

  productionTitle: 'This is shut on this site',
  productionLead:
    'It is a tool for developers or for looking after the database, and the site is in production mode. If you need it, please ask your administrator.',
  errorLabel: 'Error',
  errorHeadline: 'This did not work',
  errorLead: 'An unexpected error occurred. Please contact your administrator and mention {reference}.',

  readOnlyTitle: 'The site is read-only',
  closedTitle: 'The site is closed',
  malformedTitle: 'The request is malformed',
  malformedLead: 'It could not be read with certainty, so nothing was done.',
  methodTitle: 'The method is not allowed',
  methodLead: 'Requests of this kind are not accepted here.',
  refusedTitle: 'The request was refused',
  refusedLead: 'Nothing was done.',

  bannerReadOnly: 'You can look at everything, but orders, forms and other changes are paused.',
  bannerClosed: 'Only a few pages are open.',
  bannerElse: 'Everything else works as usual.',
  bannerOn: 'Maintenance mode is ON ({mode})',
  bannerOnAreas: 'Maintenance mode is ON for {areas}',
  bannerSince: 'since {when} by {actor}',
  bannerOverdue: 'overdue, was planned until {when}',
  bannerNoEnd: 'no end announced',
  bannerMayWrite: 'You are inside as {role} (may change things)',
  bannerMayRead: 'You are inside as {role} (looking only)',
} as const;

export type TextKey = keyof typeof en;

/** The texts of one language: every key of the English one. */
export type Catalogue = Readonly<Record<TextKey, string>>;
