import { handleDebug } from './debug-flag.ts';
import { describeStatus, html, type OdooAnswer } from './odoo-answer.ts';
import { type OdooError, traceback } from './odoo-error.ts';
import type { OdooExchange } from './odoo-exchange.ts';
import { websiteErrorPage } from './odoo-pages.ts';
import { cookieOf } from './open-exchange.ts';

export interface ServedAnswer {
  readonly answer: OdooAnswer;
  readonly cookies: readonly string[];
}

/** An answer that no session is saved for. */
export function plain(answer: OdooAnswer): ServedAnswer {
  return { answer, cookies: [] };
}

/** Saves the session and hands out its cookie: what an exception on the way never comes to. */
export function finish(exchange: OdooExchange, answer: OdooAnswer): ServedAnswer {
  const { odoo, session, headers, cookies } = exchange;
  const cookie = odoo.sessions.save(session, cookieOf(headers));
  const sniff: Record<string, string> =
    odoo.version.major >= 18 ? { 'X-Content-Type-Options': 'nosniff' } : {};
  const isImage = answer.headers['Content-Type']?.startsWith('image/') === true;
  const image: Record<string, string> = isImage
    ? { 'Content-Security-Policy': "default-src 'none'", 'X-Content-Type-Options': 'nosniff' }
    : {};
  return {
    answer: { ...answer, headers: { ...image, ...answer.headers, ...sniff } },
    cookies: cookie === undefined ? cookies : [...cookies, cookie],
  };
}

/** The website's own error page: the flag counts, and the session is saved. */
export function websiteError(exchange: OdooExchange, error: OdooError, status: number): ServedAnswer {
  const { odoo, query, session } = exchange;
  handleDebug(query, session, odoo.version);
  const page = websiteErrorPage(odoo, session, {
    status,
    reason: describeStatus(status)[0],
    traceback: traceback(error, odoo.version),
  });
  return finish(exchange, html(page, {}, status));
}
