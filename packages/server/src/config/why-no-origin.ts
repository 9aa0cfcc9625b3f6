const hostAndPort = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i;

/** Why a text is no http or https origin without path, credentials, query or fragment; null when it is one. */
export function whyNoOrigin(text: string): string | null {
  // `127.0.0.1:8069`, and `localhost:8069`, which is a URL of the scheme "localhost".
  if (hostAndPort.test(text)) return `the scheme is missing; did you mean http://${text}?`;
  if (!URL.canParse(text)) return 'it cannot be read as a URL';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http: and https: are spoken';
  if (url.username !== '' || url.password !== '') return 'credentials do not belong here';
  if (url.pathname === '/' && url.search === '' && url.hash === '') return null;
  return 'a path, query or fragment has no place here; leave it out';
}
