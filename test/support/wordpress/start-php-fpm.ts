import { globSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programPath } from '../../../scripts/setup-debian.ts';
import type { ServerGroup } from '../server-group.ts';

/** PHP as production runs it, with Debian's own php.ini for it. Gives the socket it listens on. */
export async function startPhpFpm(group: ServerGroup, folder: string): Promise<string> {
  const socket = join(folder, 'php.sock');
  const file = join(folder, 'php-fpm.conf');
  writeFileSync(
    file,
    `[global]
error_log = ${join(folder, 'php-fpm.log')}
daemonize = no
[site]
listen = ${socket}
pm = static
; A page of WordPress calls its own site while it waits.
pm.max_children = 5
php_admin_value[error_log] = ${join(folder, 'php-errors.log')}
php_admin_value[upload_tmp_dir] = ${folder}
php_admin_value[session.save_path] = ${folder}
`,
  );
  await group.start([findPhpFpm(), '--fpm-config', file, '--nodaemonize'], { path: socket });
  return socket;
}

/** Debian puts the version into its name. */
function findPhpFpm(): string {
  const found = programPath.split(delimiter).flatMap((place) => globSync(join(place, 'php-fpm*')));
  const [program] = found.sort().reverse();
  if (program === undefined) throw new Error('php-fpm is missing: npm test -- integration says how.');
  return program;
}
