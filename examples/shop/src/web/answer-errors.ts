import type { ErrorRequestHandler, Request, Response } from 'express';
import { ShopError, type ShopErrorKind } from '../domain/shop-error.ts';
import { html, toMarkup } from './html.ts';
import { refusedWriteOf } from './refused-write.ts';
import type { ShopContext } from './shop-context.ts';
import { frameOf } from './views/frame.ts';
import { messagePage } from './views/message-page.ts';

const STATUS: Readonly<Record<ShopErrorKind, number>> = {
  invalid: 422,
  'signed-out': 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'card-declined': 402,
  paused: 503,
  unverified: 401,
};

const TITLES: Readonly<Record<ShopErrorKind, string>> = {
  invalid: 'That did not work',
  'signed-out': 'Please log in',
  forbidden: 'Not for you',
  'not-found': 'Not found',
  conflict: 'That did not work',
  'card-declined': 'Card declined',
  paused: 'Paused for maintenance',
  unverified: 'Not verified',
};

export function statusOf(error: ShopError): number {
  return STATUS[error.kind];
}

/** Express knows an error handler by its four parameters. */
export function answerErrors({ onError }: Pick<ShopContext, 'onError'>): ErrorRequestHandler {
  return function answerError(thrown: unknown, request: Request, response: Response, next) {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const refused = refusedWriteOf(thrown);
    const error = refused?.error ?? asShopError(thrown);
    if (error === null) {
      onError(thrown);
    }
    const status = error === null ? 500 : statusOf(error);
    const title = error === null ? 'Something went wrong' : TITLES[error.kind];
    const text = error?.message ?? 'The shop could not do this. Nothing was changed; please try again.';
    response.status(status).set('cache-control', 'no-store');
    if (refused !== null) {
      response.set('retry-after', String(refused.retryAfterSeconds));
    }
    if (wantsJson(request)) {
      // RFC 9110, 15.5.2: a 401 says how to do better.
      if (error?.kind === 'signed-out') {
        response.set('www-authenticate', 'Bearer realm="shop"');
      }
      response
        .type('application/problem+json')
        .send(JSON.stringify({ type: 'about:blank', title, status, detail: text }));
      return;
    }
    if (error?.kind === 'signed-out' && (request.method === 'GET' || request.method === 'HEAD')) {
      response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`);
      return;
    }
    response.type('html').send(errorPage(request, title, text));
  };
}

function errorPage(request: Request, title: string, text: string): string {
  try {
    return toMarkup(messagePage(frameOf(request), title, text));
  } catch {
    // Before the visitor is recognised (or when that is what failed) there is no frame to draw.
    return toMarkup(
      html`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`,
    );
  }
}

/** What body parsers throw carries a status; those are the caller's mistakes, too. */
function asShopError(thrown: unknown): ShopError | null {
  if (thrown instanceof ShopError) {
    return thrown;
  }
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : null;
  if (status === 413) {
    return new ShopError('invalid', 'This is larger than the shop takes.', { cause: thrown });
  }
  return typeof status === 'number' && status >= 400 && status < 500
    ? new ShopError('invalid', 'The request could not be read.', { cause: thrown })
    : null;
}

function wantsJson(request: Request): boolean {
  return (
    request.path.startsWith('/api/') ||
    request.originalUrl.startsWith('/api/') ||
    request.path.startsWith('/webhooks/') ||
    typeof request.is('json') === 'string'
  );
}
