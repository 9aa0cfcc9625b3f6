import { headerValues } from '@portcullis/gate';
import type { BodyStage } from './body-stages.ts';
import { contentCoding } from './content-coding.ts';
import { isDocumentNavigation } from './document-navigation.ts';
import { headerTokens } from './header-tokens.ts';
import { isInjectable } from './injectable-response.ts';
import { injectedHeaders } from './injected-headers.ts';
import { createSplice } from './splice-into-body.ts';
import { isStylesheetAllowed } from './stylesheet-allowed.ts';

export interface InjectionInput {
  readonly request: {
    readonly method: string;
    /** Flat list of names and values, as the client sent them. */
    readonly headers: readonly string[];
  };
  readonly response: {
    readonly status: number;
    /** Flat list of names and values, as the upstream sent them. */
    readonly headers: readonly string[];
  };
  /** Inert HTML in ASCII, put at the start of the page's body; may be empty. */
  readonly fragment: string;
  /** Paths of stylesheets on the page's own host, each left out where the page's policy would block it. */
  readonly stylesheets: readonly string[];
}

export interface InjectionPlan {
  /** The whole list to send instead of the response's. */
  readonly headers: string[];
  /** The body goes through it, uncompressed. */
  readonly stage: BodyStage;
}

/** How to put a fragment into a response; null when the response must stay as it is. */
export function planInjection({
  request,
  response,
  fragment,
  stylesheets,
}: InjectionInput): InjectionPlan | null {
  if (!isDocumentNavigation(request.method, request.headers) || !isInjectable(response)) return null;
  // A client may ask for bytes as they are, too (RFC 9111 5.2.1.6).
  if (headerTokens(request.headers, 'cache-control').includes('no-transform')) return null;
  if (contentCoding(response.headers) === null) return null;
  const host = headerValues(request.headers, 'host')[0] ?? '';
  const links = stylesheets
    .filter((path) => isStylesheetAllowed(response.headers, { host, path }))
    .map(stylesheetLink);
  const injection = asciiHtml(`${links.join('')}${fragment}`);
  if (injection === '') return null;
  return {
    headers: injectedHeaders(response.headers, injection),
    stage: createSplice(Buffer.from(injection, 'latin1')),
  };
}

function stylesheetLink(path: string): string {
  return `<link rel="stylesheet" href="${path.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`;
}

/** The page's encoding is not ours to know: a character beyond ASCII is written so that it reads the same in all. */
function asciiHtml(html: string): string {
  return html.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}
