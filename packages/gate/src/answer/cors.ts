import { headerNames, singleHeader } from '../model/header.ts';
import type { Policy } from '../model/policy.ts';
import type { AnswerRequest } from './answer-request.ts';

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Headers of our answers that a front-end on another origin may read. */
const exposedHeaders = ['Retry-After', headerNames.mode, headerNames.reference];

/**
 * The origin to allow, for `Access-Control-Allow-Origin`; null for none. An origin that is listed gets its own
 * name back; `*` stays `*`, and never comes with credentials: "any site, with your cookies" is nobody's intent.
 */
export function allowedOrigin(request: Pick<AnswerRequest, 'headers'>, cors: Policy['cors']): string | null {
  const origin = singleHeader(request.headers, 'origin');
  if (origin === null) return null;
  const isOrigin = origin === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._~[\]:-]+$/i.test(origin);
  if (!isOrigin) return null;
  if (cors.origins.some((allowed) => allowed.toLowerCase() === origin.toLowerCase())) return origin;
  return cors.origins.includes('*') ? '*' : null;
}

/** Lets a front-end on another origin see that it is maintenance, instead of an unexplained network error. */
export function corsHeaders(
  request: Pick<AnswerRequest, 'headers'>,
  cors: Policy['cors'],
  more: readonly string[] = [],
): HeaderList {
  const origin = allowedOrigin(request, cors);
  if (origin === null) return [];
  return [
    ['Access-Control-Allow-Origin', origin],
    ...credentials(origin, cors),
    ['Access-Control-Expose-Headers', [...exposedHeaders, ...more].join(', ')],
  ];
}

export function credentials(origin: string, cors: Policy['cors']): HeaderList {
  return cors.credentials && origin !== '*' ? [['Access-Control-Allow-Credentials', 'true']] : [];
}
