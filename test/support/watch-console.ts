import type { BrowserContext, ConsoleMessage } from 'playwright-core';

export interface WatchConsoleOptions {
  /** Where requests may go: to the servers under test. */
  readonly origins: readonly string[];
  /** What the browser says of an answer that a test asks for, such as a 400 to a form filled in wrongly. */
  readonly isExpected?: (message: ConsoleMessage) => boolean;
}

/**
 * Takes down whatever must never happen in a browser that shows the console: errors that it logs, a broken
 * Content-Security-Policy or Trusted Types rule, a dialog of a script, and requests to any other origin. Call it before the first page is
 * opened; the list grows.
 */
export async function watchConsole(
  context: BrowserContext,
  { origins, isExpected = () => false }: WatchConsoleOptions,
): Promise<readonly string[]> {
  const complaints: string[] = [];
  // The browser logs most of them itself, but not those of a policy that only reports.
  await context.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      console.error('policy broken: ' + [violatedDirective, blockedURI, sample].join(' ')));`,
  });
  context.on('console', (message) => {
    if (message.type() !== 'error' || isWhoIsThere(message) || isExpected(message)) return;
    complaints.push(`${message.text()} at ${message.location().url}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => {
    if (!origins.includes(new URL(request.url()).origin)) complaints.push(`asked ${request.url()}`);
  });
  context.on('dialog', (dialog) => {
    // A draft that would be lost asks first.
    if (dialog.type() !== 'beforeunload') complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.accept();
  });
  return complaints;
}

/**
 * A browser logs every answer that is no success, and a console that is opened asks who is signed in and, to lose no
 * time, for the mode.
 */
function isWhoIsThere(message: ConsoleMessage): boolean {
  return message.text().includes('status of 401') && /\/(session|status)$/.test(message.location().url);
}
