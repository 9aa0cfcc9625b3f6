import { PortcullisError } from '@portcullis/gate';

export const siteNamePattern = /^[a-z0-9-]{1,63}$/;
export const siteNameExpected = 'expected 1 to 63 lower-case letters, digits or dashes';

/** The site as `source` names it; throws PORTCULLIS_CONFIG_INVALID where it is no name of a site. */
export function checkedSite(site: string, source: string): string {
  if (siteNamePattern.test(site)) return site;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `${source} cannot be used: ${siteNameExpected}, got ${JSON.stringify(site.slice(0, 100))}.`,
  );
}
