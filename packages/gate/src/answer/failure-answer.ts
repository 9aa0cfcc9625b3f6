import { problemType } from '../model/error.ts';
import type { Answer } from './answer.ts';

/**
 * The answer for when nothing else can be made: needs no policy, no language, no time. The caller gives it
 * when deciding or answering threw; errors deny.
 */
export function failureAnswer(): Answer {
  return {
    status: 503,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
      ['X-Content-Type-Options', 'nosniff'],
      ['X-Frame-Options', 'DENY'],
      ['Referrer-Policy', 'no-referrer'],
      ['Retry-After', '60'],
    ],
    body: `Something went wrong on our side. To be safe, nothing was done. Please try again in a minute.\n(${problemType('PORTCULLIS_DECISION_FAILED')})\n`,
  };
}
