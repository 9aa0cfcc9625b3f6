import type { JsonPatternInput, RouteInput } from '../../model/policy.ts';
import { readMethods, readMethodsByModel, readsOfService } from './methods.ts';

/** What a user calls on a model: the body says it, the path beyond is decoration (`addons/web/controllers/dataset.py`). */
const reads: readonly JsonPatternInput[] = [
  { '/params/method': readMethods },
  ...Object.entries(readMethodsByModel).map(
    ([model, methods]): JsonPatternInput => ({ '/params/model': model, '/params/method': methods }),
  ),
];

/** As other programs call it: database, user, password or key, model and method are plain arguments. */
const readsByService: readonly JsonPatternInput[] = [
  {
    '/params/service': 'object',
    '/params/method': ['execute', 'execute_kw'],
    '/params/args/4': readMethods,
  },
  { '/params/service': 'common', '/params/method': readsOfService.common },
  { '/params/service': 'db', '/params/method': readsOfService.db },
];

const callsOnModels: RouteInput['calls'] = { protocol: 'json-rpc', read: reads };

const rpc: readonly RouteInput[] = [
  ...['/web/dataset/call_kw/**', '/web/dataset/call_button/**', '/web/dataset/call/**'].map(
    (match): RouteInput => ({ match, calls: callsOnModels }),
  ),
  { match: '/jsonrpc', calls: { protocol: 'json-rpc', read: readsByService } },
  ...['/xmlrpc/object', '/xmlrpc/2/object'].map(
    (match): RouteInput => ({
      match,
      calls: {
        protocol: 'xml-rpc',
        read: [{ '/methodName': ['execute', 'execute_kw'], '/params/4': readMethods }],
      },
    }),
  ),
  ...(['common', 'db'] as const).flatMap((service) =>
    [`/xmlrpc/${service}`, `/xmlrpc/2/${service}`].map(
      (match): RouteInput => ({ match, calls: { protocol: 'xml-rpc', read: readsOfService[service] } }),
    ),
  ),
  // 19: here the path says it (`addons/rpc/controllers/json2.py`).
  ...readMethods.map((method): RouteInput => ({ match: `POST /json/2/:model/${method}`, access: 'read' })),
];

/** `readonly=True` in the routes of `addons/web`, `bus`, `mail`, `website`, and what the client asks for beside them. */
const readsByPost: readonly RouteInput[] = [
  '/base_setup/data',
  '/base_setup/demo_active',
  '/bus/get_model_definitions',
  '/discuss/channel/attachments',
  '/discuss/channel/info',
  '/discuss/channel/members',
  '/discuss/channel/pinned_messages',
  '/mail/chatter_fetch',
  '/mail/data',
  '/mail/history/messages',
  '/mail/inbox/messages',
  '/mail/init_messaging',
  '/mail/load_message_failures',
  '/mail/starred/messages',
  '/mail/thread/data',
  '/mail/thread/messages',
  '/my/counters',
  '/report/download',
  '/shop/cart/quantity',
  '/web/action/load',
  '/web/dataset/load',
  '/web/dataset/search_read',
  '/web/domain/validate',
  '/web/export/csv',
  '/web/export/formats',
  '/web/export/get_fields',
  '/web/export/namelist',
  '/web/export/xlsx',
  '/web/model/get_definitions',
  '/web/pivot/check_xlsxwriter',
  '/web/pivot/export_xlsx',
  '/web/session/account',
  '/web/session/get_lang_list',
  '/web/session/modules',
  '/web/webclient/version_info',
  '/website/country_infos/**',
  '/website/get_languages',
  '/website/snippet/filters',
  // Who is online is noted, and nothing else.
  '/websocket/on_closed',
  '/websocket/peek_notifications',
  '/websocket/update_bus_presence',
].map((path): RouteInput => ({ match: `POST ${path}`, access: 'read' }));

/** A GET that changes something, although `readonly=True` stands at some of them. */
const writesByGet: readonly RouteInput[] = [
  '/calendar/cancel/**',
  '/calendar/join_videocall/**',
  '/calendar/meeting/accept',
  '/calendar/meeting/decline',
  '/calendar/recurrence/**',
  '/digest/**',
  '/google_account/authentication',
  '/group/**',
  '/mail/unfollow',
  '/mailing/**',
  '/microsoft_account/authentication',
  // `?confirm=reminder` confirms it, and rules do not look at the query.
  '/my/purchase/:order',
  '/my/ticket/close/**',
  '/payment/pay',
  '/shop/cart',
  '/shop/change_pricelist/**',
  '/shop/checkout',
  '/shop/confirm_order',
  '/shop/confirmation',
  '/shop/payment/**',
  '/shop/pricelist',
  '/slides/slide/:slide/set_completed',
  '/slides/slide/:slide/set_uncompleted',
  '/survey/retry/**',
  '/survey/start/**',
  '/web/become',
  '/web/set_profiling',
  '/website/force/**',
  '/website/save_session_layout_mode',
].map((path): RouteInput => ({ match: `GET ${path}`, access: 'write' }));

/**
 * Every route takes OPTIONS (`odoo/addons/base/models/ir_http.py`, `routing_map`), and unless it has a `cors` does for it what it
 * does for POST: without a token of a form, with the query in its place.
 */
const writesByOptions: RouteInput = { match: 'OPTIONS /**', access: 'write' };

