import { createHmac } from 'node:crypto';
import { consoleCookiePrefix, cookieValues } from '@portcullis/gate';
import { browserMarkSeconds } from '../../operators/browser-marks.ts';

/** The cookie of a console session. Of another port of this host it is the same one: its site tells it apart. */
export function sessionCookieName(site: string): string {
  return `${consoleCookiePrefix}${site}`;
}

/** What goes along to a provider and back. No site has a dot in its name. */
export function providerCookieName(site: string): string {
  return `${consoleCookiePrefix}${site}.provider`;
}

/** What tells a browser that signed in before from strangers. */
export function browserCookieName(site: string): string {
  return `${consoleCookiePrefix}${site}.browser`;
}

/** The one value of a cookie; null when there is none, or somebody planted a second. */
export function cookieOf(headers: readonly string[], name: string): string | null {
  const values = cookieValues(headers, name);
  return values.length === 1 ? (values[0] ?? null) : null;
}

export function sessionCookie(site: string, token: string): string {
  return `${sessionCookieName(site)}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`;
}

export function endedSessionCookie(site: string): string {
  return `${sessionCookieName(site)}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict`;
}

export function browserCookie(site: string, mark: string): string {
  return `${browserCookieName(site)}=${mark}; Path=/; Max-Age=${browserMarkSeconds}; Secure; HttpOnly; SameSite=Strict`;
}

/** `Lax`: the provider is another site, and what it sends the browser back with must find this. */
export function providerCookie(site: string, value: string, maxAgeSeconds: number): string {
  return `${providerCookieName(site)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}

/**
 * What the console sends back with everything that changes something: whoever makes a browser send the cookie cannot read
 * it, and so cannot make this. It says nothing about the cookie, and changes with it.
 */
export function requestTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('portcullis/v1/console-request').digest('base64url');
}

export const requestTokenHeader = 'portcullis-console';
