/** What goes along to a provider and back must fit into a cookie. */
const longestPath = 1_500;

/** Nobody comes back to what is no page, nor to where one signs in. */
const noPlaceToReturn = /^\/(?:v1|health|metrics|sign-in|enrol)(?:[/?#]|$)/;

/**
 * Where somebody goes on who has signed in elsewhere: a place below the console's own address, `/traffic?view=ledger`; the
 * start page for everything else. `consoleUrl` ends with a slash.
 */
export function returnAddress(consoleUrl: string, path: string | null): string {
  if (path === null || path.length > longestPath || noPlaceToReturn.test(path)) return consoleUrl;
  if (!/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(path)) return consoleUrl;
  const wanted = `${consoleUrl}${path.slice(1)}`;
  // What a browser would read in another way (dot segments, however they are written) is no place that it came from.
  return URL.parse(wanted)?.href === wanted ? wanted : consoleUrl;
}
