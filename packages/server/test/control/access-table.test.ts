import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { expect, it } from 'vitest';
import { controlRoutes } from '../../src/control/api/routes.ts';
import { createControlApp, type Doorkeeper } from '../../src/control/control-app.ts';
import type { ControlHandlers } from '../../src/control/control-handlers.ts';
import { createConsoleDoorkeeper } from '../../src/control/entrance/console-doorkeeper.ts';
import { shellDoorkeeper } from '../../src/control/entrance/shell-doorkeeper.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { type CallerName, callers, everybody } from '../support/access-callers.ts';
import { openOperators } from '../support/operators-fixture.ts';

/** What each route asks for, written by hand: a new route is not here, and fails. */
const asks: Readonly<Record<string, Ask>> = {
  'server.health': 'nothing',
  'server.metrics': 'read',
  'status.status': 'read',
  'status.inForce': 'read',
  'status.events': 'read',
  'status.removeInstance': 'switch, lately',
  'switch.on': 'switch, lately',
  'switch.off': 'switch, lately',
  'switch.decide': 'switch, lately',
  'switch.check': 'switch',
  'switch.preview': 'read',
  'switch.previewPage': 'read',
  'workers.report': 'workers',
  'workers.token': 'workers',
  'workers.forget': 'switch, lately',
  'gates.version': 'gate',
  'gates.state': 'gate',
  'gates.settings': 'gate',
  'gates.events': 'gate',
  'gates.report': 'gate',
  'gates.leave': 'gate',
  'gates.redeem': 'gate',
  'gates.claim': 'gate',
  'gates.append': 'gate',
  'gates.seal': 'gate',
  'gates.head': 'gate',
  'gates.chains': 'gate',
  'webhooks.list': 'read',
  'webhooks.held': 'read',
  'webhooks.read': 'audit, lately',
  'webhooks.decide': 'switch, lately',
  'passes.list': 'read',
  'passes.create': 'passes, lately',
  'passes.revoke': 'passes',
  'passes.activity': 'read',
  'insiders.insiders': 'read',
  'traffic.traffic': 'read',
  'traffic.decisions': 'read',
  'traffic.reference': 'read',
  'traffic.explain': 'read',
  'traffic.ledger': 'read',
  'traffic.exportLedger': 'read',
  'policy.policy': 'read',
  'policy.test': 'read',
  'settings.read': 'read',
  'settings.change': 'settings, lately',
  'production.read': 'read',
  'production.on': 'switch, lately',
  'production.off': 'switch, lately',
  'production.incidents': 'audit',
  'production.incident': 'audit, lately',
  'audit.list': 'audit',
  'audit.verify': 'audit',
  'audit.verification': 'audit',
  'audit.export': 'audit',
  'signIn.options': 'nothing',
  'signIn.withPassword': 'nothing',
  'signIn.withCode': 'nothing',
  'signIn.withProvider': 'nothing',
  'signIn.fromProvider': 'nothing',
  'signIn.enrol': 'nothing',
  'signIn.signOut': 'session',
  'signIn.session': 'session',
  'signIn.confirm': 'session',
  'signIn.changePassword': 'session',
  'signIn.startSecondFactor': 'session',
  'signIn.confirmSecondFactor': 'session',
  'signIn.removeSecondFactor': 'session',
  'signIn.ownSessions': 'session',
  'operators.list': 'owner',
  'operators.invite': 'owner',
  'operators.change': 'owner',
  'operators.reset': 'owner',
  'operators.signOut': 'owner',
  'operators.enrolmentCode': 'owner',
  'operators.remove': 'owner',
  'keys.list': 'owner',
  'keys.create': 'owner',
  'keys.revoke': 'owner',
};

type Ask =
  | 'nothing'
  | 'session'
  | 'owner'
  | 'read'
  | 'audit'
  | 'switch'
  | 'passes'
  | 'workers'
  | 'gate'
  | Lately;
type Lately = 'switch, lately' | 'passes, lately' | 'settings, lately' | 'audit, lately';

/** `401` nobody, `403` not allowed, `again` must prove who it is, `yes` gets to the handler. */
type Outcome = 'yes' | '401' | '403' | 'again';

/** By hand, too, and not made from the tables of the code: who may do what is asked for so. */
const yesTo: Readonly<Record<Ask, readonly CallerName[]>> = {
  nothing: callers,
  session: [
    'viewer, confirmed',
    'viewer, not lately',
    'support, confirmed',
    'support, not lately',
    'operator, confirmed',
    'operator, not lately',
    'owner, confirmed',
    'owner, not lately',
  ],
  read: [
    'viewer, confirmed',
    'viewer, not lately',
    'support, confirmed',
    'support, not lately',
    'operator, confirmed',
    'operator, not lately',
    'owner, confirmed',
    'owner, not lately',
    'key: read',
    'shell',
  ],
  workers: ['key: workers', 'shell'],
  // The shell gets to the handler, which has no key to name its instances by: attacks-with-a-gate-key.test.ts.
  gate: ['key: gate', 'shell'],
  audit: [
    'support, confirmed',
    'support, not lately',
    'operator, confirmed',
    'operator, not lately',
    'owner, confirmed',
    'owner, not lately',
    'key: audit',
    'key beside the cookie of an owner',
    'shell',
  ],
  switch: [
    'operator, confirmed',
    'operator, not lately',
    'owner, confirmed',
    'owner, not lately',
    'key: switch',
    'shell',
  ],
  passes: [
    'operator, confirmed',
    'operator, not lately',
    'owner, confirmed',
    'owner, not lately',
    'key: passes',
    'shell',
  ],
  'switch, lately': ['operator, confirmed', 'owner, confirmed', 'key: switch', 'shell'],
  'passes, lately': ['operator, confirmed', 'owner, confirmed', 'key: passes', 'shell'],
  'settings, lately': ['owner, confirmed', 'key: settings', 'shell'],
  'audit, lately': [
    'support, confirmed',
    'operator, confirmed',
    'owner, confirmed',
    'key: audit',
    'key beside the cookie of an owner',
    'shell',
  ],
  owner: ['owner, confirmed', 'shell'],
};

