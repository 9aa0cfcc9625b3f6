/** The page that somebody is on as a path below the base: `/traffic?view=ledger`. */
export function returnPathFrom(href: string, baseUrl: string): string {
  const path = href.startsWith(baseUrl) ? `/${href.slice(baseUrl.length)}` : '/';
  if (!/^\/sign-in(?:[?#]|$)/.test(path)) return path;
  return new URL(href).searchParams.get('returnTo') ?? '/';
}

/** Such a path as one of this origin, to be gone to; null for everything that is no place in the console. */
export function placeBelow(path: string, baseUrl: string): string | null {
  if (!/^\/(?![/\\])/.test(path)) return null;
  const wanted = `${baseUrl}${path.slice(1)}`;
  return URL.parse(wanted)?.href === wanted ? wanted.slice(new URL(baseUrl).origin.length) : null;
}
