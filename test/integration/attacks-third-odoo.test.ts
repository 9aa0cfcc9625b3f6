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