/** Whom a proof of the last 15 minutes would help. */
const again: Readonly<Record<string, readonly CallerName[]>> = {
  'switch, lately': ['operator, not lately', 'owner, not lately'],
  'passes, lately': ['operator, not lately', 'owner, not lately'],
  'settings, lately': ['owner, not lately'],
  'audit, lately': ['support, not lately', 'operator, not lately', 'owner, not lately'],
  owner: ['owner, not lately'],
};

const unknownCallers: readonly CallerName[] = [
  'nobody',
  'code needed',
  'expired session',
  'idle session',
  'disabled operator',
  'two cookies',
  'key: revoked',
  'key: expired',
];

function expected(ask: Ask, caller: CallerName): Outcome {
  if (yesTo[ask].includes(caller)) return 'yes';
  if (unknownCallers.includes(caller)) return '401';
  return again[ask]?.includes(caller) ? 'again' : '403';
}

const routes = Object.entries(controlRoutes).flatMap(([group, members]) =>
  Object.entries(members).map(([name, { route }]) => ({ id: `${group}.${name}`, route })),
);

it('every route is in the table, and nothing else is', () => {
  expect(routes.map(({ id }) => id).sort()).toEqual(Object.keys(asks).sort());
});

it('lets every caller do what the table says, and nothing else', { timeout: 120_000 }, async () => {
  const fixture = await openOperators();
  const reached: string[] = [];
  const shared = {
    site: 'shop',
    handlers: handlersThatTell(reached),
    logger: createLogger({ level: 'silent', site: 'shop' }),
  };
  let moved = 0;
  const now = () => Date.now() + moved;
  const { sessions, keys } = fixture.room;
  const appOf = (doorkeeper: Doorkeeper) => createControlApp({ ...shared, doorkeeper, now });
  const console_ = appOf(createConsoleDoorkeeper({ gate: fixture.gate, sessions, keys }));
  const shell = appOf(shellDoorkeeper);
  const people = await everybody(fixture, (ms) => {
    moved += ms;
    fixture.advance(ms);
  });

  const wrong: string[] = [];
  for (const { id, route } of routes) {
    for (const caller of callers) {
      reached.length = 0;
      const app = caller === 'shell' ? shell : console_;
      const path = route.path.replace('{site}', 'shop').replace('{id}', 'p1').replace('{reference}', 'r1');
      const response = await send(app, { method: route.method.toUpperCase(), path, headers: people[caller] });
      const outcome = await outcomeOf(response);
      const isRight = outcome === expected(asks[id] ?? 'nothing', caller);
      // Whoever is refused has not come further than the door.
      const stayedOutside = outcome === 'yes' || reached.length === 0;
      if (!isRight || !stayedOutside) wrong.push(`${id} as ${caller}: ${outcome}`);
    }
  }
  expect(wrong).toEqual([]);
});

function handlersThatTell(reached: string[]): ControlHandlers {
  return Object.fromEntries(
    Object.entries(controlRoutes).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.keys(members).map((name) => [
          name,
          () => {
            reached.push(`${group}.${name}`);
            return Response.json({ reached: true });
          },
        ]),
      ),
    ]),
  ) as unknown as ControlHandlers;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
}

function send(
  app: ReturnType<typeof createControlApp>,
  { method, path, headers }: Sent,
): Response | Promise<Response> {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const rawHeaders = [...headers, 'Content-Type', 'application/json'];
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const] : [],
  );
  const incoming = {
    method,
    url: path,
    rawHeaders,
    headers: Object.fromEntries(pairs),
    httpVersion: '1.1',
    socket: { remoteAddress: '192.0.2.7' },
  } as unknown as IncomingMessage;
  return app.request(
    path,
    {
      method,
      headers: [...pairs].map(([name, value]): [string, string] => [name, value]),
      ...(hasBody && { body: '{}' }),
    },
    { incoming } as HttpBindings,
  );
}

/** A body that the schema refuses comes after the door as well. */
async function outcomeOf(response: Response): Promise<string> {
  if (response.status < 400) return 'yes';
  const { code } = (await response.json()) as { code?: string };
  switch (code) {
    case 'PORTCULLIS_USAGE':
      return 'yes';
    case 'PORTCULLIS_SIGN_IN_NEEDED':
      return '401';
    case 'PORTCULLIS_FORBIDDEN':
      return '403';
    case 'PORTCULLIS_CONFIRM_NEEDED':
      return 'again';
    default:
      return `${response.status} ${code}`;
  }
}
