import { count } from './count.ts';

export const productionTexts = {
  title: 'Production mode',
  lead: 'Keeps debug tools, technical errors and the database manager from those whom it restricts. The site stays open.',
  views: { state: 'On and off', errors: 'Technical errors', text: 'What readers are told' },

  isOn: 'Production mode is on',
  isOff: 'Production mode is off',
  meansOn: 'Debug tools are shut, and technical errors are hidden from those whom it restricts.',
  meansOff: 'Technical errors and debug tools are as the application has them, for everybody.',
  neverTurned: 'Nobody has turned it, as far as the record goes back.',
  turnOn: 'Turn on…',
  turnOff: 'Turn off…',
  titleOn: (site: string) => `Turn production mode on for ${site}?`,
  titleOff: (site: string) => `Turn production mode off for ${site}?`,
  whatOn: 'It opens no window: everybody goes on reading and changing what the application allows.',
  whatOff:
    'Technical errors, debug tools and the database manager are there again for whoever the application lets.',
  usualReasonOff: 'Looking for the cause of an error',
  actionOn: 'Turn on',
  actionOff: 'Turn off',
  nothingSaid: 'The configuration says nothing of production mode',
  nothingSaidHelp:
    'Turning it on would change nothing. For Odoo, WordPress or PHP, name the preset in the configuration and start the server again. For another application, write policy.production: who is restricted, what is shut, which errors are meant for people.',
  presetExample: 'Configuration for Odoo',
  doesNothing: 'It is on and does nothing: the configuration says nothing of it any more.',

  whoTitle: 'Who is restricted',
  everyone: 'Everyone',
  everyoneExcept: (who: string) => `Everyone, except ${who}`,
  members: (groups: string) => `Members of ${groups}`,
  membersExcept: (groups: string, who: string) => `Members of ${groups}, except ${who}`,
  group: (name: string) => `“${name}”`,
  membersOf: (groups: string) => `members of ${groups}`,
  anonymous: 'Whoever has not signed in',
  notAnonymous: 'Not: whoever has not signed in',
  seenNobody: 'Since this server started nobody came who had signed in.',
  seenPeople: (count: number) =>
    `Signed in since this server started: ${count === 1 ? '1 person' : `${count} people`}`,
  seenIn: (count: number, group: string) => `${count === 0 ? 'nobody' : count} in ${group}`,
  seenNone: 'Is that what the application calls it?',
  unknown:
    'Whoever cannot be told apart is restricted. All others keep their debug tools and see errors as they are.',
  changeOdoo:
    'To change it, write options of the preset: restrictedGroups, or everyoneExcept in its place, and anonymousRestricted. Then start the server again.',
  changePolicy:
    'To change it, write policy.production.restricted in the configuration. Then start the server again.',
  odooTitle: 'How to make the group in Odoo',
  odooSteps: {
    developer:
      'In Odoo, open Settings and activate the developer mode at the end of that page. Groups are shown with it alone.',
    open: 'Open Settings > Users & Companies > Groups, and press New.',
    name: (group: string) => `Call it ${group}, exactly so. It needs no application and no rights.`,
    people: 'Add those whom it restricts on the tab Users. Nothing has to be installed.',
    counts: 'It counts within half a minute; nobody has to sign in again.',
  },

  shutTitle: 'What is shut',
  shutLeadOn: 'Each list opens with a press.',
  shutLeadOff: 'Once production mode is on. Each list opens with a press.',
  routesFor: {
    everybody: (routes: number) =>
      count(routes, { one: '# route for everybody', other: '# routes for everybody' }),
    restricted: (routes: number) =>
      count(routes, {
        one: '# route for those who are restricted',
        other: '# routes for those who are restricted',
      }),
  },
  switchesFor: {
    everybody: (switches: number) =>
      count(switches, {
        one: '# switch taken from everybody’s requests',
        other: '# switches taken from everybody’s requests',
      }),
    restricted: (switches: number) =>
      count(switches, {
        one: '# debug switch of those who are restricted',
        other: '# debug switches of those who are restricted',
      }),
  },
  calls: (endpoints: number) =>
    count(endpoints, {
      one: '# endpoint: only listed calls, whoever asks',
      other: '# endpoints: only listed calls, whoever asks',
    }),
  business: (names: number) =>
    count(names, {
      one: '# kind of error stays readable, all others are hidden',
      other: '# kinds of errors stay readable, all others are hidden',
    }),
  businessNone: 'All errors are hidden',
  headers: (headers: number) =>
    count(headers, {
      one: '# header that tells versions',
      other: '# headers that tell versions',
    }),
  hidesControls: 'Developer controls are hidden by a style sheet',
  places: {
    query: 'parameter of an address',
    cookie: 'cookie',
    header: 'header',
    path: 'beginning of a path',
  },
  /** Why a route is shut, in the words of a preset; whatever an owner wrote stands as it is. */
  whyOf: (why: string) => why,

  latelyTitle: 'Shut lately',
  latelyLead:
    'What this server shut, newest first. Whoever asked met a page, or an answer with status 404, that says so.',
  nothingLately: 'Nothing was shut lately',
  nothingLatelyHelp:
    'Requests for debug tools and the database manager stand here, with where they came from.',
  when: 'When',
  request: 'Request',
  from: 'From',
  why: 'Why',
  reference: 'Reference',

  limitsTitle: 'What it does not do',
  limits: {
    rights: 'It replaces neither access rights nor backups nor the management of logs.',
    data: 'Nothing is collected for anybody else, and nothing leaves this server. What is hidden is kept here, encrypted, for 14 days.',
    jobs: 'Scheduled jobs go on, and so does whatever reaches the application past this gate.',
    databases: 'One upstream is one site: the database manager is shut for all databases behind it.',
    browser:
      'Errors that the browser’s own code raises never cross the gate. A style sheet hides their details; it does not remove them.',
  },

  errorsTitle: 'Technical errors',
  errorsLead: 'What restricted readers did not get to see, newest first. Each was told an id to read to you.',
  idLabel: 'Id of an error',
  idHelp: 'Lower case, spaces and a missing hyphen do.',
  lookUp: 'Look it up',
  noErrors: 'No technical error is kept',
  noErrorsHelp:
    'While production mode is on, each one that a restricted reader would have met is kept here for 14 days, 1,000 at most.',
  mayNotRead: 'Support, operators and owners look at technical errors.',
  mayNotReadHelp: 'Your role does not. Ask one of them, or an owner for another role.',
  id: 'Id',
  error: 'Error',
  keptUntil: 'Kept until',
  older: 'Older',
  channels: {
    page: 'a page',
    text: 'a text',
    json: 'JSON',
    'json-rpc': 'JSON-RPC',
    'xml-rpc': 'XML-RPC',
    graphql: 'GraphQL',
    exception: 'an exception in the application',
  },

  errorTitle: (id: string) => `Technical error ${id}`,
  beforeLook:
    'What the application sent may hold anything that it knows. Looking at it goes on record under your name. You are asked who you are if you have not shown it lately.',
  look: 'Show it, on record',
  askedBy: 'Asked by',
  somebody: (subject: string, role: string) => `${subject} (${role})`,
  notSignedIn: 'not signed in',
  sentAs: 'Sent as',
  trace: 'The longest text in it, as it reads',
  original: 'What the application sent',
  wasCut: 'It was longer. The rest was not kept.',
  isBase64: 'It is no text. Shown is its base64.',
  undecryptable: 'It cannot be decrypted any more',
  undecryptableHelp: 'Its secret was rotated out, or somebody changed it in the store.',

  textTitle: 'In the place of a technical error',
  textLead: 'One or two sentences. The id of the error follows by itself, for whoever looks it up.',
  textIn: 'In',
  text: 'What they are told',
  textHelp:
    'At most 500 characters. Where all languages are empty, the text of the policy holds, or one of the gate’s own.',
  textPreviewTitle: 'What restricted readers get',
  previewKind: 'As',
  preview: { dialog: 'Dialog', page: 'Page' },
  dialogHelp: 'The application’s own dialog shows this text. How it looks is the application’s.',
};
