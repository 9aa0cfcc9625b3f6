import { PortcullisError } from '@portcullis/gate';
import { whyNoOrigin } from '../config/why-no-origin.ts';

/** `https://admin.example.com`: an http or https origin, nothing behind it. */
export function parseOriginOption(text: string, option: string): string {
  const reason = whyNoOrigin(text);
  if (reason === null) return new URL(text).origin;
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `${option}: expected a URL such as "http://127.0.0.1:3000", got ${JSON.stringify(text)}: ${reason}.`,
  );
}
