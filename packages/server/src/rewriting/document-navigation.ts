import { headerValues } from '@portcullis/gate';
import { headerTokens } from './header-tokens.ts';

/** Only these show their answer as a page; HEAD has no body, and forms know no other method. */
const navigationMethods: ReadonlySet<string> = new Set(['GET', 'POST']);

/** Sent by libraries that fetch a piece of HTML and put it into a page that stands already. */
const fragmentHeaders = [
  'hx-request',
  'turbo-frame',
  'rsc',
  'x-pjax',
  'x-inertia',
  'x-up-version',
  'x-alpine-request',
  'datastar-request',
];

/** Whether a person is about to see the answer as a page of its own, as far as the request tells. */
export function isDocumentNavigation(method: string, headers: readonly string[]): boolean {
  return navigationMethods.has(method) && asksForDocument(headers);
}

/** The same by the headers alone. */
function asksForDocument(headers: readonly string[]): boolean {
  if (fragmentHeaders.some((name) => headerValues(headers, name).length > 0)) return false;
  // Android web views put their package name here on every navigation, so only the value of scripts counts.
  if (headerTokens(headers, 'x-requested-with').includes('xmlhttprequest')) return false;
  const destinations = headerValues(headers, 'sec-fetch-dest');
  if (destinations.length > 0) {
    return destinations.length === 1 && destinations[0]?.trim().toLowerCase() === 'document';
  }
  // Browsers leave Sec-Fetch-* out on plain HTTP. There, scripts ask for */* unless told otherwise.
  return headerTokens(headers, 'accept').some(acceptsHtml);
}

function acceptsHtml(range: string): boolean {
  const [type, ...parameters] = range.split(';').map((part) => part.trim());
  return type === 'text/html' && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
}
