import { callMethod } from '../call-method.ts';
import { builtin, keyError, missingError, notFound, OdooError, sessionExpired } from '../odoo-error.ts';
import { type OdooExchange, type OdooRoute, sinceEighteen } from '../odoo-exchange.ts';
import type { OdooMajor } from '../odoo-version.ts';
import { isJsonArray, isJsonObject, type Json } from '../python-json.ts';
import { recordIds } from '../record-store.ts';

const beforeNineteen: readonly OdooMajor[] = [16, 17, 18];
const sixteenAlone: readonly OdooMajor[] = [16];

/** What the web client calls: the body names model and method, the rest of the path is decoration. */
export const rpcRoutes: readonly OdooRoute[] = [
  {
    type: 'json',
    path: ['/web/dataset/call_kw', '/web/dataset/call_kw/<path:tail>'],
    auth: 'user',
    looksAhead: true,
    handle: (exchange) => callFromParams(exchange, 'call_kw'),
  },
  { type: 'json', path: '/web/dataset/call_button', auth: 'user', looksAhead: true, handle: callButton },
  {
    type: 'json',
    path: '/web/dataset/call_button/<path:tail>',
    auth: 'user',
    majors: sinceEighteen,
    looksAhead: true,
    handle: callButton,
  },
  {
    type: 'json',
    path: '/web/dataset/call',
    auth: 'user',
    majors: sixteenAlone,
    handle: (exchange) => callFromParams(exchange, 'call'),
  },
  {
    type: 'json',
    path: '/web/dataset/search_read',
    auth: 'user',
    majors: sixteenAlone,
    handle: (exchange) => callModel(exchange, 'web_search_read', [[]]),
  },
  {
    type: 'json',
    path: '/web/dataset/load',
    auth: 'user',
    majors: sixteenAlone,
    handle: (exchange) => callModel(exchange, 'read', [exchange.params.id ?? null]),
  },
  { type: 'json', path: '/web/dataset/resequence', auth: 'user', majors: beforeNineteen, handle: resequence },
  { type: 'json', path: '/web/action/load', auth: 'user', handle: loadAction },
  {
    type: 'json',
    path: '/web/action/load_breadcrumbs',
    auth: 'user',
    majors: sinceEighteen,
    handle: loadBreadcrumbs,
  },
  { type: 'json', path: '/web/action/run', auth: 'user', handle: runAction },
];

function callFromParams(exchange: OdooExchange, route: string): Json {
  const { params, odoo } = exchange;
  for (const name of ['model', 'method', 'args', ...(route === 'call' ? [] : ['kwargs'])]) {
    if (params[name] === undefined) {
      throw builtin('TypeError', `DataSet.${route}() missing 1 required positional argument: '${name}'`);
    }
  }
  const { args, kwargs } = params;
  return callMethod({
    odoo,
    session: exchange.session,
    user: signedIn(exchange),
    model: String(params.model),
    method: String(params.method),
    args: isJsonArray(args) ? args : [],
    kwargs: isJsonObject(kwargs) ? kwargs : {},
  });
}

function callModel(exchange: OdooExchange, method: string, args: readonly Json[]): Json {
  const { params, odoo, session } = exchange;
  if (typeof params.model !== 'string') throw keyError('model');
  return callMethod({
    odoo,
    session,
    user: signedIn(exchange),
    model: params.model,
    method,
    args,
    kwargs: {},
  });
}

/** Counts as a button, and as the method it called where that wrote. */
function callButton(exchange: OdooExchange): Json {
  const { params, odoo } = exchange;
  const result = callFromParams(exchange, 'call_button');
  odoo.board.count('buttons', `${String(params.model)}.${String(params.method)}`);
  return isJsonObject(result) ? result : false;
}

function resequence(exchange: OdooExchange): Json {
  const { params, odoo, path } = exchange;
  const model = String(params.model);
  if (!odoo.records.isModel(model)) throw keyError(model);
  for (const [index, id] of recordIds(params.ids).entries()) {
    if (odoo.records.find(model, id) === undefined) throw missingError(model, id);
    odoo.records.update(model, id, { sequence: index });
  }
  odoo.board.count('routes', path.replace(/\/$/, ''));
  return true;
}

function loadAction({ params }: OdooExchange): Json {
  const { action_id: id } = params;
  if (id === 999) {
    throw new OdooError(
      'odoo.addons.web.controllers.action.MissingActionError',
      'The action 999 does not exist',
    );
  }
  return { id: id ?? false, type: 'ir.actions.act_window', res_model: 'crm.lead', views: [[false, 'list']] };
}

/** Runs server actions to name the screens that they open (`addons/web/controllers/action.py`): here each has the path that it needs. */
function loadBreadcrumbs({ params, odoo }: OdooExchange): Json {
  const actions = isJsonArray(params.actions) ? params.actions : [];
  return actions.map((given) => {
    const id = isJsonObject(given) ? given.action : null;
    if (typeof id === 'number' && odoo.records.find('ir.actions.server', id) !== undefined) {
      odoo.board.count('serverActions', String(id));
    }
    return { display_name: 'Screen' };
  });
}

/** Runs a server action: opening a menu may do that. */
function runAction({ params, odoo }: OdooExchange): Json {
  const { action_id: id } = params;
  if (typeof id !== 'number' || odoo.records.find('ir.actions.server', id) === undefined) throw notFound();
  odoo.board.count('serverActions', String(id));
  return { type: 'ir.actions.act_window', res_model: 'crm.lead', views: [[false, 'kanban']] };
}

function signedIn({ user }: OdooExchange): NonNullable<OdooExchange['user']> {
  if (user === undefined) throw sessionExpired();
  return user;
}
