import { PortcullisError } from '@portcullis/gate';

/** `https://admin.example.com`: an http or https origin, nothing behind it. */
export function parseOriginOption(text: string, option: string): string {
  const problem = (reason: string) =>
    new PortcullisError(
      'PORTCULLIS_USAGE',
      `${option}: expected a URL such as "http://127.0.0.1:3000", got ${JSON.stringify(text)}: ${reason}.`,
    );
  if (!URL.canParse(text)) throw problem('it cannot be read as a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw problem('only http: and https: are spoken');
  if (url.username !== '' || url.password !== '') throw problem('credentials do not belong here');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw problem('leave path, query and fragment out');
  return url.origin;
}
