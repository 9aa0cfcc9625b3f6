import type { RawRequest } from '../../model/request.ts';
import type { IdentityContext, Recognised } from '../../ports/identity-source.ts';

/** What an application said when it was asked whose session this is. */
export type SessionAnswer =
  | { readonly kind: 'recognised'; readonly recognised: Recognised }
  | { readonly kind: 'nobody' }
  /** The upstream does not answer this caller now (429, 408), which says nothing about others. */
  | { readonly kind: 'refused' }
  /** The upstream did not say who this is; asking again may help. */
  | { readonly kind: 'failure' };

/** Asks an application whose session this is, by one request or several, until `signal` aborts. Never rejects. */
export type AskWhoseSession = (
  request: RawRequest,
  context: IdentityContext,
  signal: AbortSignal,
) => Promise<SessionAnswer>;

/** Why nobody was recognised. */
export type Unanswered = Exclude<SessionAnswer, { readonly kind: 'recognised' }>;

export const nobody: { readonly kind: 'nobody' } = Object.freeze({ kind: 'nobody' });
export const refused: { readonly kind: 'refused' } = Object.freeze({ kind: 'refused' });
export const failure: { readonly kind: 'failure' } = Object.freeze({ kind: 'failure' });
