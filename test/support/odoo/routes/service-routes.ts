import { callMethod } from '../call-method.ts';
import { callService } from '../call-service.ts';
import { answer, json, type OdooAnswer } from '../odoo-answer.ts';
import { builtin, httpError, jsonDecodeError, OdooError, serializeError } from '../odoo-error.ts';
import { type OdooExchange, type OdooRoute, segment, sinceEighteen } from '../odoo-exchange.ts';
import { findUserByLogin } from '../odoo-users.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../python-json.ts';
import { parseXmlRpc, xmlRpcFault, xmlRpcResult } from '../xmlrpc.ts';

/** RPC for programs: no cookie, and no session kept. */
export const serviceRoutes: readonly OdooRoute[] = [
  {
    type: 'json',
    path: '/jsonrpc',
    savesSession: false,
    handle({ odoo, params }) {
      const { service, method, args } = params;
      if (service === undefined || method === undefined || args === undefined) {
        throw builtin('TypeError', "RPC.jsonrpc() missing 1 required positional argument: 'service'");
      }
      return callService(odoo, String(service), String(method), isJsonArray(args) ? args : []);
    },
  },
  ...([1, 2] as const).map(
    (protocol): OdooRoute => ({
      type: 'http',
      path: protocol === 1 ? '/xmlrpc/<service>' : '/xmlrpc/2/<service>',
      methods: ['POST'],
      csrf: false,
      savesSession: false,
      handle: (exchange) => xmlRpc(exchange, protocol),
    }),
  ),
  {
    type: 'http',
    path: '/json/2/<model>/<method>',
    methods: ['POST'],
    csrf: false,
    savesSession: false,
    majors: [19],
    handle: jsonTwo,
  },
  { type: 'http', path: '/json/version', majors: [19], handle: ({ odoo }) => version(odoo.version.info) },
  { type: 'http', path: '/web/version', majors: [19], handle: ({ odoo }) => version(odoo.version.info) },
  {
    type: 'http',
    path: ['/json/1/<path:screen>', '/json/<path:screen>'],
    methods: ['GET'],
    auth: 'bearer',
    majors: sinceEighteen,
    handle: ({ odoo }) => json({ length: 1, records: odoo.records.list('crm.lead') }),
  },
];

function version(info: readonly Json[]): OdooAnswer {
  return json({ version_info: info, version: `${String(info[0])}.0` });
}

function xmlRpc(exchange: OdooExchange, protocol: 1 | 2): OdooAnswer {
  const { odoo, body } = exchange;
  const type = 'text/xml; charset=utf-8';
  try {
    const { method, params } = parseXmlRpc(body.toString('utf8'));
    return answer(200, type, xmlRpcResult(callService(odoo, segment(exchange, 'service'), method, params)));
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    return answer(200, type, xmlRpcFault(error, protocol, odoo.version));
  }
}

/** A real HTTP status, and the serialized exception as the whole body. */
function jsonTwo(exchange: OdooExchange): OdooAnswer {
  const { odoo, headers, body } = exchange;
  try {
    if (!/^application\/json/i.test(headers['content-type'] ?? '')) {
      throw httpError(415, 'UnsupportedMediaType', 'Please send application/json.');
    }
    const user = findBearer(exchange);
    const given = parseBody(body.toString('utf8'));
    const { ids, ...kwargs } = given;
    const { context: _, ...named } = kwargs;
    const result = callMethod({
      odoo,
      session: exchange.session,
      user,
      model: segment(exchange, 'model'),
      method: segment(exchange, 'method'),
      args: isJsonArray(ids) ? [ids] : [],
      kwargs: named,
    });
    return json(result);
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    const status = error.pythonName === 'builtins.AttributeError' ? 404 : error.status;
    const challenge: Record<string, string> = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
    return json(serializeError(error, odoo.version), challenge, status);
  }
}

function findBearer({ headers, user }: OdooExchange): NonNullable<OdooExchange['user']> {
  const [, key] = /^bearer\s+(.+)$/i.exec(headers.authorization ?? '') ?? [];
  if (key === undefined) {
    const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-user'] === '?1';
    if (user !== undefined && isNavigation) return user;
    throw httpError(
      401,
      'Unauthorized',
      'User not authenticated, use an API Key with a Bearer Authorization header.',
    );
  }
  const named = findUserByLogin(key.replace(/-api-key$/, ''));
  if (named?.apiKey !== key) throw httpError(401, 'Unauthorized', 'Invalid apikey');
  return named;
}

function parseBody(text: string): JsonObject {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    throw jsonDecodeError();
  }
  if (!isJsonObject(parsed)) throw httpError(422, 'UnprocessableEntity', 'The body must be an object.');
  return parsed;
}
