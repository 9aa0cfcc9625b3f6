import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooMajor } from '../support/odoo/odoo-version.ts';
import { csrfTokenIn, type OdooVisitor } from '../support/odoo/odoo-visitor.ts';
import { openWebSocket } from '../support/odoo/open-web-socket.ts';
import { type OdooEntrance, odooEntrances } from '../support/odoo-entrances.ts';
import type { Received } from '../support/send-request.ts';

// Maintenance in front of the double, unmodified: who gets in by which way, in which mode, and that nothing is written
// where it must not be. Sections 0, 3, 6 and 9 of the facts.

const majors: readonly OdooMajor[] = [16, 17, 18, 19];
const people = ['admin', 'keeper', 'warden', 'employee', 'restricted', 'portal', 'nobody'] as const;
type Person = (typeof people)[number];
const insiders: readonly Person[] = ['admin', 'keeper', 'warden'];

const modes = {
  open: null,
  'read-only': { mode: 'read-only' },
  closed: { mode: 'closed' },
  'backend closed': { mode: 'open', areas: { backend: 'closed' } },
} as const;
type ModeName = keyof typeof modes;

const button = { label: { en: 'Status page' }, url: 'https://status.example/' };
const notice = { message: { en: 'We move to a new server.' }, button };
const page = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };

function isLetThrough(person: Person, { access, part, by }: OdooEntrance, mode: ModeName): boolean {
  const isInsider = insiders.includes(person) && by === 'session';
  switch (mode) {
    case 'open':
      return true;
    case 'read-only':
      return access === 'read' || isInsider;
    case 'closed':
      return isInsider;
    case 'backend closed':
      return part === 'website' || isInsider;
  }
}

