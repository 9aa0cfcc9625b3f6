import type { IncomingHttpHeaders } from 'node:http';
import type { OdooExchange, OdooState } from './odoo-exchange.ts';
import { findUser } from './odoo-users.ts';
import type { OdooTarget } from './read-target.ts';

export interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly remoteAddress: string;
}

export function openExchange(
  odoo: OdooState,
  request: ReceivedRequest,
  { path, rawQuery }: OdooTarget,
): OdooExchange {
  const { headers } = request;
  const query = new URLSearchParams(rawQuery);
  const explicit = odoo.version.hasExplicitSession
    ? (query.get('session_id') ?? single(headers['x-openerp-session-id']))
    : undefined;
  const session = odoo.sessions.open(explicit ?? cookieOf(headers));
  if (session.database === null || !odoo.databases.includes(session.database)) {
    session.database = odoo.databases.length === 1 ? (odoo.databases[0] ?? null) : null;
  }
  const headerDatabase = odoo.version.major >= 19 ? single(headers['x-odoo-database']) : undefined;
  let { database } = session;
  if (database === null && headerDatabase !== undefined && odoo.databases.includes(headerDatabase)) {
    database = headerDatabase;
    session.canSave = false;
  }
  return {
    odoo,
    ...request,
    path,
    rawQuery,
    query,
    session,
    database,
    user: findUser(session.uid),
    segments: {},
    form: new Map(),
    params: {},
    cookies: [],
  };
}

/** Of two the first. Werkzeug 2.3 to 3.0 read the line as UTF-8 and strip names of all that Unicode calls a blank (run). */
export function cookieOf({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  const line = Buffer.from(cookie, 'latin1').toString();
  return /(?:^|;)[\s\x85]*session_id[\s\x85]*=([^;]*)/.exec(line)?.[1]?.trim();
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
