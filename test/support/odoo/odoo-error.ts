import { describeStatus } from './odoo-answer.ts';
import type { OdooVersion } from './odoo-version.ts';
import type { Json, JsonObject } from './python-json.ts';

export interface OdooErrorOptions {
  readonly arguments?: readonly Json[];
  readonly context?: JsonObject;
  /** Status on /json/2, and on a plain HTTP route where the exception is one of HTTP. */
  readonly status?: number;
}

/** An exception inside Odoo, by the name Python gives it. */
export class OdooError extends Error {
  readonly pythonName: string;
  readonly arguments: readonly Json[];
  readonly context: JsonObject;
  readonly status: number;

  constructor(pythonName: string, message: string, options: OdooErrorOptions = {}) {
    super(message);
    this.name = 'OdooError';
    this.pythonName = pythonName;
    this.arguments = options.arguments ?? [message];
    this.context = options.context ?? {};
    this.status = options.status ?? businessStatus[pythonName] ?? 500;
  }
}

/** What 19 answers on /json/2: `http_status` of odoo/exceptions.py. */
const businessStatus: Readonly<Record<string, number>> = {
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
  'odoo.exceptions.RedirectWarning': 422,
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.LockError': 409,
};

export function userError(message: string): OdooError {
  return new OdooError('odoo.exceptions.UserError', message);
}

export function accessError(message: string): OdooError {
  return new OdooError('odoo.exceptions.AccessError', message);
}

export function accessDenied(message = 'Access Denied'): OdooError {
  return new OdooError('odoo.exceptions.AccessDenied', message);
}

export function missingError(model: string, id: number): OdooError {
  return new OdooError(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: 2)`,
  );
}

export function builtin(name: string, message: string): OdooError {
  return new OdooError(`builtins.${name}`, message);
}

/** `str(KeyError('x'))` is `'x'` with its quotes; its argument has none. */
export function keyError(key: string): OdooError {
  return new OdooError('builtins.KeyError', `'${key}'`, { arguments: [key] });
}

export function sessionExpired(): OdooError {
  return new OdooError('odoo.http.SessionExpiredException', 'Session expired', { status: 403 });
}

export function jsonDecodeError(): OdooError {
  return new OdooError('json.decoder.JSONDecodeError', 'Expecting value: line 1 column 1 (char 0)');
}

/** An exception of HTTP: `werkzeug.exceptions.*`. */
export function httpError(status: number, pythonName: string, description: string): OdooError {
  const reason = pythonName.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return new OdooError(`werkzeug.exceptions.${pythonName}`, `${status} ${reason}: ${description}`, {
    arguments: [],
    status,
  });
}

export function notFound(): OdooError {
  return httpError(404, 'NotFound', describeStatus(404)[1]);
}

/** The text that must not reach a restricted browser: file paths, line numbers, the exception. */
export function traceback(error: OdooError, { major }: OdooVersion): string {
  const http = '/usr/lib/python3/dist-packages/odoo/http.py';
  const api = `/usr/lib/python3/dist-packages/odoo/${major >= 19 ? 'service/model.py' : 'api.py'}`;
  return [
    'Traceback (most recent call last):',
    `  File "${http}", line ${major >= 18 ? 2122 : 1584}, in _transactioning`,
    '    return service_model.retrying(func, env=self.env)',
    `  File "${api}", line 484, in call_kw`,
    '    result = getattr(recs, name)(*args, **kwargs)',
    `${error.pythonName.replace(/^builtins\./, '')}: ${error.message}`,
    '',
  ].join('\n');
}

/** `data` of a JSON-RPC error, and with /json/2 the whole body. Key order is the version's. */
export function serializeError(error: OdooError, version: OdooVersion): JsonObject {
  const isUntraced = error.pythonName === 'odoo.exceptions.AccessDenied' && !version.isAccessDeniedTraced;
  const debug = isUntraced ? `${error.pythonName}: ${error.message}\n` : traceback(error, version);
  const { pythonName: name, message, context } = error;
  return version.isDebugLast
    ? { name, message, arguments: error.arguments, context, debug }
    : { name, debug, message, arguments: error.arguments, context };
}

/** The whole JSON-RPC answer; `id` is null where the failure came before dispatch. */
export function jsonRpcError(error: OdooError, id: Json, version: OdooVersion): JsonObject {
  const data = serializeError(error, version);
  const [code, message] =
    error.pythonName === 'werkzeug.exceptions.NotFound'
      ? [404, '404: Not Found']
      : error.pythonName === 'odoo.http.SessionExpiredException'
        ? [100, 'Odoo Session Expired']
        : [version.errorCode, 'Odoo Server Error'];
  return { jsonrpc: '2.0', id, error: { code, message, data } };
}
