/** Why a text is no http or https origin without path, credentials, query or fragment; null when it is one. */
export function whyNoOrigin(text: string): string | null {
  if (!URL.canParse(text)) return 'it cannot be read as a URL';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http: and https: are spoken';
  if (url.username !== '' || url.password !== '') return 'credentials do not belong here';
  if (url.pathname === '/' && url.search === '' && url.hash === '') return null;
  return 'a path, query or fragment has no place here; leave it out';
}
