import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { ServerGroup } from '../server-group.ts';

export interface StartNginxOptions {
  readonly folder: string;
  readonly documentRoot: string;
  readonly phpSocket: string;
}

/** Somebody else may take a free port before nginx does. */
const attempts = 5;

/** nginx before PHP, as WordPress' handbook for nginx has it. Gives its port. */
export async function startNginx(group: ServerGroup, options: StartNginxOptions): Promise<number> {
  const { folder } = options;
  const file = join(folder, 'nginx.conf');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    writeFileSync(file, configuration(options, port));
    try {
      await group.start(['nginx', '-p', folder, '-c', file, '-e', join(folder, 'nginx-error.log')], {
        port,
        host: '127.0.0.1',
      });
      return port;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** https://developer.wordpress.org/advanced-administration/server/web-server/nginx/ */
function configuration({ folder, documentRoot, phpSocket }: StartNginxOptions, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/nginx-${name};`)
    .join('\n');
  return `daemon off;
master_process off;
pid ${folder}/nginx-pid;
events { worker_connections 256; }
http {
${temporary}
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log ${folder}/nginx-access.log;
  client_max_body_size 16m;
  server {
    listen 127.0.0.1:${port};
    root ${documentRoot};
    index index.php;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ [^/]\\.php(/|$) {
      fastcgi_split_path_info ^(.+?\\.php)(/.*)$;
      if (!-f $document_root$fastcgi_script_name) { return 404; }
      fastcgi_index index.php;
      include /etc/nginx/fastcgi_params;
      fastcgi_param HTTP_PROXY "";
      # Debian's parameters name the host without its port, and WordPress would redirect for ever.
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param PATH_INFO $fastcgi_path_info;
      fastcgi_pass unix:${phpSocket};
    }
  }
}
`;
}
