import { headerValues, singleHeader } from '../../model/header.ts';
import type { RawRequest } from '../../model/request.ts';
import type { IdentityContext } from '../../ports/identity-source.ts';

type Pair = readonly [name: string, value: string];

/**
 * What the proxy says of address, scheme and host when it forwards this request: an application that remembers
 * where a session came from must see a question as it sees the session's own requests. Odoo 18 shows each new address in its
 * user's list of devices, and counts the addresses from the end of the list (odoo/http.py, `ProxyFix`).
 */
export function forwardingHeaders(request: RawRequest, context: IdentityContext): readonly Pair[] {
  const { headers, peer, secure } = request;
  const { clientAddress, peerIsTrustedProxy } = context;
  const host = singleHeader(headers, 'host');
  const own: Pair[] = host === null ? [] : [['host', host]];
  if (!peerIsTrustedProxy) {
    const address = clientAddress ?? peer;
    if (address !== null) own.push(['x-forwarded-for', address]);
    if (host !== null) own.push(['x-forwarded-host', host]);
    return [...own, ['x-forwarded-proto', secure ? 'https' : 'http']];
  }
  const said = headerValues(headers, 'x-forwarded-for').join(', ');
  const before = said === '' && clientAddress !== null && clientAddress !== peer ? clientAddress : said;
  own.push(['x-forwarded-for', [before, peer ?? ''].filter((part) => part !== '').join(', ')]);
  for (const name of ['x-forwarded-host', 'x-forwarded-proto']) {
    const value = headerValues(headers, name).join(', ');
    if (value !== '') own.push([name, value]);
  }
  return own.filter(([, value]) => value !== '');
}
