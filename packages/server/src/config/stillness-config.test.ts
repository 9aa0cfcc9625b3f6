import { PortcullisError } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';

const connect = () => null;
const policy = { areas: { checkout: { routes: ['/cart/**'] }, uploads: { routes: ['/files/**'] } } };
const environment: Readonly<Record<string, string>> = {
  ORDERS_URL: 'postgres://keeper:secret@127.0.0.1/shop',
  REPORTS_FILE: 'data/reports.sqlite',
  TRIAL_PASSWORD: 'secret',
  EMPTY: '',
};

interface Given {
  readonly databases?: unknown;
  readonly workers?: unknown;
  readonly stillness?: unknown;
  readonly policy?: unknown;
}

/** As `up` reads it, with the environment; other commands connect to nothing, and have none. */
function parse(input: Given, { isUp = true } = {}) {
  return parseConfig(
    { upstream: 'http://127.0.0.1:3000', policy, ...input },
    {
      directory: '/srv/shop',
      defaultStateDirectory: '/state',
      source: 'shop.ts',
      variable: isUp ? (name) => environment[name] || undefined : null,
    },
  ).stillness;
}

function problemsOf(input: Given): string {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof PortcullisError) {
      expect(error.code).toBe('PORTCULLIS_CONFIG_INVALID');
      return error.message;
    }
    throw error;
  }
  throw new Error(`${JSON.stringify(input)} was accepted`);
}

describe('databases and workers that are right', () => {
  it('none are declared unless they are, with deadlines that hold', () => {
    expect(parse({})).toEqual({
      databases: [],
      workers: [],
      deadlinesMs: {
        freeze: 10_000,
        requests: 30_000,
        workers: 300_000,
        databases: 30_000,
        checks: 5_000,
        openGuards: 15_000,
      },
      onTimeout: { requests: 'report', workers: 'report', databases: 'report' },
      signIn: null,
    });
  });

  it('a database has a place, and tables by area', () => {
    const tables = { checkout: ['public.orders', ' public.carts '] };
    const { databases } = parse({
      databases: [
        { name: 'orders', place: 'postgres://keeper@127.0.0.1/shop', tables },
        { name: 'reports', place: 'data/reports.sqlite', bookkeeping: ['sessions'], clients: [' node '] },
        { name: 'logs', place: '/var/lib/logs.sqlite' },
      ],
    });
    expect(databases).toEqual([
      {
        name: 'orders',
        place: 'postgres://keeper@127.0.0.1/shop',
        tables: { checkout: ['public.orders', 'public.carts'] },
        bookkeeping: [],
        clients: null,
      },
      {
        name: 'reports',
        place: '/srv/shop/data/reports.sqlite',
        tables: {},
        bookkeeping: ['sessions'],
        clients: ['node'],
      },
      { name: 'logs', place: '/var/lib/logs.sqlite', tables: {}, bookkeeping: [], clients: null },
    ]);
  });

  it('a place comes from the environment, relative ones from the folder of the file', () => {
    const databases = [
      { name: 'orders', placeFrom: 'ORDERS_URL' },
      { name: 'reports', placeFrom: 'REPORTS_FILE' },
    ];
    expect(parse({ databases }).databases.map(({ place }) => place)).toEqual([
      'postgres://keeper:secret@127.0.0.1/shop',
      '/srv/shop/data/reports.sqlite',
    ]);
  });

  it.each(['MISSING', 'EMPTY'])(
    'a variable (%s) is missed by the command that connects, alone',
    (placeFrom) => {
      const databases = [{ name: 'orders', placeFrom }];
      expect(parse({ databases }, { isUp: false }).databases).toMatchObject([{ name: 'orders', place: '' }]);
      expect(problemsOf({ databases })).toContain(
        `databases.0.placeFrom: expected ${placeFrom} in the environment, got nothing`,
      );
    },
  );

  it('a worker stops with the site, or with its areas; nothing is connected to by reading', () => {
    const never = () => {
      throw new Error('it was called');
    };
    const { workers } = parse({
      workers: [
        { name: 'mails', connect: never },
        { name: 'thumbnails', areas: ['uploads'], connect },
      ],
    });
    expect(workers).toEqual([
      { name: 'mails', areas: null, source: { kind: 'connect', connect: never } },
      { name: 'thumbnails', areas: ['uploads'], source: { kind: 'connect', connect } },
    ]);
  });

  it('deadlines and what happens then are given one by one', () => {
    const { deadlinesMs, onTimeout } = parse({
      stillness: { deadlines: { workersMs: 60_000 }, onTimeout: { databases: 'cut' } },
    });
    expect(deadlinesMs).toMatchObject({ freeze: 10_000, workers: 60_000, databases: 30_000 });
    expect(onTimeout).toEqual({ requests: 'report', workers: 'report', databases: 'cut' });
  });

  it('signing in is tried at the page of the policy, or by what is named', () => {
    const signIn = { user: 'trial', passwordFrom: 'TRIAL_PASSWORD', read: '/account' };
    const given = { policy: { signIn: { page: '/login', routes: ['POST /login'], signOut: '/logout' } } };
    const common = { user: 'trial', password: 'secret', read: '/account', contains: null, timeoutMs: 5_000 };
    expect(parse({ ...given, stillness: { signIn } }).signIn).toEqual({
      ...common,
      way: { kind: 'form', page: '/login', userField: null, passwordField: null, fields: {} },
      signOut: { method: 'GET', target: '/logout' },
    });
    const named = { ...signIn, endpoint: '/api/session', userField: 'email', signOut: 'POST /api/out' };
    expect(parse({ ...given, stillness: { signIn: named } }).signIn).toEqual({
      ...common,
      way: {
        ...{ kind: 'endpoint', target: '/api/session', format: 'json', fields: {} },
        ...{ userField: 'email', passwordField: 'password' },
      },
      signOut: { method: 'POST', target: '/api/out' },
    });
    const absent = { ...signIn, passwordFrom: 'MISSING', page: '/in' };
    expect(parse({ stillness: { signIn: absent } }, { isUp: false }).signIn?.password).toBe('');
  });

  it('a worker may be called as a database is', () => {
    const both = { databases: [{ name: 'shop', place: 'a' }], workers: [{ name: 'shop', connect }] };
    expect(parse(both).workers).toHaveLength(1);
  });
});

