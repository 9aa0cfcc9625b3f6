import type { Duplex } from 'node:stream';
import { headerValues } from '@portcullis/gate';
import { contentCoding } from './content-coding.ts';
import { isDocumentNavigation } from './document-navigation.ts';
import { headerTokens } from './header-tokens.ts';
import { isInjectable } from './injectable-response.ts';
import { injectedHeaders } from './injected-headers.ts';
import { createRecoder } from './recode.ts';
import { createSplicer } from './splice-into-body.ts';
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
  /** Inert HTML in ASCII, put at the start of the page's body. */
  readonly fragment: string;
  /** Path of its stylesheet on the page's own host, left out where the page's policy would block it. */
  readonly stylesheet: string;
}

export interface InjectionPlan {
  /** The whole list to send instead of the response's. */
  readonly headers: string[];
  /** The body goes through it. It is destroyed with an error when the body cannot be passed on whole. */
  readonly transform: Duplex;
}

/** How to put a fragment into a response; null when the response must stay as it is. */
export function planInjection({
  request,
  response,
  fragment,
  stylesheet,
}: InjectionInput): InjectionPlan | null {
  if (!isDocumentNavigation(request.method, request.headers) || !isInjectable(response)) return null;
  // A client may ask for bytes as they are, too (RFC 9111 5.2.1.6).
  if (headerTokens(request.headers, 'cache-control').includes('no-transform')) return null;
  const coding = contentCoding(response.headers);
  if (coding === null) return null;
  const host = headerValues(request.headers, 'host')[0] ?? '';
  const styled = isStylesheetAllowed(response.headers, { host, path: stylesheet });
  const injection = asciiHtml(styled ? `${stylesheetLink(stylesheet)}${fragment}` : fragment);
  const splicer = createSplicer(Buffer.from(injection, 'latin1'));
  return {
    headers: injectedHeaders(response.headers, injection),
    transform: coding === 'identity' ? splicer : createRecoder(coding, splicer),
  };
}

function stylesheetLink(path: string): string {
  return `<link rel="stylesheet" href="${path.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`;
}

/** The page's encoding is not ours to know: a character beyond ASCII is written so that it reads the same in all. */
function asciiHtml(html: string): string {
  return html.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}
