import { html, json, type OdooAnswer, redirect, werkzeugPage } from '../odoo-answer.ts';
import { accessError } from '../odoo-error.ts';
import type { OdooExchange, OdooRoute } from '../odoo-exchange.ts';
import { layout } from '../odoo-pages.ts';
import { findUser, isMember } from '../odoo-users.ts';

/** Tools of developers and administrators that production mode shuts. */
export const developerRoutes: readonly OdooRoute[] = [
  { type: 'http', path: '/web/become', auth: 'user', handle: become },
  { type: 'http', path: '/web/set_profiling', auth: 'public', handle: setProfiling },
  { type: 'http', path: ['/web/tests', '/web/tests/<path:name>'], auth: 'user', handle: page('Tests') },
  { type: 'http', path: '/web/benchmarks', auth: 'user', majors: [16], handle: page('Benchmarks') },
  {
    type: 'http',
    path: ['/web/speedscope', '/web/speedscope/<path:profile>'],
    auth: 'user',
    handle: page('Speedscope'),
  },
  {
    type: 'http',
    path: '/web/profile_config/<profile>',
    auth: 'user',
    majors: [19],
    handle: page('Profile'),
  },
  {
    type: 'http',
    path: ['/doc', '/doc/<path:name>'],
    auth: 'user',
    majors: [19],
    handle: page('API documentation'),
  },
  {
    type: 'http',
    path: '/doc-bearer/<path:name>',
    auth: 'bearer',
    majors: [19],
    handle: ({ odoo }) => json({ models: odoo.records.list('crm.lead').length }),
  },
  {
    type: 'http',
    path: '/base_import_module/login_upload',
    methods: ['POST'],
    csrf: false,
    handle({ odoo, form }) {
      if (form.get('login') !== 'admin') return werkzeugPage(403);
      odoo.board.count('routes', '/base_import_module/login_upload');
      return html('ok');
    },
  },
];

/** Superuser by GET: the session goes on under another user. */
function become({ odoo, session, user }: OdooExchange): OdooAnswer {
  if (user !== undefined && isMember(user, 'base.group_system')) {
    session.uid = findUser(1)?.id ?? null;
    session.isDirty = true;
    odoo.board.count('sessionPowers', '/web/become');
  }
  return redirect(odoo.version.home);
}

function setProfiling({ odoo, session, query }: OdooExchange): OdooAnswer {
  const profile = query.get('profile');
  if (profile !== null) {
    session.profiling = !['', '0', 'false'].includes(profile);
    session.isDirty = true;
    odoo.board.count('sessionPowers', '/web/set_profiling');
  }
  return json({ session: session.profiling ? 'profile' : null, collectors: null, params: null });
}

function page(title: string): (exchange: OdooExchange) => OdooAnswer {
  return ({ odoo, session, user }) => {
    if (user?.kind === 'portal') throw accessError('Only employees can use this.');
    return html(layout(odoo, session, { title, body: `<body>${title}</body>` }));
  };
}