/** What the sign-in page needs while nothing else is open: seen in the browser on 16, 18 and 19. */
const ofSignInPage: readonly RouteInput[] = [
  'GET /:module/static/**',
  'GET /favicon.ico',
  'GET /logo',
  'GET /logo.png',
  'GET /web/assets/**',
  'GET /web/binary/company_logo',
  'GET /web/image/website/**',
  'GET /web/manifest.webmanifest',
  'GET /web/service-worker.js',
  'GET /web/webclient/translations/**',
  'GET /website/translations/**',
  'POST /web/webclient/bootstrap_translations',
].map((match): RouteInput => ({ match, exception: true, why: 'The sign-in page is made of it.' }));

/** Of the web client, `/json`, portal and shop, whatever follows: no modules with files, and no sign-in page (`addons/web/controllers/home.py`, `json.py`). */
const neverOpen: readonly RouteInput[] = ['/odoo/**', '/scoped_app/**', '/json/**', '/my/**', '/shop/**'].map(
  (match) => ({
    match,
    exception: 'never',
    why: 'Odoo serves pages here, however the path goes on.',
  }),
);

/** Browsers come back from the payment provider here: their order exists already (`addons/payment*`). */
const ofPayments: readonly RouteInput[] = ['GET,POST /payment/:provider/return', 'GET /payment/status'].map(
  (match): RouteInput => ({ match, exception: true, why: 'Who has paid comes back here.' }),
);

/** Tells what changed; its client says which channels it wants and that somebody is there (`addons/bus/websocket.py`). */
const socket: RouteInput = {
  match: '/websocket',
  socket: { read: [{ '/event_name': ['subscribe', 'update_presence'] }] },
};

/** Server actions that only open a screen, by the ids that their owner has looked up: `/web/action/run` runs any of them. */
function serverActions(ids: readonly number[]): readonly RouteInput[] {
  if (ids.length === 0) return [{ match: 'POST /web/action/run', calls: { protocol: 'json-rpc', read: [] } }];
  // Some clients send it as text.
  const read = [{ '/params/action_id': [...ids, ...ids.map(String)] }];
  return [{ match: 'POST /web/action/run', calls: { protocol: 'json-rpc', read } }];
}

/**
 * The names of the screens that an address leads through. Odoo runs server actions that have a path to know theirs
 * (`addons/web/controllers/action.py`, `load_breadcrumbs`), whatever they do.
 */
const breadcrumbs: RouteInput = { match: 'POST /web/action/load_breadcrumbs', access: 'read' };

export interface RouteOptions {
  readonly breadcrumbs: 'allow' | 'refuse';
  readonly serverActions: readonly number[];
}

export function odooRoutes({ serverActions: ids, breadcrumbs: named }: RouteOptions): readonly RouteInput[] {
  return [
    ...rpc,
    ...serverActions(ids),
    ...(named === 'allow' ? [breadcrumbs] : []),
    ...readsByPost,
    ...writesByGet,
    writesByOptions,
    ...ofSignInPage,
    ...neverOpen,
    ...ofPayments,
    socket,
  ];
}

/** Calls of other systems: public, POST, without a token of a form (facts of 16 to 19, `csrf=False`). */
const webhookPaths: readonly string[] = [
  ...[
    'aps',
    'asiapay',
    'buckaroo',
    'flutterwave',
    'mercado_pago',
    'mollie',
    'nuvei',
    'paymob',
    'paypal',
    'razorpay',
    'redsys',
    'stripe',
    'worldline',
    'xendit',
    'iyzico',
  ].map((provider) => `/payment/${provider}/webhook`),
  '/payment/mercado_pago/webhook/:reference',
  '/payment/paypal/webhook/',
  '/payment/adyen/notification',
  '/web/hook/:uuid',
  '/pos_adyen/notification',
  '/pos_mercado_pago/notification',
  '/pos_viva_wallet/notification',
  '/pos_mollie/webhook',
  '/qfpay/notify',
  '/peppol/webhook/**',
  '/nemhandel/webhook/**',
  '/sms_twilio/status/:uuid',
];

/** Providers repeat what they were refused for hours or days; not all of them do. */
export const webhookRoutes: readonly RouteInput[] = webhookPaths.map((path) => ({
  match: `POST ${path}`,
  exception: true,
  why: 'Another system reports what has happened already.',
}));

/** Signing in and out, second factor and single sign-on (`addons/web`, `auth_totp`, `auth_oauth`, `auth_passkey`, `auth_timeout`). */
const signInPaths: readonly string[] = [
  'GET,POST /web/login',
  'GET,POST /web/login/totp',
  'GET,POST /web/session/logout',
  'POST /web/session/authenticate',
  'POST /web/session/check',
  'POST /web/session/destroy',
  'POST /web/session/get_session_info',
  'GET,POST /auth_oauth/**',
  'POST /auth/passkey/start-auth',
  'GET,POST /auth-timeout/**',
];

const accountPaths: readonly string[] = ['GET,POST /web/reset_password', 'GET,POST /web/signup'];

export interface SignInOptions {
  /** Whether new passwords and accounts may be asked for during a window. */
  readonly accounts: boolean;
}

export function signInRoutes({ accounts }: SignInOptions): readonly string[] {
  return [...signInPaths, ...(accounts ? accountPaths : [])];
}
