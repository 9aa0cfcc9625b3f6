import { join } from 'node:path';

/** Where the server of a site listens for the command line; apart, so that a command loads no server to know it. */
export function controlSocketPath(stateDirectory: string, site: string): string {
  return join(stateDirectory, `control-${site}.sock`);
}
