import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';

// What a third attacker tried: sessions, and what is remembered of them.

const page = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };

// Werkzeug 2.3 to 3.0 (Odoo 17 to 19 on Python 3.12) read a Cookie header as UTF-8, strip names of whatever Unicode calls a
// blank, and take the first of two. The answer about the second was believed of the first.
const blanks = ['\u00c2\u00a0', '\u00e2\u0080\u0083', '\u00c2\u0085'];

describe('a session cookie whose name is led by a blank that is no ASCII', () => {
  let site: GuardedOdoo;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major: 18, website: true } });
    await site.production(true);
  });
  afterAll(() => site.close());

  test.each(blanks)('does not borrow the answer about another session: %j', async (blank) => {
    const restricted = site.visit();
    await restricted.signIn(odooUsers.restricted);
    const portal = site.visit();
    await portal.signIn(odooUsers.portal);
    await portal.get('/my', page);
    const [own, borrowed] = [restricted, portal].map(({ cookies }) => cookies.get('session_id') ?? '');
    const Cookie = `${blank}session_id=${own}; session_id=${borrowed}`;
    const asked = await site.visit().get('/odoo?debug=1', { ...page, Cookie });
    expect([asked.status, asked.headers.location]).toEqual([302, '/odoo']);
    expect(site.odoo.sessions.find(own ?? '')?.debug).toBe('');
  });
});

// JSON.parse of V8 13.6 (Node 24) takes an escaped name for another one that it saw before after the same names, when that one
// begins as the escapes are written: `\\u006dethod` for a name of a backslash and `u006d`. Python reads `method`, a second time.
describe.each([16, 17, 18, 19] as const)(
  'Odoo %i, read-only: a name that V8 mistakes for another',
  (major) => {
    let site: GuardedOdoo;
    beforeAll(async () => {
      site = await startGuardedOdoo({ odoo: { major } });
      await site.on({ mode: 'read-only' });
    });
    afterAll(() => site.close());

    const headers = { 'Content-Type': 'application/json' };
    const call = (first: string) =>
      `{"${first}":1,"model":"res.partner","method":"read","\\u006dethod":"unlink","args":[[1]],"kwargs":{}}`;
    const lure = (first: string) =>
      `{"${first}":1,"model":"","method":"","\\\\u006d":"","args":[],"kwargs":{}}`;

    test.each([
      ['in the same body', [`{"jsonrpc":"2.0","lure":${lure('v1')},"params":${call('v1')}}`]],
      [
        'in a body before',
        [
          `{"jsonrpc":"2.0","params":${lure('v2')}}`,
          `{"jsonrpc":"2.0","method":"call","id":1,"params":${call('v2')}}`,
        ],
      ],
    ])('%s', async (_, bodies) => {
      const employee = site.visit();
      await employee.signIn(odooUsers.employee);
      site.odoo.clear();
      const answers: string[] = [];
      for (const body of bodies) {
        const { status, body: said } = await employee.send('/web/dataset/call_kw', {
          method: 'POST',
          headers,
          body,
        });
        answers.push(`${status} ${said.slice(0, 300)}`);
      }
      // What Python would read of it: the double's JSON.parse is mistaken in the same way.
      expect(site.odoo.requests.filter(({ body }) => body.includes('unlink'))).toEqual([]);
    });
  },
);

describe('Odoo 19, whose sessions are renewed while they are asked about', () => {
  let site: GuardedOdoo;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major: 19, website: true } });
  });
  afterAll(() => site.close());

  test('everybody gets his own cookie and his own answer, however many ask at once', async () => {
    await site.off();
    const users = [
      odooUsers.admin,
      odooUsers.employee,
      odooUsers.keeper,
      odooUsers.warden,
      odooUsers.restricted,
    ];
    const visitors = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const user = users[index % users.length] ?? odooUsers.admin;
        const visitor = site.visit();
        await visitor.signIn(user);
        return { user, visitor };
      }),
    );
    await site.on({ mode: 'read-only' });
    site.odoo.sessions.rotateSoftly();
    const uids = await Promise.all(
      visitors.flatMap(({ visitor, user }) =>
        ['context_get', 'context_get', 'context_get'].map(async (method) => {
          const { result } = await visitor.callKw('res.users', method);
          return [user.id, result] as const;
        }),
      ),
    );
    for (const [own, result] of uids) expect(result).toMatchObject({ uid: own });
    for (const { user, visitor } of visitors) {
      expect(site.odoo.sessions.find(visitor.cookies.get('session_id') ?? '')?.uid).toBe(user.id);
    }
    site.odoo.sessions.forgetRotated();
    for (const { user, visitor } of visitors) {
      expect((await visitor.callKw('res.users', 'context_get')).result).toMatchObject({ uid: user.id });
    }
  });

  test('a flood of made-up sessions from one address keeps no administrator outside', async () => {
    await site.off();
    const admin = site.visit();
    await admin.signIn(odooUsers.admin);
    await site.on({ mode: 'closed' });
    const flood = Array.from({ length: 400 }, (_, index) =>
      site.visit().get('/odoo', { ...page, Cookie: `session_id=${`${index}`.padStart(84, 'A')}` }),
    );
    const statuses = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await admin.get('/odoo', page)).status);
    const answers = await Promise.all(flood);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect((await admin.get('/odoo', page)).status).toBe(200);
    expect(answers.every(({ status }) => status === 503)).toBe(true);
  });
});
