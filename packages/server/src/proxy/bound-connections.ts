import type { IncomingMessage } from 'node:http';

/**
 * Schemes that say who somebody is for as long as the connection lasts, not for one request (RFC 4559 5, MS-NTHT): whoever
 * gets such a connection next is taken for its first user.
 */
const BOUND_SCHEME = /^(?:ntlm|negotiate|nego2|kerberos)\b/i;

/** With a token the handshake is under way; a challenge without one leaves the connection as it was. */
const BOUND_CHALLENGE = /\b(?:ntlm|negotiate|nego2|kerberos)[ \t]+[^\s,=]/i;

/** Whether the request's credentials would be the connection's from then on. */
export function bindsConnection({ headers, rawHeaders }: IncomingMessage): boolean {
  if (headers.authorization === undefined) return false;
  // Of several Node shows the first, and the upstream may take another.
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length !== 13 || rawHeaders[index]?.toLowerCase() !== 'authorization') continue;
    const value = rawHeaders[index + 1] ?? '';
    // Bearer and Basic, nearly all there are, are told by their first letter.
    const first = value.charCodeAt(0) | 0x20;
    if ((first === 0x6e || first === 0x6b) && BOUND_SCHEME.test(value)) return true;
  }
  return false;
}

/** Whether an answer says that its connection belongs to somebody now, however that came about. */
export function isBoundBy(
  challenge: string | undefined,
  persistentAuth: string | string[] | undefined,
): boolean {
  if (challenge === undefined && persistentAuth === undefined) return false;
  return /^\s*true/i.test(String(persistentAuth ?? '')) || BOUND_CHALLENGE.test(challenge ?? '');
}

/** Whether somebody passed the request on: his connection to us may carry several people's requests. */
export function mayBeShared({ headers }: IncomingMessage): boolean {
  return (
    headers.via !== undefined ||
    headers.forwarded !== undefined ||
    headers['x-forwarded-for'] !== undefined ||
    headers['x-real-ip'] !== undefined
  );
}
