import { join } from 'node:path';
import { PortcullisError } from '@portcullis/gate';

const siteName = /^[a-z0-9-]{1,63}$/;

export interface StatePathParts {
  readonly directory: string;
  readonly site: string;
  /** Before the site's name, such as `state`. */
  readonly prefix: string;
  /** After the site's name, such as `.json`. */
  readonly suffix: string;
}

/** A file of one site in the state directory. No name of a site can lead out of it. */
export function statePath({ directory, site, prefix, suffix }: StatePathParts): string {
  if (!siteName.test(site)) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `A site's name is 1 to 63 of a-z, 0-9 and "-", got ${JSON.stringify(site.slice(0, 80))}; rename the site`,
    );
  }
  return join(directory, `${prefix}-${site}${suffix}`);
}
