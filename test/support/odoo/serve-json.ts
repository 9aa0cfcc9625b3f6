import { authenticateRequest } from './authenticate-request.ts';
import { finish, plain, type ServedAnswer } from './finish-answer.ts';
import { html, json, jsonRpcResult, type OdooAnswer, werkzeugPage } from './odoo-answer.ts';
import { jsonDecodeError, jsonRpcError, keyError, notFound, OdooError } from './odoo-error.ts';
import type { JsonRoute, OdooExchange, OdooState } from './odoo-exchange.ts';
import { isJsonObject, type Json, type JsonObject } from './python-json.ts';

const jsonTypes = /^application\/json(?:-rpc)?\s*(?:;|$)/i;

export function serveJson(exchange: OdooExchange, route: JsonRoute, pattern: string): ServedAnswer {
  const { odoo, headers, body } = exchange;
  const { version } = odoo;
  if (!jsonTypes.test(headers['content-type'] ?? '')) return plain(mismatch(exchange, pattern));
  let id: Json = null;
  try {
    const text = body.toString('utf8');
    if (version.major >= 18 && route.looksAhead === true) lookAhead(text, odoo);
    authenticateRequest(exchange, route);
    const request = parseJson(text);
    if (request === undefined) return plain(html('Invalid JSON data', {}, 400));
    if (!isJsonObject(request)) return plain(html('Invalid JSON-RPC data', {}, 400));
    id = request.id ?? null;
    const handled: OdooExchange = { ...exchange, params: paramsOf(request) };
    const result = route.handle(handled);
    return finish(handled, jsonRpcResult(id, result));
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    return plain(json(jsonRpcError(error, id, version)));
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function paramsOf(request: JsonObject): JsonObject {
  const { params = {} } = request;
  if (isJsonObject(params)) return params;
  if (Array.isArray(params) && params.length === 0) return {};
  throw Array.isArray(params)
    ? new OdooError(
        'builtins.ValueError',
        'dictionary update sequence element #0 has length 1; 2 is required',
      )
    : new OdooError('builtins.TypeError', "'NoneType' object is not iterable");
}

/** `_call_kw_readonly` looks the model up before anybody is asked who they are; `id` is not read yet. */
function lookAhead(text: string, { records }: OdooState): void {
  const request = parseJson(text);
  if (request === undefined) throw jsonDecodeError();
  const params = isJsonObject(request) ? request.params : undefined;
  if (!isJsonObject(params)) throw keyError('params');
  if (typeof params.model !== 'string') throw keyError('model');
  if (!records.isModel(params.model)) throw notFound();
  if (typeof params.method !== 'string') throw keyError('method');
}

function mismatch({ odoo }: OdooExchange, pattern: string): OdooAnswer {
  const { mismatchStatus, jsonRouteType } = odoo.version;
  const text = `Request inferred type is compatible with ['http'] but '${pattern}' is type='${jsonRouteType}'.`;
  return mismatchStatus === 415
    ? werkzeugPage(415, `${text}\n\nPlease verify the Content-Type request header and try again.`, {
        Accept: 'application/json, application/json-rpc',
      })
    : werkzeugPage(400, text);
}
