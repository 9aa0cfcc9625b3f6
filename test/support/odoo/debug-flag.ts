import type { OdooSession } from './odoo-session.ts';
import type { OdooVersion } from './odoo-version.ts';

const falsehoods = new Set(['n', 'no', '0', 'false', 'f', 'off']);

/**
 * Measured: the query string alone, its first value, name decoded, case kept. Each part is kept
 * when known, and otherwise what `str2bool` makes of it.
 */
export function handleDebug(query: URLSearchParams, session: OdooSession, version: OdooVersion): void {
  const asked = query.get('debug');
  if (asked === null) return;
  const debug = asked
    .split(',')
    .map((part) => (version.debugModes.includes(part) ? part : falsehoods.has(part.toLowerCase()) ? '' : '1'))
    .join(',');
  if (debug === session.debug) return;
  session.debug = debug;
  session.isDirty = true;
}
