/** Headers of every answer that does not set them itself: what a browser may do with it. */
export interface ConsoleHeadersOptions {
  /** Browsers reach the console by HTTPS. */
  readonly isEncrypted: boolean;
}

const everywhere: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** Nothing of an answer is ever to be run or shown as a page. */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

/** The console's own pages: scripts, styles and requests of its own origin, nothing inline, in nobody's frame. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Fills in what an answer lacks. */
export function addConsoleHeaders(headers: Headers, { isEncrypted }: ConsoleHeadersOptions): void {
  const missing = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value);
  };
  for (const [name, value] of everywhere) missing(name, value);
  missing('Content-Security-Policy', apiPolicy);
  missing('Cache-Control', 'no-store');
  // One year; the names below it are not ours to speak for.
  if (isEncrypted) missing('Strict-Transport-Security', 'max-age=31536000');
}