describe('databases and workers that are wrong', () => {
  const place = 'a.sqlite';
  const table: readonly (readonly [string, Given, string])[] = [
    ['no list', { databases: { name: 'a', place } }, 'databases: expected a list'],
    [
      'signing in without a page',
      { stillness: { signIn: { user: 'a', passwordFrom: 'TRIAL_PASSWORD', read: '/account' } } },
      'stillness.signIn.page: expected the page with the form, here or as policy.signIn.page, or else an endpoint, got neither',
    ],
    [
      'signing in twice',
      {
        stillness: {
          signIn: { user: 'a', passwordFrom: 'TRIAL_PASSWORD', read: '/a', page: '/in', endpoint: '/api' },
        },
      },
      'stillness.signIn: expected either page or endpoint, got both',
    ],
    [
      'a password that is not there',
      { stillness: { signIn: { user: 'a', passwordFrom: 'EMPTY', read: '/a', page: '/in' } } },
      'stillness.signIn.passwordFrom: expected EMPTY in the environment, got nothing',
    ],
    [
      'a password in the file',
      { stillness: { signIn: { user: 'a', password: 'secret', read: '/a', page: '/in' } } },
      'stillness.signIn.password: unknown key',
    ],
    [
      'a page of another site',
      { stillness: { signIn: { user: 'a', passwordFrom: 'TRIAL_PASSWORD', read: '//b', page: '/in' } } },
      'stillness.signIn.read: expected a path of the site',
    ],
    [
      'a database without a name',
      { databases: [{ place }] },
      'databases.0.name: expected a text, got nothing',
    ],
    [
      'a name with a space',
      { databases: [{ name: 'my orders', place }] },
      'databases.0.name: expected a name of letters, digits, dots, dashes and underscores, 64 at most',
    ],
    [
      'a database named twice',
      {
        databases: [
          { name: 'a', place },
          { name: 'b', place },
          { name: 'a', place },
        ],
      },
      'databases.2.name: expected a name of its own, got "a" a second time',
    ],
    [
      'a worker named twice',
      {
        workers: [
          { name: 'a', connect },
          { name: 'a', connect },
        ],
      },
      'workers.1.name: expected a name of its own, got "a" a second time',
    ],
    [
      'both places',
      { databases: [{ name: 'a', place, placeFrom: 'ORDERS_URL' }] },
      'databases.0: expected either place or placeFrom, got both',
    ],
    [
      'neither place',
      { databases: [{ name: 'a' }] },
      'databases.0: expected either place or placeFrom, got neither',
    ],
    [
      'a place where the name of a variable belongs',
      { databases: [{ name: 'a', placeFrom: 'postgres://a' }] },
      'databases.0.placeFrom: expected the name of an environment variable',
    ],
    [
      'tables of an area that the policy does not have',
      { databases: [{ name: 'a', place, tables: { chekout: ['orders'] } }] },
      'databases.0.tables: the policy has no area "chekout"; known areas: checkout, uploads',
    ],
    [
      'tables of no area at all',
      { databases: [{ name: 'a', place, tables: ['orders'] }] },
      'databases.0.tables: expected an object',
    ],
    [
      'an area without tables',
      { databases: [{ name: 'a', place, tables: { checkout: [] } }] },
      'databases.0.tables.checkout: ',
    ],
    [
      'a worker of an area that the policy does not have',
      { workers: [{ name: 'a', areas: ['checkout', 'toString'], connect }] },
      'workers.0.areas: the policy has no area "toString"; known areas: checkout, uploads',
    ],
    ['a worker of no area', { workers: [{ name: 'a', areas: [], connect }] }, 'workers.0.areas: '],
    [
      'an adapter where a function belongs',
      { workers: [{ name: 'a', connect: { pause: connect } }] },
      'workers.0.connect: expected a function that makes the adapter',
    ],
    [
      'no function, as JSON has none',
      { workers: [{ name: 'a' }] },
      'workers.0: expected one of connect, processes and command, got none',
    ],
    [
      'two kinds of workers in one',
      { workers: [{ name: 'a', connect, processes: {} }] },
      'workers.0: expected one of connect, processes and command, got several',
    ],
    [
      'a command without a program',
      { workers: [{ name: 'a', command: { pause: [], resume: ['x'] } }] },
      'workers.0.command.pause',
    ],
    [
      'a typing error of a database',
      { databases: [{ name: 'a', palce: 'b' }] },
      'databases.0.palce: unknown key; did you mean "place"?',
    ],
    [
      'a typing error of a worker',
      { workers: [{ name: 'a', conect: connect }] },
      'workers.0.conect: unknown key; did you mean "connect"?',
    ],
    [
      'a typing error of the deadlines',
      { stillness: { deadlines: { workerMs: 5 } } },
      'stillness.deadlines.workerMs: unknown key; did you mean "workersMs"?',
    ],
    [
      'a deadline that is over at once',
      { stillness: { deadlines: { freezeMs: 0 } } },
      'stillness.deadlines.freezeMs: ',
    ],
    [
      'jobs that are to be cut',
      { stillness: { onTimeout: { workers: 'cut' } } },
      'stillness.onTimeout.workers: expected "report" or "roll-back", got "cut"',
    ],
  ];

  it.each(table)('%s', (_, input, message) => expect(problemsOf(input)).toContain(message));

  it('every problem is named at once', () => {
    const problems = problemsOf({
      databases: [{ name: 'a' }, { name: 'a', placeFrom: 'MISSING', tables: { nowhere: ['x'] } }],
      workers: [{ name: 'm', areas: ['nowhere'], connect }],
    });
    for (const part of [
      'databases.0: expected either',
      'databases.1.name: ',
      'databases.1.tables: ',
      'databases.1.placeFrom: ',
      'workers.0.areas: ',
    ]) {
      expect(problems).toContain(part);
    }
  });

  it('where the policy has no area, that is said', () => {
    const input = { policy: {}, databases: [{ name: 'a', place, tables: { checkout: ['orders'] } }] };
    expect(problemsOf(input)).toContain('known areas: none');
  });

  // An error of the configuration goes to the log of a service.
  it.each([
    { place: 'postgres://keeper:secret@127.0.0.1/shop', placeFrom: 'MISSING' },
    { placeFrom: 'postgres://keeper:secret@127.0.0.1/shop' },
    { placeFrom: 'postgres://keeper:secret@@127.0.0.1/shop' },
  ])('no message shows the password of a place: %j', (place) => {
    expect(problemsOf({ databases: [{ name: 'a', ...place }] })).not.toContain('secret');
  });
});

it.each([
  ['for the name of a variable', { databases: [{ name: 'orders', placeFrom: 'hunter2' }] }],
  [
    'for the name of its variable',
    { stillness: { signIn: { user: 'mia', passwordFrom: 'hunter2', page: '/login', read: '/account' } } },
  ],
  [
    'within a command as one text',
    { workers: [{ name: 'cron', command: { pause: 'curl -u a:hunter2 x', resume: ['x'] } }] },
  ],
  ['within a key', { databases: [{ name: 'orders', 'postgres://shop:hunter2@db/shop': true }] }],
])('a secret that stands in the wrong place is not told: %s', (_, given) => {
  const problems = problemsOf(given);
  expect(problems).toMatch(/placeFrom|passwordFrom|command\.pause: expected a list|unknown key/);
  expect(problems).not.toContain('hunter2');
});
