import { headerNames } from '../model/header.ts';
import type { Mode } from '../model/mode.ts';
import type { AnswerContext } from './answer.ts';
import { corsHeaders, type HeaderList } from './cors.ts';
import { type AnswerType, typeHeaders } from './negotiate-type.ts';
import { themeOf } from './page/theme.ts';
import { protocolHeaders } from './protocols/index.ts';
import type { Reader } from './reader.ts';
import { safeReference } from './reference.ts';

export interface AnswerHeadersOptions {
  readonly type: AnswerType;
  /** @default what `type` is sent as */
  readonly contentType?: string;
  /** Further headers that a front-end on another origin may read. */
  readonly exposed?: readonly string[];
  /** The mode in force for this request; told while it is not open. */
  readonly mode: Mode;
  /** What the page's forms may be sent to. @default "none" */
  readonly formAction?: FormAction;
  /** Headers of this answer alone, such as Retry-After. */
  readonly extra?: HeaderList;
}

/**
 * `none` = the page has no form. `self` = a form of the gate. `application` = a form that goes on to the
 * application, which may redirect anywhere: Chromium holds redirects against `form-action` too, and would
 * leave the reader on this page although the write was done (w3c/webappsec-csp#8).
 */
export type FormAction = 'none' | 'self' | 'application';

const contentTypes: Readonly<Record<AnswerType, string>> = {
  html: 'text/html; charset=utf-8',
  problem: 'application/problem+json',
  text: 'text/plain; charset=utf-8',
};

/** The headers of everything the gate says itself. Nothing is stored, nothing validated, nothing framed. */
export function answerHeaders(
  reader: Reader,
  context: AnswerContext,
  options: AnswerHeadersOptions,
): HeaderList {
  const { request, policy } = context;
  const reference = safeReference(context.reference);
  return [
    ['Content-Type', options.contentType ?? contentTypes[options.type]],
    ['Content-Language', reader.language],
    ['Cache-Control', 'no-store'],
    ['Vary', vary(policy.cors.origins)],
    ['Content-Security-Policy', contentSecurityPolicy(context, options)],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    // Not `no-referrer`: with it browsers say `Origin: null` for the form of a pass (Fetch, 3.2), and older ones nothing else.
    ['Referrer-Policy', 'strict-origin'],
    ...modeHeader(options.mode),
    ...(reference === null ? [] : [[headerNames.reference, reference] as const]),
    ...corsHeaders(request, policy.cors, options.exposed),
    ...(options.extra ?? []),
  ];
}

export function modeHeader(mode: Mode): HeaderList {
  return mode === 'open' ? [] : [[headerNames.mode, mode]];
}

/** Cookie, because who somebody is decides whether there is an answer of ours at all. */
function vary(origins: readonly string[]): string {
  const names = [...new Set(['Accept', 'Accept-Language', 'Cookie', ...typeHeaders, ...protocolHeaders])];
  return (origins.length > 0 ? [...names, 'Origin'] : names).join(', ');
}

function contentSecurityPolicy(
  { policy }: AnswerContext,
  { type, formAction = 'none' }: AnswerHeadersOptions,
): string {
  const forms = { none: "'none'", self: "'self'", application: "'self' https:" }[formAction];
  const own = type === 'html' ? [`style-src ${themeOf(policy.page).styleSource}`, 'img-src data:'] : [];
  return [
    "default-src 'none'",
    ...own,
    `form-action ${forms}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
