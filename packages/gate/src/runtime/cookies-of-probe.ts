import type { Judgement } from './judge.ts';
import { maySignIn } from './session-routes.ts';

/** What the app's own answer does about cookies. */
export interface OwnCookies {
  /** Its `Set-Cookie` lines. */
  readonly lines: readonly string[];
  /** Its `Clear-Site-Data`, which may take all cookies away; null when it says nothing. */
  readonly clearSiteData: string | null;
}

/**
 * The cookies that an app gave with its answer to a session probe and that its holder must learn of. To be sent before
 * the app's own. The probe was asked first, with the session as it was before the request: what the app says in its own answer about
 * a cookie is newer, and of who signs in or out nothing old may be kept.
 */
export function cookiesOfProbe(
  { setCookies, request }: Pick<Judgement, 'setCookies' | 'request'>,
  { lines, clearSiteData }: OwnCookies,
): readonly string[] {
  if (setCookies.length === 0 || /"(?:cookies|\*)"/i.test(clearSiteData ?? '') || maySignIn(request))
    return [];
  if (lines.length === 0) return setCookies;
  const names = new Set(lines.map(familyOf));
  return setCookies.filter((line) => !names.has(familyOf(line)));
}

/**
 * A long session comes in pieces (`session.0`, `session.1`, `.AspNetCore.CookiesC1`), and they belong together: half of
 * an old one and half of a new one are nobody's.
 */
function familyOf(line: string): string {
  const [pair = ''] = line.split(';', 1);
  const equals = pair.indexOf('=');
  const name = equals === -1 ? '' : pair.slice(0, equals).trim();
  return name.replace(/(?:[._-]?|C)\d{1,3}$/, '');
}
