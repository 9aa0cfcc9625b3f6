import { headerValues, singleHeader } from '../model/header.ts';
import type { AnswerRequest } from './answer-request.ts';
import { parseQualityList, type QualityItem } from './quality-list.ts';

/** The three forms of an answer. */
export type AnswerType = 'html' | 'problem' | 'text';

/** The request headers that `negotiateType` looks at, for Vary. */
export const typeHeaders: readonly string[] = [
  'Accept',
  'Sec-Fetch-Dest',
  'Sec-Fetch-Mode',
  'X-Requested-With',
  'Service-Worker',
];

const pageDestinations = ['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'];

/**
 * Who reads the answer: a person in a browser (HTML), a program that speaks JSON (RFC 9457), or anybody else.
 *
 * HTML goes only to somebody who asked for a page: a script or a style sheet that gets an HTML page breaks
 * loudly, and a service worker may keep it for good. Never 406: plain text is for everybody.
 */
export function negotiateType(request: Pick<AnswerRequest, 'headers'>): AnswerType {
  const { headers } = request;
  const accept = headerValues(headers, 'accept').join(',');
  const items = parseQualityList(accept);
  const page = qualityOf(items, isPage);
  const json = qualityOf(items, isJson);
  const destination = destinationOf(headers);
  const isProgram = singleHeader(headers, 'x-requested-with')?.toLowerCase() === 'xmlhttprequest';

  if (isProgram) return qualityOf(items, isText) > json ? 'text' : 'problem';
  const refusesPage = items.some((item) => isPage(item.value) && item.quality === 0);
  if (declaresNavigation(headers) === true && !refusesPage && page >= json) return 'html';
  if (destination !== null && destination !== 'empty' && !pageDestinations.includes(destination))
    return 'text';
  const best = Math.max(page, json, qualityOf(items, isText));
  if (best > 0) {
    // Turbo and the like fetch pages by script and say so in Accept; JSON wins a tie.
    if (json === best) return 'problem';
    return page === best ? 'html' : 'text';
  }
  if (destination === 'empty') return 'problem';
  return isJson(mediaType(singleHeader(headers, 'content-type'))) ? 'problem' : 'text';
}

/** What for; browsers before 2023 say it of the script of a service worker alone, which they keep for good. */
function destinationOf(headers: readonly string[]): string | null {
  if (singleHeader(headers, 'service-worker') === 'script') return 'serviceworker';
  return singleHeader(headers, 'sec-fetch-dest');
}

/** Whether a browser would show the answer as a page of its own: a click, a typed address, a sent form. */
export function isNavigation({ headers }: Pick<AnswerRequest, 'headers'>): boolean {
  const declared = declaresNavigation(headers);
  if (declared !== null) return declared;
  // Browsers before 2023 and crawlers: they name HTML in Accept, programs do not.
  const items = parseQualityList(headerValues(headers, 'accept').join(','));
  return qualityOf(items, isPage) > 0;
}

/** What the browser itself says (Fetch Metadata); null when it says nothing. */
export function declaresNavigation(headers: readonly string[]): boolean | null {
  const destination = singleHeader(headers, 'sec-fetch-dest');
  const mode = singleHeader(headers, 'sec-fetch-mode');
  if (destination === null && mode === null) return null;
  return mode === 'navigate' || (destination !== null && pageDestinations.includes(destination));
}

function isPage(value: string): boolean {
  return value === 'text/html' || value === 'application/xhtml+xml';
}

function isText(value: string): boolean {
  return value === 'text/plain';
}

function isJson(value: string): boolean {
  return value === 'application/json' || /^[a-z0-9.+-]+\/[a-z0-9.+-]+\+json$/.test(value);
}

/** `type/subtype` of a Content-Type, in lower case. */
export function mediaType(contentType: string | null): string {
  return (contentType?.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** The best weight among the types that are named; ranges such as any-type do not name one. */
function qualityOf(items: readonly QualityItem[], matches: (value: string) => boolean): number {
  return Math.max(0, ...items.filter((item) => matches(item.value)).map((item) => item.quality));
}
