import { answer, html, json, type OdooAnswer } from '../odoo-answer.ts';
import { builtin, httpError, notFound } from '../odoo-error.ts';
import { type OdooExchange, type OdooRoute, segment } from '../odoo-exchange.ts';
import { layout } from '../odoo-pages.ts';
import { raisedBy } from '../raising-methods.ts';

/** Models that website forms may create. */
const formModels = new Set(['crm.lead', 'mail.message']);

/** Public pages, shop, portal and forms, with the module website. */
export const websiteRoutes: readonly OdooRoute[] = [
  {
    type: 'http',
    path: [
      '/',
      '/shop/<product>',
      '/shop/category/<path:name>',
      '/shop/cart',
      '/shop/checkout',
      '/shop/payment',
      '/shop/payment/validate',
      '/shop/confirmation',
      '/contactus',
      '/blog',
      '/event',
      '/forum',
      '/slides',
      '/payment/pay',
      '/payment/confirmation',
      '/payment/status',
      '/payment/<provider>/return',
      '/@/<path:page>',
    ],
    methods: ['GET'],
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: publicPage,
  },
  {
    type: 'http',
    path: '/shop',
    methods: ['GET'],
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: shop,
  },
  {
    type: 'http',
    path: '/sitemap.xml',
    auth: 'public',
    ofWebsite: true,
    handle: () => answer(200, 'application/xml; charset=utf-8', '<urlset/>'),
  },
  {
    type: 'http',
    path: ['/shop/cart/update', '/shop/address/submit', '/shop/update_address', '/shop/confirm_order'],
    methods: ['POST'],
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: countedPage,
  },
  {
    type: 'json',
    path: [
      '/shop/cart/update_json',
      '/shop/cart/quantity',
      '/shop/cart/clear',
      '/shop/payment/transaction/<order>',
      '/payment/transaction',
      '/payment/status/poll',
      '/payment/archive_token',
    ],
    auth: 'public',
    ofWebsite: true,
    handle({ odoo, path }) {
      if (!path.endsWith('quantity') && !path.endsWith('poll')) odoo.board.count('routes', path);
      return { cart_quantity: 1 };
    },
  },
  // What a GET of these does is written (`addons/calendar/controllers/main.py`, `website_sale`, `purchase/controllers/portal.py`).
  {
    type: 'http',
    path: [
      '/calendar/meeting/accept',
      '/calendar/meeting/decline',
      '/calendar/recurrence/accept',
      '/calendar/recurrence/decline',
      '/calendar/join_videocall/<token>',
      '/shop/confirm_order',
      '/survey/start/<token>',
    ],
    methods: ['GET'],
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: countedVisit,
  },
  {
    type: 'http',
    path: '/my/purchase/<order>',
    methods: ['GET'],
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: (exchange) => (exchange.query.has('confirm') ? countedVisit(exchange) : publicPage(exchange)),
  },
  {
    type: 'http',
    path: ['/my', '/my/home'],
    auth: 'user',
    ofWebsite: true,
    isFrontend: true,
    handle: publicPage,
  },
  {
    type: 'json',
    path: '/my/counters',
    auth: 'user',
    ofWebsite: true,
    handle: () => ({ quotation_count: 1 }),
  },
  {
    type: 'http',
    path: '/my/orders/<order>',
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: order,
  },
  {
    type: 'http',
    path: '/my/<path:page>',
    auth: 'user',
    ofWebsite: true,
    isFrontend: true,
    handle: countedPage,
  },
  {
    type: 'http',
    path: '/website/form/<model>',
    methods: ['POST'],
    csrf: false,
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: submitForm,
  },
  {
    type: 'http',
    path: '/website/info',
    auth: 'public',
    ofWebsite: true,
    isFrontend: true,
    handle: ({ odoo, session }) =>
      html(
        layout(odoo, session, {
          title: 'Odoo Information',
          body: '<body>Installed Applications: CRM, eCommerce</body>',
        }),
      ),
  },
  // Raises what the method of the same name of test.errors raises.
  {
    type: 'http',
    path: '/test_errors/<name>',
    auth: 'public',
    isFrontend: true,
    handle(exchange) {
      const raised = raisedBy(segment(exchange, 'name'), exchange.odoo.version);
      throw raised ?? notFound();
    },
  },
];

function publicPage({ odoo, session, path, user }: OdooExchange): OdooAnswer {
  return html(
    layout(odoo, session, {
      title: 'My Website',
      body: `<body><div id="wrap">${path}</div><span id="who">${user?.name ?? 'Public user'}</span></body>`,
    }),
  );
}

/** A filter that is no pair of numbers is an unexpected error. */
function shop(exchange: OdooExchange): OdooAnswer {
  const filter = exchange.query.get('attribute_value') ?? exchange.query.get('attrib');
  if (filter !== null && !/^\d+-\d+$/.test(filter)) {
    throw builtin('ValueError', `invalid literal for int() with base 10: '${filter.split('-')[1] ?? ''}'`);
  }
  return publicPage(exchange);
}

function countedVisit(exchange: OdooExchange): OdooAnswer {
  exchange.odoo.board.count('routes', exchange.path);
  return publicPage(exchange);
}

function countedPage(exchange: OdooExchange): OdooAnswer {
  if (exchange.method === 'POST') exchange.odoo.board.count('routes', exchange.path);
  return publicPage(exchange);
}

function order(exchange: OdooExchange): OdooAnswer {
  if (exchange.user === undefined && exchange.query.get('access_token') !== 'order-token') {
    throw httpError(403, 'Forbidden', 'The access token is missing or wrong.');
  }
  return countedPage(exchange);
}

/** Anonymous visitors need no token. */
function submitForm(exchange: OdooExchange): OdooAnswer {
  const { odoo, form } = exchange;
  const model = segment(exchange, 'model');
  if (!formModels.has(model))
    throw builtin('ValueError', `The form's specified model does not exist: ${model}`);
  const id = odoo.records.create(model, Object.fromEntries(form));
  odoo.board.count('forms', model);
  return json({ id });
}
