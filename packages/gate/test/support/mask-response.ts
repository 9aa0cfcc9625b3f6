import type { Errors } from '../../src/model/production.ts';
import { createMasker, type MaskedError, type MaskWords } from '../../src/production/index.ts';
import { bytesOf } from './body-fixtures.ts';

export const maskedId = 'K7Q2-9FMX';
export const maskedText = `Something went wrong. Tell your administrator ${maskedId}.`;
export const maskedPage = `<!doctype html><title>Error</title><p>A page for ${maskedId}`;

export const plainErrors: Errors = { business: [], signatures: [], jsonRpc: 'plain' };

/** Errors of Odoo that are meant for people. */
export const odooErrors: Errors = {
  business: [
    ...['UserError', 'ValidationError', 'AccessError', 'AccessDenied', 'MissingError', 'RedirectWarning'].map(
      (name) => `odoo.exceptions.${name}`,
    ),
    'odoo.exceptions.LockError',
    'odoo.addons.web.controllers.action.MissingActionError',
    'odoo.addons.base.models.ir_actions.ServerActionWithWarningsError',
    'odoo.http.SessionExpiredException',
    'werkzeug.exceptions.Forbidden',
  ],
  signatures: [],
  jsonRpc: 'odoo',
};

export interface SentResponse {
  readonly status?: number;
  readonly contentType?: string | null;
  readonly body: string | Uint8Array;
  readonly errors?: Errors;
  readonly words?: Partial<MaskWords>;
  /** Where the body is cut into chunks. */
  readonly cuts?: readonly number[];
}

export interface ReadResponse {
  readonly body: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | null;
  readonly found: readonly MaskedError[];
  /** Its bytes were looked at. */
  readonly isLookedAt: boolean;
  /** Nothing was looked for any more when it ended. */
  readonly isDone: boolean;
}

/** What a restricted reader gets of a response. */
export function maskResponse(sent: SentResponse): ReadResponse {
  const { status = 200, contentType = 'application/json', errors = plainErrors, words, cuts = [] } = sent;
  const body = typeof sent.body === 'string' ? bytesOf(sent.body) : sent.body;
  const found: MaskedError[] = [];
  const masker = createMasker({
    response: { status, contentType },
    errors,
    words: {
      report: (error) => {
        found.push(error);
        return maskedId;
      },
      text: (id) => `Something went wrong. Tell your administrator ${id}.`,
      page: (id) => `<!doctype html><title>Error</title><p>A page for ${id}`,
      ...words,
    },
  });
  if (masker === null)
    return { body: textOf(body), bytes: body, contentType, found, isLookedAt: false, isDone: true };
  const pieces: Uint8Array[] = [];
  const ends = [...new Set(cuts)]
    .filter((cut) => cut > 0 && cut < body.length)
    .sort((one, other) => one - other);
  let start = 0;
  for (const end of [...ends, body.length]) {
    pieces.push(masker.write(body.subarray(start, end)));
    start = end;
  }
  const isDone = masker.isDone();
  pieces.push(masker.end());
  const bytes = new Uint8Array(Buffer.concat(pieces));
  return {
    body: textOf(bytes),
    bytes,
    contentType: masker.contentType ?? contentType,
    found,
    isLookedAt: true,
    isDone,
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