describe.each(majors)('Odoo %i', (major) => {
  let site: GuardedOdoo;
  const visitors = new Map<Person, OdooVisitor>();
  const of = (person: Person): OdooVisitor => visitors.get(person) ?? site.visit();
  const home = major < 18 ? '/web' : '/odoo';

  beforeAll(async () => {
    site = await startGuardedOdoo({
      odoo: { major, website: true },
      preset: {
        allowedGroups: ['Allowed During Maintenance', 'maintenance_mode.group_allowed_during_maintenance'],
      },
    });
    for (const person of people) {
      const visitor = site.visit();
      visitors.set(person, visitor);
      if (person === 'nobody') await visitor.get('/', page);
      else expect((await visitor.signIn(odooUsers[person])).status).toBe(303);
    }
  });
  afterAll(() => site.close());

  /** What was carried out and left something behind. */
  function written(): Readonly<Record<string, unknown>> {
    const { userSettings: _, ...counters } = site.odoo.counters;
    return Object.fromEntries(
      Object.entries(counters).filter(([, counted]) => Object.keys(counted).length > 0),
    );
  }

  async function switchTo(mode: ModeName): Promise<void> {
    const wanted = modes[mode];
    if (wanted === null) await site.off();
    else await site.on({ ...wanted, notice });
    site.odoo.clear();
  }

  describe.each(Object.keys(modes) as ModeName[])('%s', (mode) => {
    beforeAll(() => switchTo(mode));
    beforeEach(() => site.odoo.clear());
    afterAll(() => switchTo('open'));

    const entrances = odooEntrances.filter((entrance) => entrance.majors?.includes(major) ?? true);
    test.each(entrances)('$name', async (entrance) => {
      for (const person of people) {
        site.odoo.clear();
        // A key says nothing to the gate, and whoever holds one has no session beside it.
        const visitor = entrance.by === 'key' ? site.visit() : of(person);
        const received = await entrance.ask(visitor, major);
        if (isLetThrough(person, entrance, mode)) {
          expect([person, isOurs(received)]).toEqual([person, false]);
        } else {
          expect([person, received.status, written()]).toEqual([person, 503, {}]);
          expectTold(received, entrance);
        }
      }
    });

    test('webhooks go on', async () => {
      for (const path of ['/payment/stripe/webhook', '/payment/paypal/webhook/', '/pos_adyen/notification']) {
        const received = await site.visit().send(path, { method: 'POST', body: '{}' });
        expect([path, received.status]).toEqual([path, 200]);
      }
      expect(Object.values(site.odoo.counters.webhooks)).toEqual([1, 1, 1]);
    });

    test('health and the sign-in page, with what it is made of', async () => {
      for (const path of [
        '/web/health',
        '/web/health?db_server_status=1',
        '/websocket/health',
        '/web/login',
        '/web/assets/5b3d2e1/web.assets_frontend.min.css',
        '/web/static/src/libs/fontawesome/css/font-awesome.css',
        '/web/binary/company_logo',
        '/logo',
      ]) {
        const received = await site.visit().get(path);
        expect([path, received.status < 500]).toEqual([path, true]);
      }
    });

    test.each(people.filter((person) => person !== 'nobody'))(
      '%s signs in and out; who may not come in is told so, and keeps no half-dead session',
      async (person) => {
        const visitor = site.visit();
        expect((await visitor.signIn(odooUsers[person])).status).toBe(303);
        const shell = await visitor.get(home, page);
        const isIn = mode === 'open' || mode === 'read-only' || insiders.includes(person);
        if (isIn) expect(isOurs(shell)).toBe(false);
        else {
          expect(shell.status).toBe(503);
          expect(shell.body).toContain('We move to a new server.');
          expect(shell.body).toContain('<a href="/web/session/logout"');
          expect(shell.body).toContain(odooUsers[person].login);
        }
        expect((await visitor.get('/web/session/logout', page)).status).toBe(303);
        const after = await visitor.rpc('/web/session/check', {});
        expect(after.envelope.error).toMatchObject({ code: 100 });
      },
    );

    test('the second factor is asked for and taken', async () => {
      const visitor = site.visit();
      const signIn = await visitor.signIn(odooUsers.secondFactor);
      expect(signIn.headers.location).toContain('/web/login/totp');
      // Half signed in is not signed in.
      if (mode === 'closed') expect((await visitor.get(home, page)).status).toBe(503);
      const form = await visitor.get('/web/login/totp', page);
      expect(form.status).toBe(200);
      const done = await visitor.postForm('/web/login/totp', {
        csrf_token: csrfTokenIn(form),
        totp_token: '246810',
      });
      expect(done.status).toBe(303);
      const isIn = mode === 'open' || mode === 'read-only';
      expect((await visitor.get(home, page)).status).toBe(isIn ? 200 : 503);
    });

    test.each(people)('%s: the websocket', async (person) => {
      const cookie = [...of(person).cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const socket = await openWebSocket(site.server.port, '/websocket?version=17.0-3', {
        Host: `127.0.0.1:${site.server.port}`,
        Origin: `http://127.0.0.1:${site.server.port}`,
        Cookie: cookie,
      });
      const isIn = mode === 'open' || mode === 'read-only' || insiders.includes(person);
      expect(socket.status === 503).toBe(!isIn);
      socket.end();
    });

    if (mode !== 'open') {
      test('the database manager writes nothing', async () => {
        for (const person of ['employee', 'nobody'] as const) {
          await of(person).postForm('/web/database/drop', {
            master_pwd: 'master-password',
            name: 'production',
          });
        }
        expect(site.odoo.counters.databaseActions).toEqual({});
      });
    }
  });

  test('a session that was stopped works again once the site is open', async () => {
    await switchTo('closed');
    expect((await of('employee').get(home, page)).status).toBe(503);
    await switchTo('open');
    expect((await of('employee').get(home, page)).status).toBe(200);
  });

  test('a server action that is listed opens its screen', async () => {
    const listed = await startGuardedOdoo({ odoo: { major }, preset: { serverActions: [361] } });
    try {
      const visitor = listed.visit();
      await visitor.signIn(odooUsers.employee);
      await listed.on({ mode: 'read-only' });
      for (const [id, status] of [
        [361, 200],
        [362, 503],
        ['361', 200],
        ['base.action_361', 503],
      ] as const) {
        const { received } = await visitor.rpc('/web/action/run', { action_id: id });
        expect([id, received.status]).toEqual([id, status]);
      }
    } finally {
      await listed.close();
    }
  });

  describe('two checks', () => {
    let strict: GuardedOdoo;
    beforeAll(async () => {
      strict = await startGuardedOdoo({ odoo: { major }, preset: { twoChecks: true } });
    });
    afterAll(() => strict.close());
    afterEach(() => strict.odoo.clear());

    test('an administrator reads by role, and writes with a trusted path beside it', async () => {
      const admin = strict.visit();
      await admin.signIn(odooUsers.admin);
      await strict.on({ mode: 'closed' });
      expect((await admin.get(home, page)).status).toBe(200);
      expect((await admin.callKw('res.partner', 'write', [[1], { name: 'Changed' }])).received.status).toBe(
        503,
      );
      expect(strict.odoo.counters.rpc).toEqual({});
    });
  });
});

/** Whether the gate itself answered, and not the double. */
function isOurs({ status, headers }: Received): boolean {
  return status === 503 || headers['portcullis-reference'] !== undefined;
}

function expectTold({ headers, body }: Received, { told }: OdooEntrance): void {
  expect(headers['retry-after']).toMatch(/^\d+$/);
  switch (told) {
    case 'page':
      expect(body).toContain('We move to a new server.');
      expect(body).toContain('<a class="button" href="https://status.example/"');
      return;
    case 'json-rpc': {
      const { id, error } = JSON.parse(body) as { id: unknown; error: { data: Record<string, unknown> } };
      const { name, message, arguments: given, debug } = error.data;
      // Where no rule asks for the body, nobody has read the id; clients know which request was answered.
      expect([7, null]).toContain(id);
      expect([name, debug]).toEqual(['odoo.exceptions.RedirectWarning', '']);
      expect(message).toContain('We move to a new server.');
      expect(given).toEqual([
        message,
        { type: 'ir.actions.act_url', url: 'https://status.example/', target: 'self' },
        'Status page',
      ]);
      return;
    }
    case 'xml-rpc':
      expect(body).toContain('<fault>');
      expect(body).toContain('We move to a new server.');
      return;
    case 'rest': {
      const { name, message } = JSON.parse(body) as Record<string, unknown>;
      expect(name).toBe('odoo.exceptions.UserError');
      expect(message).toContain('We move to a new server.');
    }
  }
}
