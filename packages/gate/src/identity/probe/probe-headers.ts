import { singleHeader } from '../../model/header.ts';
import type { RawRequest } from '../../model/request.ts';
import { cookieLineWithoutOwn } from '../cookies.ts';

/** What every probe sends, whatever it asks: the caller's cookies and browser. */
export function probeHeaders(request: RawRequest, own: Readonly<Record<string, string>> = {}): Headers {
  const headers = new Headers({ accept: 'application/json', ...own });
  // Compressed answers could be small on the wire and large in memory.
  headers.set('accept-encoding', 'identity');
  headers.set('cookie', cookieLineWithoutOwn(request.headers));
  const userAgent = singleHeader(request.headers, 'user-agent');
  if (userAgent !== null && /^[\t\x20-\x7e\x80-\xff]*$/.test(userAgent)) headers.set('user-agent', userAgent);
  return headers;
}
