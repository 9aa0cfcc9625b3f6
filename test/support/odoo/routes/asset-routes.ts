import { answer, html, json, type OdooAnswer, redirect } from '../odoo-answer.ts';
import { type OdooExchange, type OdooRoute, sinceEighteen } from '../odoo-exchange.ts';
import { webClient } from '../web-client.ts';

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const yearSeconds = 31_536_000;

/** What the login page and the web client's start need, and the health routes. */
export const assetRoutes: readonly OdooRoute[] = [
  { type: 'http', path: '/web/assets/<path:name>', auth: 'public', handle: asset },
  { type: 'http', path: '/web/bundle/<name>', auth: 'public', handle: () => json([]) },
  {
    type: 'http',
    path: ['/web/image', '/web/image/<path:name>', '/web/binary/company_logo', '/logo', '/logo.png'],
    auth: 'public',
    handle: () => answer(200, 'image/gif', pixel, { 'Cache-Control': 'no-cache' }),
  },
  {
    type: 'http',
    path: ['/web/content', '/web/content/<path:name>'],
    auth: 'public',
    handle: () => answer(200, 'application/octet-stream', 'content'),
  },
  {
    type: 'http',
    path: '/favicon.ico',
    ofWebsite: true,
    auth: 'public',
    handle: () => redirect('/web/image/website/1/favicon', 301),
  },
  {
    type: 'http',
    path: '/web/webclient/translations/<unique>',
    majors: [16, 17, 18],
    auth: 'public',
    handle: translations,
  },
  { type: 'http', path: '/web/webclient/translations', majors: [19], auth: 'public', handle: translations },
  {
    type: 'http',
    path: '/website/translations/<unique>',
    ofWebsite: true,
    auth: 'public',
    handle: translations,
  },
  {
    type: 'http',
    path: '/web/webclient/load_menus/<unique>',
    majors: [16, 17, 18],
    auth: 'user',
    handle: menus,
  },
  { type: 'http', path: '/web/webclient/load_menus', majors: [19], auth: 'user', handle: menus },
  {
    type: 'json',
    path: '/web/webclient/bootstrap_translations',
    handle: () => ({ modules: {}, lang_parameters: null }),
  },
  {
    type: 'http',
    path: '/web/manifest.webmanifest',
    majors: sinceEighteen,
    auth: 'public',
    handle: () => answer(200, 'application/manifest+json', '{"name": "Odoo"}'),
  },
  {
    type: 'http',
    path: '/web/service-worker.js',
    majors: sinceEighteen,
    auth: 'public',
    handle: () => answer(200, 'text/javascript', 'self;', { 'Service-Worker-Allowed': '/odoo' }),
  },
  {
    type: 'http',
    path: '/odoo/offline',
    majors: sinceEighteen,
    auth: 'public',
    handle: () => html('<html><body>You are offline</body></html>'),
  },
  { type: 'http', path: '/robots.txt', majors: sinceEighteen, handle: robots },
  { type: 'http', path: '/robots.txt', majors: [16, 17], ofWebsite: true, handle: robots },
  { type: 'http', path: '/web/health', savesSession: false, handle: health },
  {
    type: 'http',
    path: '/websocket/health',
    savesSession: false,
    handle: () => answer(200, 'application/json', '{"status": "pass"}', { 'Cache-Control': 'no-store' }),
  },
  {
    type: 'http',
    path: '/bus/websocket_worker_bundle',
    auth: 'public',
    handle: () => answer(200, 'text/javascript', 'self;'),
  },
];

function asset({ path }: OdooExchange): OdooAnswer {
  const type = path.endsWith('.css') ? 'text/css; charset=utf-8' : 'application/javascript; charset=utf-8';
  const body = path.endsWith('/web.assets_web.min.js') ? webClient : `/* ${path} */`;
  return answer(200, type, body, { 'Cache-Control': `public, max-age=${yearSeconds}` });
}

function translations(): OdooAnswer {
  return answer(200, 'application/json', '{"lang": "en_US", "modules": {}, "multi_lang": false}', {
    'Cache-Control': `public, max-age=${yearSeconds}`,
  });
}

function menus(): OdooAnswer {
  return answer(
    200,
    'application/json',
    '{"root": {"id": "root", "children": [1]}, "1": {"id": 1, "name": "CRM"}}',
    {
      'Cache-Control': `public, max-age=${yearSeconds}`,
    },
  );
}

function robots(): OdooAnswer {
  return html('User-agent: *\nDisallow: /\n');
}

function health({ query }: OdooExchange): OdooAnswer {
  const body = query.has('db_server_status')
    ? '{"status": "pass", "db_server_status": true}'
    : '{"status": "pass"}';
  return answer(200, 'application/json', body, { 'Cache-Control': 'no-store' });
}
