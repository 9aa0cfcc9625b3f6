import { headerValues, singleHeader } from '../model/header.ts';
import type { Mode } from '../model/mode.ts';
import type { Policy } from '../model/policy.ts';
import type { Answer, AnswerRequest } from './answer.ts';
import { modeHeader } from './answer-headers.ts';
import { allowedOrigin, credentials, type HeaderList } from './cors.ts';

export interface PreflightInput {
  readonly request: Pick<AnswerRequest, 'method' | 'headers'>;
  readonly policy: Policy;
  /** The mode in force. */
  readonly mode: Mode;
}

/**
 * Answers a CORS preflight, so that the browser goes on to send the real request and its front-end reads the
 * 503; null when the request is not one. Allowing the method here opens nothing: the request itself is still
 * decided. Never cached by the browser, because the application answers for itself once the site is open.
 */
export function preflightAnswer({ request, policy, mode }: PreflightInput): Answer | null {
  const { headers } = request;
  const method = singleHeader(headers, 'access-control-request-method');
  if (request.method !== 'OPTIONS' || method === null || singleHeader(headers, 'origin') === null)
    return null;
  return {
    status: 204,
    headers: [
      ['Cache-Control', 'no-store'],
      ['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
      ...modeHeader(mode),
      ...allowance(method, { request, policy }),
    ],
    body: '',
  };
}

function allowance(method: string, { request, policy }: Omit<PreflightInput, 'mode'>): HeaderList {
  const origin = allowedOrigin(request, policy.cors);
  if (origin === null || !isToken(method)) return [];
  const names = headerValues(request.headers, 'access-control-request-headers')
    .join(',')
    .split(',', mostHeaders)
    .map((name) => name.trim().toLowerCase())
    .filter(isToken);
  return [
    ['Access-Control-Allow-Origin', origin],
    ...credentials(origin, policy.cors),
    ['Access-Control-Allow-Methods', method],
    ...(names.length === 0 ? [] : [['Access-Control-Allow-Headers', names.join(', ')] as const]),
    ['Access-Control-Max-Age', '0'],
  ];
}

const mostHeaders = 50;

/** RFC 9110, 5.6.2. Nothing else is written back into a header. */
function isToken(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(text);
}
